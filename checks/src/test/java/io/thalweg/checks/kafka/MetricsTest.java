package io.thalweg.checks.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.checks.broker.BrokerProcess;
import io.thalweg.checks.broker.Program;
import io.thalweg.checks.broker.Scrape;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
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
  private static final Pattern TYPE = Pattern.compile("(?m)^# TYPE (\\S+) (\\S+)$");
  private static final Pattern DOCUMENTED = Pattern.compile("(?m)^\\| `([a-z_]+)` \\| (\\w+) \\|");
  private static final Path DOCUMENT = Path.of("..", "docs", "metrics.md");

  private static final int EVENTS = 10;
  private static final int COMMITTED = 7;

  @TempDir Path folder;

  private BrokerProcess broker() {
    return BrokerProcess.on(folder.resolve("data")).with("listeners.metrics=127.0.0.1:0").start();
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
      Map<String, Double> seen = new Scrape(broker).samples();
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
      Scrape seen = new Scrape(broker);
      try (Socket silent = connect(broker.port())) {
        seen.await("thalweg_connections_open", value -> value == 1);
        silent.getOutputStream().write("GET / HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII));
        seen.await("thalweg_connections_closed_total{reason=\"hostile\"}", value -> value == 1);
      }
      try (Socket polite = connect(broker.port())) {
        seen.await("thalweg_connections_open", value -> value == 1);
        polite.shutdownOutput();
        seen.await("thalweg_connections_closed_total{reason=\"client\"}", value -> value == 1);
      }
      assertThat(seen.samples())
          .containsEntry("thalweg_connections_opened_total", 2.0)
          .containsEntry("thalweg_connections_open", 0.0);
    }
  }

  private static Socket connect(int port) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout((int) Clients.LIMIT.toMillis());
    return socket;
  }

  @Test
  void everyMetricIsDocumentedAndEveryDocumentedOneIsThere() throws IOException {
    BrokerProcess.Setup setup = BrokerProcess.on(folder.resolve("data"));
    setup.with("listeners.metrics=127.0.0.1:0").with("listeners.admin=127.0.0.1:0");
    try (BrokerProcess broker = setup.start()) {
      use(new Clients(broker.bootstrap()));
      String url = "http://" + broker.listening("admin");
      assertThat(Program.thalweg("queue", "create", "q", "--url", url).end().errors()).isEmpty();
      Set<String> shown = all(TYPE, new Scrape(broker).get("/metrics").body());
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
      Scrape scrape = new Scrape(broker);
      assertThat(scrape.get("/").statusCode()).isEqualTo(404);
      assertThat(scrape.get("/metrics/more").statusCode()).isEqualTo(404);
      HttpRequest.Builder post = scrape.request("/metrics").POST(BodyPublishers.ofString("x=1"));
      assertThat(scrape.answer(post).statusCode()).isEqualTo(405);
      try (Socket slow = connect(scrape.port())) {
        slow.getOutputStream().write("GET /metrics HT".getBytes(StandardCharsets.US_ASCII));
        assertThat(scrape.get("/metrics").statusCode()).isEqualTo(200);
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
