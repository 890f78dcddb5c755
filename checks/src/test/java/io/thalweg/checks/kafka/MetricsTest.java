package io.thalweg.checks.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.checks.broker.BrokerProcess;
import io.thalweg.checks.broker.Program;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicExistsException;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What `/metrics` tells of a broker is what was done with it.
class MetricsTest {
  private static final Pattern LISTENING =
      Pattern.compile("listening metrics 127.0.0.1:(\\d+) \\(/metrics\\)");
  private static final Pattern TYPE = Pattern.compile("(?m)^# TYPE (\\S+) (\\S+)$");
  private static final Pattern SAMPLE = Pattern.compile("(?m)^([a-z_]+(?:\\{.*})?) (\\S+)$");
  private static final Pattern DOCUMENTED = Pattern.compile("(?m)^\\| `([a-z_]+)` \\| (\\w+) \\|");
  private static final Path DOCUMENT = Path.of("..", "docs", "metrics.md");

  private static final int EVENTS = 10;
  private static final int COMMITTED = 7;

  @TempDir Path folder;
  private final HttpClient http = HttpClient.newHttpClient();

  private BrokerProcess broker() {
    return BrokerProcess.on(folder.resolve("data")).with("listeners.metrics=127.0.0.1:0").start();
  }

  private static int port(BrokerProcess broker) {
    for (String line : broker.out().lines()) {
      Matcher listening = LISTENING.matcher(line);
      if (listening.matches()) {
        return Integer.parseInt(listening.group(1));
      }
    }
    return Assertions.fail("no line 'listening metrics' in:%n%s", broker.out().text());
  }

  private HttpResponse<String> get(BrokerProcess broker, String path) {
    return answer(request(broker, path).GET());
  }

