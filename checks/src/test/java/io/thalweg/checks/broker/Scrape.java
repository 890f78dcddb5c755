package io.thalweg.checks.broker;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.HashMap;
import java.util.Map;
import java.util.function.DoublePredicate;
import java.util.function.IntSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a broker says of itself at `/metrics`. A process must have been started with
/// `listeners.metrics=127.0.0.1:0`. Any thread.
public final class Scrape {
  private static final Pattern LISTENING =
      Pattern.compile("listening metrics 127.0.0.1:(\\d+) \\(/metrics\\)");
  private static final Pattern SAMPLE = Pattern.compile("(?m)^([a-z_]+(?:\\{.*})?) (\\S+)$");

  private final HttpClient http = HttpClient.newHttpClient();
  private final IntSupplier port;

  public Scrape(BrokerProcess broker) {
    port = () -> port(broker);
  }

  /// Of a broker in this process.
  public Scrape(int port) {
    this.port = () -> port;
  }

  /// The port of the broker as it runs now.
  public int port() {
    return port.getAsInt();
  }

  private static int port(BrokerProcess broker) {
    for (String line : broker.out().lines()) {
      Matcher listening = LISTENING.matcher(line);
      if (listening.matches()) {
        return Integer.parseInt(listening.group(1));
      }
    }
    throw new AssertionError("no line 'listening metrics' in:\n" + broker.out().text());
  }

  /// A request for `path`, which the caller completes.
  public HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
        .timeout(BrokerProcess.LIMIT);
  }

  public HttpResponse<String> answer(HttpRequest.Builder request) {
    try {
      return http.send(request.build(), BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  public HttpResponse<String> get(String path) {
    return answer(request(path).GET());
  }

  /// Every sample by its name and labels: `thalweg_connections_closed_total{reason="idle"}`.
  public Map<String, Double> samples() {
    HttpResponse<String> answer = get("/metrics");
    if (answer.statusCode() != 200) {
      throw new AssertionError("expected 200 from /metrics, but it is " + answer.statusCode());
    }
    Map<String, Double> samples = new HashMap<>();
    Matcher sample = SAMPLE.matcher(answer.body());
    while (sample.find()) {
      samples.put(sample.group(1), Double.valueOf(sample.group(2)));
    }
    return samples;
  }

  /// The sample `name`, which must be there.
  public double value(String name) {
    Double value = samples().get(name);
    if (value == null) {
      throw new AssertionError("expected a sample " + name);
    }
    return value;
  }

  /// Returns when the sample `name` is as `expected`.
  public void await(String name, DoublePredicate expected) {
    long deadline = System.nanoTime() + BrokerProcess.LIMIT.toNanos();
    double seen = value(name);
    while (!expected.test(seen)) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("expected another value than " + seen + " of " + name);
      }
      seen = value(name);
    }
  }
}
