package io.thalweg.server.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.thalweg.server.Node;
import io.thalweg.server.config.ConfigLoader;
import io.thalweg.server.config.ConfigSources;
import io.thalweg.server.config.ConfigSources.Assignment;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A whole broker, and an administrator's client of it.
final class AdminBroker implements AutoCloseable {
  private static final Pattern LISTENING = Pattern.compile("listening admin .+:(\\d+)");

  private static final Duration LIMIT = Duration.ofSeconds(60);

  final int port;
  private final Node node;
  private final HttpClient http = HttpClient.newHttpClient();

  AdminBroker(Path folder) throws Exception {
    boolean first = isEmpty(folder);
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    List<Assignment> settings =
        List.of(
            new Assignment("data.directory", folder.toString(), "test"),
            new Assignment("listeners.kafka", "127.0.0.1:0", "test"),
            new Assignment("listeners.metrics", "none", "test"),
            new Assignment("listeners.admin", "127.0.0.1:0", "test"),
            new Assignment("storage.ring-bytes", "16MiB", "test"),
            new Assignment("storage.ring-file-bytes", "4MiB", "test"));
    node =
        Node.start(
            ConfigLoader.load(new ConfigSources(null, Map.of(), settings)).config(),
            new PrintStream(printed, true, StandardCharsets.UTF_8));
    Matcher listening = LISTENING.matcher(printed.toString(StandardCharsets.UTF_8));
    if (!listening.find()) {
      throw new IllegalStateException("expected a listener, but it printed " + printed);
    }
    port = Integer.parseInt(listening.group(1));
    if (first) {
      awaitGuest();
    }
  }

  private static boolean isEmpty(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.findAny().isEmpty();
    }
  }

  /// It listens before the first user is durable.
  private void awaitGuest() throws Exception {
    long limit = System.nanoTime() + LIMIT.toNanos();
    while (ask("GET", "users", "").status() == 401) {
      if (System.nanoTime() > limit) {
        throw new IllegalStateException("expected the user guest, but it is not there");
      }
    }
  }

  record Answered(int status, String text, Map<String, List<String>> headers) {
    JsonNode json() throws IOException {
      return new ObjectMapper().readTree(text);
    }

    String error() throws IOException {
      return json().path("error").asText();
    }
  }

  static String basic(String user, String password) {
    byte[] both = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(both);
  }

  /// As guest; a body is JSON with `'` for quotation marks.
  Answered ask(String method, String path, String body) throws Exception {
    return ask("guest", "guest", method, path, body);
  }

  Answered ask(String user, String password, String method, String path, String body)
      throws Exception {
    HttpRequest.Builder request = request(method, path, body);
    request.header("Authorization", basic(user, password)).header("X-Thalweg", "1");
    return send(request.header("Content-Type", "application/json"));
  }

  /// A request without any header.
  HttpRequest.Builder request(String method, String path, String body) {
    String json = body.replace('\'', '"');
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/admin/v1/" + path))
        .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(json))
        .timeout(LIMIT);
  }

  Answered send(HttpRequest.Builder request) throws Exception {
    HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
    return new Answered(response.statusCode(), response.body(), response.headers().map());
  }

  /// What is answered to these very bytes, until the broker closes the connection; it may do so
  /// before it has read all.
  String raw(String bytes) throws IOException {
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(60_000);
      socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
      socket.shutdownOutput();
      socket.getInputStream().transferTo(answer);
    } catch (SocketException e) {
      // reset: what has been read counts
    }
    return answer.toString(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    node.close();
    http.close();
  }
}
