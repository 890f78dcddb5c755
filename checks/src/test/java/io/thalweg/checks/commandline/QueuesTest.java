package io.thalweg.checks.commandline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.GetResponse;
import io.thalweg.checks.broker.BrokerProcess;
import io.thalweg.checks.broker.Program;
import io.thalweg.checks.broker.Scrape;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `queue`, `exchange`, `binding` and `subscription` end to end, with messages, and what `/metrics`
/// tells of them.
class QueuesTest {
  @TempDir static Path folder;
  private static BrokerProcess broker;
  private static Connection connection;

  @BeforeAll
  static void start() throws Exception {
    broker =
        BrokerProcess.on(folder.resolve("data"))
            .with("listeners.admin=127.0.0.1:0")
            .with("listeners.amqp=127.0.0.1:0")
            .with("listeners.metrics=127.0.0.1:0")
            .start();
    ConnectionFactory factory = new ConnectionFactory();
    factory.setHost("127.0.0.1");
    factory.setPort(Integer.parseInt(broker.listening("amqp").split(":")[1]));
    connection = factory.newConnection();
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  private static Program.Ended end(String... arguments) {
    List<String> line = new ArrayList<>(List.of(arguments));
    line.addAll(List.of("--url", "http://" + broker.listening("admin")));
    return Program.thalweg(line.toArray(String[]::new)).end();
  }

  private static String run(String... arguments) {
    Program.Ended ended = end(arguments);
    assertThat(ended.errors()).isEmpty();
    assertThat(ended.exitCode()).isZero();
    return ended.out();
  }

  private static JsonNode json(String... arguments) throws IOException {
    List<String> line = new ArrayList<>(List.of(arguments));
    line.addAll(List.of("-o", "json"));
    return new ObjectMapper().readTree(run(line.toArray(String[]::new)));
  }

  private static void refused(String why, String... arguments) {
    Program.Ended ended = end(arguments);
    assertThat(ended.exitCode()).as(ended.errors()).isEqualTo(1);
    assertThat(ended.errors()).startsWith("thalweg: ").contains(why);
    assertThat(ended.out()).isEmpty();
  }

  private static void publish(Channel channel, String exchange, String key, String... bodies)
      throws Exception {
    channel.confirmSelect();
    for (String body : bodies) {
      channel.basicPublish(exchange, key, null, body.getBytes(StandardCharsets.UTF_8));
    }
    channel.waitForConfirmsOrDie(BrokerProcess.LIMIT.toMillis());
  }

  private static String got(GetResponse response) {
    return response == null ? "nothing" : new String(response.getBody(), StandardCharsets.UTF_8);
  }

  /// The columns of the line that begins with these words.
  private static List<String> row(String table, String... words) {
    return table
        .lines()
        .map(line -> List.of(line.split(" {2,}")))
        .filter(cells -> cells.subList(0, words.length).equals(List.of(words)))
        .findFirst()
        .orElseThrow(() -> new AssertionError("expected such a line in:\n" + table));
  }

  @Test
  void aQueueFromItsCreationToItsEnd() throws Exception {
    assertThat(run("queue", "create", "q 1", "--max-failures", "3", "--retry-delay", "1h"))
        .isEqualTo("created queue q 1");
    run("queue", "create", "q 1", "--max-failures", "3", "--retry-delay", "1h");
    refused("there is queue 'q 1' with others; delete it first", "queue", "create", "q 1");
    Channel channel = connection.createChannel();
    publish(channel, "", "q 1", "a", "b", "c", "d");
    long first = channel.basicGet("q 1", false).getEnvelope().getDeliveryTag();
    channel.basicGet("q 1", false);
    channel.basicGet("q 1", false);
    channel.basicNack(first, false, true);
    channel.basicAck(first + 1, false);
    channel.queueDeclarePassive("q 1");
    List<String> row = row(run("queue", "list"), "/", "q 1");
    assertThat(row.subList(2, 6)).containsExactly("1", "1", "1", "0");
    assertThat(row.get(6)).endsWith("s ago");
    JsonNode is = json("queue", "describe", "q 1");
    assertThat(is.path("vhost").asText()).isEqualTo("/");
    assertThat(is.path("published").asInt()).isEqualTo(4);
    assertThat(is.path("delivered").asInt()).isEqualTo(3);
    assertThat(is.path("acknowledged").asInt()).isEqualTo(1);
    assertThat(is.path("failed").asInt()).isEqualTo(1);
    assertThat(is.path("settings").path("retryDelayMillis").asLong()).isEqualTo(3_600_000);
    assertThat(run("queue", "describe", "q 1")).contains("maxFailures", "oldestReady", "paused");
    refused("but events are in queue 'q 1'", "queue", "delete", "q 1", "--if-empty");
    assertThat(run("queue", "purge", "q 1")).isEqualTo("purged 2 events");
    assertThat(run("queue", "purge", "q 1")).isEqualTo("purged 0 events");
    assertThat(run("queue", "delete", "q 1")).isEqualTo("deleted q 1");
    refused("'thalweg queue list' shows what there is", "queue", "describe", "q 1");
    channel.close();
  }

  @Test
  void aQueueWithAFilterShowsIt() throws Exception {
    String[] create = {
      "queue", "create", "some", "--filter", "region=eu", "--filter", "n=\"5\"", "--filter-any"
    };
    assertThat(run(create)).isEqualTo("created queue some");
    run(create);
    refused("there is queue 'some' with others", "queue", "create", "some", "--filter", "n=5");
    Channel channel = connection.createChannel();
    var five = new AMQP.BasicProperties.Builder().headers(Map.of("n", "5")).build();
    channel.basicPublish("", "some", five, "in".getBytes(StandardCharsets.UTF_8));
    publish(channel, "", "some", "out");
    assertThat(got(channel.basicGet("some", true))).isEqualTo("in");
    assertThat(got(channel.basicGet("some", true))).isEqualTo("nothing");
    JsonNode is = json("queue", "describe", "some");
    assertThat(is.path("filtered").asInt()).isEqualTo(1);
    assertThat(is.path("settings").path("filter").toString())
        .isEqualTo("{\"x-match\":\"any\",\"n\":\"5\",\"region\":\"eu\"}");
    assertThat(row(run("queue", "describe", "some"), "filter"))
        .containsExactly("filter", "x-match=any, n=5, region=eu");
    refused(
        "expected 'filter' with 1 to 16 conditions",
        "queue",
        "create",
        "other",
        "--filter",
        "n=" + "x".repeat(2_000));
    assertThat(end("queue", "create", "other", "--filter-any").errors())
        .contains("--filter-any needs --filter");
    channel.close();
  }

  @Test
  void exchangesAndBindings() throws Exception {
    run("queue", "create", "bound");
    assertThat(run("exchange", "create", "orders", "--type", "topic"))
        .isEqualTo("created exchange orders");
    assertThat(run("binding", "create", "orders", "bound", "--key", "eu.*"))
        .isEqualTo("created binding orders to bound");
    run("binding", "create", "amq.headers", "bound", "-a", "x-match=any", "-a", "n=5");
    assertThat(row(run("exchange", "list"), "/", "orders").get(2)).isEqualTo("topic");
    assertThat(row(run("binding", "list", "--from", "orders"), "/", "orders"))
        .containsExactly("/", "orders", "queue", "bound", "eu.*");
    assertThat(json("binding", "list", "--to", "bound").get(0).path("arguments").toString())
        .isEqualTo("{\"n\":5,\"x-match\":\"any\"}");
    Channel channel = connection.createChannel();
    publish(channel, "orders", "eu.1", "in");
    publish(channel, "orders", "us.1", "out");
    assertThat(got(channel.basicGet("bound", true))).isEqualTo("in");
    assertThat(got(channel.basicGet("bound", true))).isEqualTo("nothing");
    refused("wait, or leave out --if-unused", "exchange", "delete", "orders", "--if-unused");
    refused("'thalweg binding list' shows what there is", "binding", "delete", "orders", "bound");
    assertThat(run("binding", "delete", "orders", "bound", "-k", "eu.*"))
        .isEqualTo("deleted binding orders to bound");
    assertThat(run("exchange", "delete", "orders", "--if-unused")).isEqualTo("deleted orders");
    refused("there is no exchange 'orders'", "binding", "create", "orders", "bound");
    run("queue", "delete", "bound");
    channel.close();
  }

  @Test
  void aSubscriptionIsPausedAndGoesElsewhere() throws Exception {
    String kafka = broker.bootstrap();
    Program.thalweg("topic", "create", "told", "--partitions", "2", "--broker", kafka).end();
    run("queue", "create", "reader", "--topic", "told");
    assertThat(row(run("subscription", "list", "--topic", "told"), "/", "reader", "told", "0"))
        .hasSize(7);
    for (String event : List.of("a", "b", "c")) {
      Program.thalweg("publish", "told", event, "--key", "k", "--broker", kafka).end();
    }
    Channel channel = connection.createChannel();
    assertThat(got(channel.basicGet("reader", true))).isEqualTo("a");
    assertThat(run("subscription", "pause", "reader")).isEqualTo("paused subscription reader");
    assertThat(got(channel.basicGet("reader", true))).isEqualTo("nothing");
    assertThat(run("subscription", "list")).contains("paused");
    assertThat(run("subscription", "resume", "reader")).isEqualTo("resumed subscription reader");
    assertThat(got(channel.basicGet("reader", true))).isEqualTo("b");
    JsonNode is = json("subscription", "describe", "reader");
    assertThat(is.path("lag").asInt()).isEqualTo(1);
    assertThat(is.path("partitions")).hasSize(2);
    assertThat(run("subscription", "describe", "reader"))
        .startsWith("reader of topic told: running, 0 consumers, lag 1 event");
    int partition = is.path("partitions").get(0).path("end").asInt() == 3 ? 0 : 1;
    assertThat(run("subscription", "seek", "reader", "earliest"))
        .isEqualTo("sought subscription reader");
    assertThat(got(channel.basicGet("reader", true))).isEqualTo("a");
    run("subscription", "seek", "reader", "2", "--partition", "" + partition);
    assertThat(got(channel.basicGet("reader", true))).isEqualTo("c");
    run("subscription", "seek", "reader", "1h ago");
    assertThat(got(channel.basicGet("reader", true))).isEqualTo("a");
    run("subscription", "seek", "reader", "@" + (System.currentTimeMillis() + 3_600_000));
    assertThat(got(channel.basicGet("reader", true))).isEqualTo("nothing");
    run("subscription", "seek", "reader", "latest");
    assertThat(got(channel.basicGet("reader", true))).isEqualTo("nothing");
    refused(
        "'thalweg subscription describe' shows those that there are",
        "subscription",
        "seek",
        "reader",
        "2",
        "--partition",
        "7");
    assertThat(run("subscription", "delete", "reader")).isEqualTo("deleted reader");
    refused("'thalweg queue list'", "subscription", "pause", "reader");
    channel.close();
  }

  @Test
  void metricsTellOfVhostsAndQueues() throws Exception {
    run("vhost", "add", "counted");
    run("permission", "set", "guest", ".*", ".*", ".*", "--vhost", "counted");
    ConnectionFactory factory = new ConnectionFactory();
    factory.setHost("127.0.0.1");
    factory.setPort(Integer.parseInt(broker.listening("amqp").split(":")[1]));
    factory.setVirtualHost("counted");
    try (Connection own = factory.newConnection()) {
      Channel channel = own.createChannel();
      channel.queueDeclare("dead", true, false, false, null);
      channel.queueDeclare(
          "live",
          true,
          false,
          false,
          Map.of("x-dead-letter-exchange", "", "x-dead-letter-routing-key", "dead"));
      publish(channel, "", "live", "a", "b", "c", "d");
      long tag = channel.basicGet("live", false).getEnvelope().getDeliveryTag();
      channel.basicReject(tag, false);
      channel.basicGet("live", true);
      channel.basicGet("live", false);
      Scrape scrape = new Scrape(broker);
      String dead = "{queue=\"dead\",vhost=\"counted\"}";
      scrape.await("thalweg_queue_ready_events" + dead, value -> value == 1);
      Map<String, Double> seen = scrape.samples();
      String live = "{queue=\"live\",vhost=\"counted\"}";
      String both = "{vhost=\"counted\"}";
      assertThat(seen)
          .containsEntry("thalweg_queue_ready_events" + live, 1.0)
          .containsEntry("thalweg_queue_unacked_events" + live, 1.0)
          .containsEntry("thalweg_queue_published_total" + live, 4.0)
          .containsEntry("thalweg_queue_delivered_total" + live, 3.0)
          .containsEntry("thalweg_queue_dead_lettered_total" + live, 1.0)
          .containsEntry("thalweg_queue_paused" + live, 0.0)
          .containsEntry("thalweg_vhost_queues" + both, 2.0)
          .containsEntry("thalweg_vhost_queue_ready_events" + both, 2.0)
          .containsEntry("thalweg_vhost_queue_published_total" + both, 5.0)
          .containsEntry("thalweg_vhost_queue_dead_lettered_total" + both, 1.0);
      assertThat(seen.get("thalweg_queue_oldest_ready_seconds" + live)).isBetween(0.0, 600.0);
      channel.queueDelete("live");
      seen = scrape.samples();
      assertThat(seen)
          .containsEntry("thalweg_vhost_queues" + both, 1.0)
          .containsEntry("thalweg_vhost_queue_published_total" + both, 5.0)
          .containsEntry("thalweg_vhost_queue_delivered_total" + both, 3.0)
          .doesNotContainKey("thalweg_queue_published_total" + live);
    }
    run("vhost", "delete", "counted");
  }
}
