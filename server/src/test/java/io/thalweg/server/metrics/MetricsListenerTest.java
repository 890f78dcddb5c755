package io.thalweg.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.core.base.Buckets;
import io.thalweg.server.metrics.Families.Unit;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class MetricsListenerTest {
  private static final InetSocketAddress FREE =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  private final HttpClient http = HttpClient.newHttpClient();

  private HttpResponse<String> ask(MetricsListener listener, String method, String accept)
      throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + listener.address().getPort() + "/metrics");
    HttpRequest request =
        HttpRequest.newBuilder(uri)
            .method(method, BodyPublishers.noBody())
            .header("Accept", accept)
            .timeout(Duration.ofSeconds(20))
            .build();
    return http.send(request, BodyHandlers.ofString());
  }

  private static Scrape showing(Table... tables) {
    return new Scrape(List.of(tables));
  }

  @Test
  void theFormatIsWhatIsAskedFor() throws Exception {
    Scrape scrape = showing(into -> into.counter("made_total", "What was made", 3));
    try (MetricsListener listener = MetricsListener.open(FREE, scrape)) {
      HttpResponse<String> usual = ask(listener, "GET", "*/*");
      assertThat(usual.statusCode()).isEqualTo(200);
      assertThat(usual.headers().firstValue("Content-Type").orElse(""))
          .isEqualTo("text/plain; version=0.0.4; charset=utf-8");
      assertThat(usual.body())
          .isEqualTo(
              "# HELP made_total What was made\n# TYPE made_total counter\nmade_total 3.0\n");
      HttpResponse<String> open = ask(listener, "GET", "application/openmetrics-text");
      assertThat(open.headers().firstValue("Content-Type").orElse("")).contains("openmetrics-text");
      assertThat(open.body()).contains("# TYPE made counter", "made_total 3.0").endsWith("# EOF\n");
      assertThat(ask(listener, "HEAD", "*/*").body()).isEmpty();
      assertThat(ask(listener, "DELETE", "*/*").statusCode()).isEqualTo(405);
    }
  }

  @Test
  void bucketsAreWrittenInSecondsAndAddUp() throws Exception {
    Buckets took = Buckets.ofNanos();
    took.add(50_000);
    took.add(60_000);
    took.add(20_000_000_000L);
    Scrape scrape = showing(into -> into.histogram("took_seconds", "Time", Unit.SECONDS, took));
    try (MetricsListener listener = MetricsListener.open(FREE, scrape)) {
      assertThat(ask(listener, "GET", "*/*").body().lines())
          .contains(
              "took_seconds_bucket{le=\"5.0E-5\"} 1",
              "took_seconds_bucket{le=\"1.0E-4\"} 2",
              "took_seconds_bucket{le=\"10.0\"} 2",
              "took_seconds_bucket{le=\"+Inf\"} 3",
              "took_seconds_count 3",
              "took_seconds_sum 20.00011");
    }
  }

  @Test
  void whatCannotBeHadNowIsAnAnswerToo() throws Exception {
    Scrape scrape =
        showing(
            _ -> {
              throw new IOException("the shard does not answer");
            });
    try (MetricsListener listener = MetricsListener.open(FREE, scrape)) {
      HttpResponse<String> answer = ask(listener, "GET", "*/*");
      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.body()).isEqualTo("the shard does not answer\n");
    }
  }

  @Test
  void itListensOnLoopbackOnly() {
    assertThatThrownBy(() -> MetricsListener.open(new InetSocketAddress("0.0.0.0", 0), showing()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("loopback");
  }
}
