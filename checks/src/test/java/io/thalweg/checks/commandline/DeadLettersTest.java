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
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `dlq` end to end, with messages that really died.
class DeadLettersTest {
  private static final Map<String, Object> DEAD =
      Map.of("x-dead-letter-exchange", "", "x-dead-letter-routing-key", "dead");

  @TempDir Path folder;
  private BrokerProcess broker;
  private Channel channel;

  @BeforeEach
  void start() throws Exception {
    broker =
        BrokerProcess.on(folder.resolve("data"))
            .with("listeners.admin=127.0.0.1:0")
            .with("listeners.amqp=127.0.0.1:0")
            .start();
    connect();
    channel.queueDeclare("dead", true, false, false, null);
    channel.queueDeclare("one", true, false, false, DEAD);
    channel.queueDeclare("two", true, false, false, DEAD);
  }

  private void connect() throws Exception {
    ConnectionFactory factory = new ConnectionFactory();
    factory.setHost("127.0.0.1");
    factory.setPort(Integer.parseInt(broker.listening("amqp").split(":")[1]));
    factory.setAutomaticRecoveryEnabled(false);
    Connection connection = factory.newConnection();
    channel = connection.createChannel();
  }

  @AfterEach
  void stop() {
    broker.close();
  }

  private Program.Ended end(String... arguments) {
    List<String> line = new ArrayList<>(List.of(arguments));
    line.addAll(List.of("--url", "http://" + broker.listening("admin")));
    return Program.thalweg(line.toArray(String[]::new)).end();
  }

  private String run(String... arguments) {
    Program.Ended ended = end(arguments);
    assertThat(ended.errors()).isEmpty();
    assertThat(ended.exitCode()).isZero();
    return ended.out();
  }

  private JsonNode json(String... arguments) throws IOException {
    List<String> line = new ArrayList<>(List.of(arguments));
    line.addAll(List.of("-o", "json"));
    return new ObjectMapper().readTree(run(line.toArray(String[]::new)));
  }

  private void publish(String queue, byte[] body) throws Exception {
    channel.confirmSelect();
    AMQP.BasicProperties properties =
        new AMQP.BasicProperties.Builder().headers(Map.of("h", "header of it")).build();
    channel.basicPublish("", queue, properties, body);
    channel.waitForConfirmsOrDie(BrokerProcess.LIMIT.toMillis());
  }

  /// Publishes messages, each of which is rejected.
  private void die(String queue, String... bodies) throws Exception {
    long before = channel.messageCount("dead");
    for (String body : bodies) {
      publish(queue, body.getBytes(StandardCharsets.UTF_8));
      channel.basicReject(get(queue, false).getEnvelope().getDeliveryTag(), false);
    }
    awaitReady("dead", before + bodies.length);
  }

  private GetResponse get(String queue, boolean settled) throws IOException {
    GetResponse response = channel.basicGet(queue, settled);
    assertThat(response).as("a message of %s", queue).isNotNull();
    return response;
  }

  private void awaitReady(String queue, long many) throws IOException {
    long limit = System.nanoTime() + BrokerProcess.LIMIT.toNanos();
    while (channel.messageCount(queue) != many) {
      assertThat(System.nanoTime()).as("time for %s to hold %s", queue, many).isLessThan(limit);
    }
  }

  private List<String> bodies(String queue) throws IOException {
    List<String> all = new ArrayList<>();
    for (long left = channel.messageCount(queue); left > 0; left--) {
      all.add(new String(get(queue, true).getBody(), StandardCharsets.UTF_8));
    }
    return all;
  }

  @Test
  void queuesOfDeadLettersAreListedAndLookedInto() throws Exception {
    die("one", "a", "b");
    die("two", "c".repeat(1_000));
    JsonNode listed = json("dlq", "list");
    assertThat(listed).hasSize(1);
    assertThat(listed.get(0).path("ready").asInt()).isEqualTo(3);
    assertThat(listed.get(0).path("sources").toString()).isEqualTo("[\"one\",\"two\"]");
    assertThat(run("dlq", "list")).contains("dead", "one,two");
    String shown = run("dlq", "peek", "dead", "-n", "2");
    assertThat(shown)
        .contains(
            "offset 0,",
            "rejected in one, offset 0,",
            "published to exchange '' by key 'one'",
            "h: header of it",
            "value (1 byte): a",
            "there is more: --offset 2");
    JsonNode two = json("dlq", "peek", "dead", "--source", "two", "--bytes", "10").path("events");
    assertThat(two).hasSize(1);
    assertThat(two.get(0).path("value").asText()).isEqualTo("c".repeat(10));
    assertThat(two.get(0).path("truncated").asBoolean()).isTrue();
    assertThat(two.get(0).path("deaths").get(0).path("reason").asText()).isEqualTo("rejected");
    assertThat(json("dlq", "peek", "dead", "--reason", "expired").path("events")).isEmpty();
    assertThat(channel.messageCount("dead")).as("nothing was taken").isEqualTo(3);
    Program.Ended wrong = end("dlq", "peek", "dead", "--reason", "killed");
    assertThat(wrong.errors()).contains("one of rejected, failed, expired, overflow, unreadable");
    assertThat(end("dlq", "peek", "none").errors()).contains("'thalweg queue list'");
  }