  private static HttpRequest.Builder request(BrokerProcess broker, String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port(broker) + path))
        .timeout(Clients.LIMIT);
  }

  private HttpResponse<String> answer(HttpRequest.Builder request) {
    try {
      return http.send(request.build(), BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private Map<String, Double> scrape(BrokerProcess broker) {
    HttpResponse<String> answer = get(broker, "/metrics");
    assertThat(answer.statusCode()).isEqualTo(200);
    Map<String, Double> samples = new HashMap<>();
    Matcher sample = SAMPLE.matcher(answer.body());
    while (sample.find()) {
      samples.put(sample.group(1), Double.valueOf(sample.group(2)));
    }
    return samples;
  }

  /// Makes a topic (twice), publishes, reads, and commits less than was read.
  private static void use(Clients clients) {
    clients.create("orders", 3);
    Assertions.assertThatThrownBy(() -> clients.create("orders", 3))
        .isInstanceOf(TopicExistsException.class);
    try (Producer<String, String> producer = clients.producer(Map.of())) {
      for (int i = 0; i < EVENTS; i++) {
        Clients.done(producer.send(new ProducerRecord<>("orders", 1, "k", "" + i)));
      }
    }
    TopicPartition partition = new TopicPartition("orders", 1);
    try (Consumer<String, String> consumer = clients.consumer(Map.of("group.id", "billing"))) {
      consumer.assign(List.of(partition));
      Clients.take(consumer, EVENTS);
      consumer.commitSync(Map.of(partition, new OffsetAndMetadata(COMMITTED)));
    }
  }

  @Test
  void countsAreWhatWasDone() {
    try (BrokerProcess broker = broker()) {
      use(new Clients(broker.bootstrap()));
      Map<String, Double> seen = scrape(broker);
      assertThat(seen)
          .containsEntry("thalweg_kafka_requests_total{api=\"Produce\",error=\"NONE\"}", 10.0)
          .containsEntry("thalweg_kafka_requests_total{api=\"CreateTopics\",error=\"NONE\"}", 1.0)
          .containsEntry(
              "thalweg_kafka_requests_total{api=\"CreateTopics\",error=\"TOPIC_ALREADY_EXISTS\"}",
              1.0)
          .containsEntry("thalweg_kafka_requests_total{api=\"OffsetCommit\",error=\"NONE\"}", 1.0)
          .containsEntry("thalweg_kafka_request_duration_seconds_count{api=\"Produce\"}", 10.0)
          .containsEntry("thalweg_topics", 1.0)
          .containsEntry("thalweg_partitions", 3.0)
          .containsEntry("thalweg_groups", 1.0)
          .containsEntry("thalweg_group_members", 0.0)
          .containsEntry("thalweg_live_batches", 10.0)
          .containsEntry("thalweg_blocks", 24.0)
          .containsEntry("thalweg_group_lags_left_out", 0.0)
          .containsEntry("thalweg_connections_closed_total{reason=\"hostile\"}", 0.0);
      String lag = "{group=\"billing\",partition=\"1\",topic=\"orders\"}";
      assertThat(seen).containsEntry("thalweg_group_lag_events" + lag, 3.0);
      assertThat(seen.get("thalweg_group_lag_seconds" + lag)).isBetween(0.0, 60.0);
      // each Produce and the commit were waited for, so each had a sync of its own
      assertThat(seen.get("thalweg_journal_sync_duration_seconds_count"))
          .isGreaterThanOrEqualTo(EVENTS + 1.0)
          .isEqualTo(seen.get("thalweg_journal_group_bytes_count"));
      assertThat(seen.get("thalweg_journal_group_bytes_sum")).isPositive();
      assertThat(seen.get("thalweg_ring_used_bytes")).isPositive();
      assertThat(seen.get("thalweg_network_received_bytes_total")).isPositive();
      assertThat(seen.get("thalweg_network_sent_bytes_total")).isPositive();
      assertThat(seen.get("thalweg_connections_opened_total")).isGreaterThanOrEqualTo(4);
    }
  }

  @Test
  void connectionsAreCountedByTheirEnd() throws IOException {
    try (BrokerProcess broker = broker()) {
      try (Socket silent = connect(broker.port())) {
        awaitValue(broker, "thalweg_connections_open", 1);
        silent.getOutputStream().write("GET / HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII));
        awaitValue(broker, "thalweg_connections_closed_total{reason=\"hostile\"}", 1);
      }
      try (Socket polite = connect(broker.port())) {
        awaitValue(broker, "thalweg_connections_open", 1);
        polite.shutdownOutput();
        awaitValue(broker, "thalweg_connections_closed_total{reason=\"client\"}", 1);
      }
      assertThat(scrape(broker))
          .containsEntry("thalweg_connections_opened_total", 2.0)
          .containsEntry("thalweg_connections_open", 0.0);
    }
  }

  private void awaitValue(BrokerProcess broker, String name, double value) {
    Clients.await(
        () -> scrape(broker).getOrDefault(name, -1.0) == value,
        () -> "expected " + name + " to be " + value);
  }

  private static Socket connect(int port) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout((int) Clients.LIMIT.toMillis());
    return socket;
  }

  @Test
  void everyMetricIsDocumentedAndEveryDocumentedOneIsThere() throws IOException {
    try (BrokerProcess broker = broker()) {
      use(new Clients(broker.bootstrap()));
      Set<String> shown = all(TYPE, get(broker, "/metrics").body());
      assertThat(shown).isEqualTo(all(DOCUMENTED, Files.readString(DOCUMENT)));
    }
  }

  private static Set<String> all(Pattern pattern, String text) {
    Set<String> found = new TreeSet<>();
    Matcher matcher = pattern.matcher(text);
    while (matcher.find()) {
      found.add(matcher.group(1) + " " + matcher.group(2));
    }
    return found;
  }

  @Test
  void onlyMetricsAreReadAndSlowClientsEnd() throws IOException {
    try (BrokerProcess broker = broker()) {
      assertThat(get(broker, "/").statusCode()).isEqualTo(404);
      assertThat(get(broker, "/metrics/more").statusCode()).isEqualTo(404);
      HttpRequest.Builder post = request(broker, "/metrics").POST(BodyPublishers.ofString("x=1"));
      assertThat(answer(post).statusCode()).isEqualTo(405);
      try (Socket slow = connect(port(broker))) {
        slow.getOutputStream().write("GET /metrics HT".getBytes(StandardCharsets.US_ASCII));
        assertThat(get(broker, "/metrics").statusCode()).isEqualTo(200);
        assertThat(slow.getInputStream().read()).isEqualTo(-1); // else it fails at the limit
      }
      assertThat(broker.isRunning()).isTrue();
    }
  }

  @Test
  void brokersStartBesideEachOtherAndSayWhoHasNoMetrics() {
    try (BrokerProcess one = beside("one");
        BrokerProcess two = beside("two")) {
      assertThat(one.isRunning()).isTrue();
      assertThat(two.log().await(line -> line.contains("no /metrics"), Duration.ofSeconds(20)))
          .isPresent();
      assertThat(two.out().text()).doesNotContain("listening metrics");
    }
  }

  @Test
  void anAddressThatWasAskedForMustBeHad() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String address = "127.0.0.1:" + taken.getLocalPort();
      List<String> line = new ArrayList<>(List.of("serve", "--data", folder.toString()));
      line.addAll(List.of("-X", "listeners.kafka=127.0.0.1:0"));
      line.addAll(List.of("-X", "listeners.metrics=" + address));
      Program.Ended ended = Program.thalweg(line.toArray(String[]::new)).end();
      assertThat(ended.exitCode()).isEqualTo(1);
      assertThat(ended.errors()).contains(address + " is in use", "-X listeners.metrics=");
    }
  }

  private BrokerProcess beside(String name) {
    return BrokerProcess.on(folder.resolve(name)).with("listeners.metrics=auto").start();
  }
}