  @Test
  void someAreRedrivenAndSomeDropped() throws Exception {
    die("one", "a", "b", "c");
    die("two", "d", "e");
    assertThat(run("dlq", "redrive", "dead", "--offset", "1"))
        .isEqualTo("redriven 1 event of dead");
    assertThat(bodies("one")).containsExactly("b");
    assertThat(run("dlq", "redrive", "dead", "--source", "two"))
        .isEqualTo("redriven 2 events of dead");
    assertThat(bodies("two")).containsExactly("d", "e");
    assertThat(json("dlq", "drop", "dead", "--offset", "0").path("dropped").asInt()).isEqualTo(1);
    assertThat(run("dlq", "redrive", "dead", "--all", "--to", "two"))
        .isEqualTo("redriven 1 event of dead");
    assertThat(bodies("two")).containsExactly("c");
    assertThat(channel.messageCount("dead")).isZero();
    assertThat(run("dlq", "drop", "dead", "--all")).isEqualTo("dropped 0 events of dead");
    Program.Ended gone = end("dlq", "redrive", "dead", "--offset", "1");
    assertThat(gone.exitCode()).isEqualTo(1);
    assertThat(gone.errors()).contains("there is no event at offset 1 of dead");
    broker.kill();
    broker.startAgain();
    connect();
    assertThat(channel.messageCount("dead")).isZero();
  }

  @Test
  void whatDiesAgainCountsOn() throws Exception {
    die("one", "a");
    run("dlq", "redrive", "dead", "--all");
    GetResponse again = get("one", false);
    assertThat(again.getProps().getHeaders()).containsKey("x-death");
    channel.basicReject(again.getEnvelope().getDeliveryTag(), false);
    awaitReady("dead", 1);
    JsonNode death = json("dlq", "peek", "dead").path("events").get(0).path("deaths").get(0);
    assertThat(death.path("count").asInt()).isEqualTo(2);
    assertThat(death.path("offset").asInt()).isEqualTo(1);
  }

  @Test
  void whatCannotGoStays() throws Exception {
    die("one", "a", "b");
    publish("dead", "of nobody".getBytes(StandardCharsets.UTF_8));
    get("dead", false); // a consumer has the first
    channel.queueDelete("one");
    Program.Ended ended = end("dlq", "redrive", "dead", "--all");
    assertThat(ended.exitCode()).isEqualTo(1);
    assertThat(ended.out()).isEqualTo("redriven 0 events of dead");
    assertThat(ended.errors())
        .contains(
            "3 events stay:", "there is no queue 'one' (2)", "it is no dead letter: say where");
    ended = end("dlq", "redrive", "dead", "--all", "--to", "two");
    assertThat(ended.out()).isEqualTo("redriven 2 events of dead");
    assertThat(ended.errors()).contains("1 event stays: a consumer has it (1)");
    assertThat(bodies("two")).containsExactly("b", "of nobody");
    assertThat(end("dlq", "redrive", "dead", "--all", "--to", "dead").errors())
        .contains("another queue in 'to'");
  }

  @Test
  void largeMessagesAndManyGoToo() throws Exception {
    byte[] large = new byte[3 << 20];
    Arrays.fill(large, (byte) 'x');
    large[large.length - 1] = 'y';
    publish("one", large);
    channel.basicReject(get("one", false).getEnvelope().getDeliveryTag(), false);
    String[] many = new String[700];
    Arrays.setAll(many, i -> "message " + i);
    awaitReady("one", 0);
    long parts = channel.messageCount("dead");
    for (String each : many) {
      channel.basicPublish("", "two", null, each.getBytes(StandardCharsets.UTF_8));
    }
    channel.waitForConfirmsOrDie(BrokerProcess.LIMIT.toMillis());
    for (int i = 0; i < many.length; i++) {
      channel.basicReject(get("two", false).getEnvelope().getDeliveryTag(), false);
    }
    awaitReady("dead", parts + many.length);
    assertThat(run("dlq", "redrive", "dead", "--all")).isEqualTo("redriven 701 events of dead");
    assertThat(get("one", true).getBody()).isEqualTo(large);
    assertThat(bodies("two")).containsExactly(many);
  }

  @Test
  void aRateIsKept() throws Exception {
    die("one", "a", "b", "c", "d", "e", "f");
    long began = System.nanoTime();
    Program.Ended ended = end("dlq", "drop", "dead", "--all", "--rate", "5", "--progress");
    assertThat(ended.out()).isEqualTo("dropped 6 events of dead");
    assertThat(ended.errors()).contains("of about 6 events");
    assertThat(System.nanoTime() - began).isGreaterThan(1_000_000_000L);
    assertThat(channel.messageCount("dead")).isZero();
  }
}
