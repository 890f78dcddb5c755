package io.thalweg.checks.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.GetResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What queues hold at most, and for how long.
class LimitsTest {
  private static final long LIMIT_MILLIS = 20_000;

  @TempDir Path folder;

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /// Whether a message is confirmed, and not refused.
  private static boolean publishes(Channel channel, String queue, String body) throws Exception {
    channel.basicPublish("", queue, null, utf8(body));
    return channel.waitForConfirms(LIMIT_MILLIS);
  }

  private static GetResponse get(Channel channel, String queue) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LIMIT_MILLIS);
    while (System.nanoTime() < deadline) {
      GetResponse got = channel.basicGet(queue, true);
      if (got != null) {
        return got;
      }
    }
    throw new AssertionError("expected a message in " + queue);
  }

  @Test
  void bytesAreCountedThroughARestart() throws Exception {
    Map<String, Object> arguments =
        Map.of("x-max-length-bytes", 10, "x-overflow", "reject-publish");
    try (AmqpBroker broker = new AmqpBroker(folder.resolve("data"));
        Connection connection = broker.connect()) {
      Channel channel = connection.createChannel();
      channel.confirmSelect();
      channel.queueDeclare("q", true, false, false, arguments);
      assertThat(publishes(channel, "q", "123456")).isTrue();
      assertThat(publishes(channel, "q", "12345")).isFalse();
      assertThat(publishes(channel, "q", "abc")).isTrue();
      assertThat(get(channel, "q").getBody()).isEqualTo(utf8("123456"));
    }
    try (AmqpBroker broker = new AmqpBroker(folder.resolve("data"));
        Connection connection = broker.connect()) {
      Channel channel = connection.createChannel();
      channel.confirmSelect();
      channel.queueDeclare("q", true, false, false, arguments);
      assertThat(publishes(channel, "q", "12345678")).isFalse();
      assertThat(publishes(channel, "q", "1234567")).isTrue();
    }
  }

  @Test
  void whatIsTooMuchGoesOrIsRefusedAndTold() throws Exception {
    try (AmqpBroker broker = new AmqpBroker(folder.resolve("data"));
        Connection connection = broker.connect()) {
      Channel channel = connection.createChannel();
      channel.confirmSelect();
      channel.queueDeclare("dead", true, false, false, null);
      for (String overflow : List.of("drop-head", "reject-publish-dlx")) {
        Map<String, Object> arguments =
            Map.of(
                "x-max-length-bytes",
                10,
                "x-overflow",
                overflow,
                "x-dead-letter-exchange",
                "",
                "x-dead-letter-routing-key",
                "dead");
        channel.queueDeclare(overflow, true, false, false, arguments);
        boolean drops = overflow.equals("drop-head");
        assertThat(publishes(channel, overflow, "old old")).isTrue();
        assertThat(publishes(channel, overflow, "new new")).isEqualTo(drops);
        GetResponse dead = get(channel, "dead");
        assertThat(dead.getBody()).isEqualTo(utf8(drops ? "old old" : "new new"));
        Map<String, Object> headers = dead.getProps().getHeaders();
        assertThat(headers.get("x-first-death-reason")).hasToString("maxlen");
        assertThat(headers.get("x-first-death-queue")).hasToString(overflow);
        assertThat(get(channel, overflow).getBody()).isEqualTo(utf8(drops ? "new new" : "old old"));
      }
    }
  }

  @Test
  void aDeadLetterGoesByItsHeadersAndAllOfItsKeys() throws Exception {
    try (AmqpBroker broker = new AmqpBroker(folder.resolve("data"));
        Connection connection = broker.connect()) {
      Channel channel = connection.createChannel();
      for (String queue : List.of("by header", "by key", "by copy")) {
        channel.queueDeclare(queue, true, false, false, null);
      }
      channel.queueBind("by header", "amq.headers", "", Map.of("x-match", "all", "kind", "red"));
      channel.queueBind("by key", "amq.direct", "main");
      channel.queueBind("by copy", "amq.direct", "copy");
      for (String exchange : List.of("amq.headers", "amq.direct")) {
        Map<String, Object> arguments = Map.of("x-dead-letter-exchange", exchange);
        channel.queueDeclare("to " + exchange, true, false, false, arguments);
        channel.queueBind("to " + exchange, "amq.topic", "main");
      }
      BasicProperties properties =
          new BasicProperties.Builder()
              .headers(Map.of("kind", "red", "CC", List.of("copy")))
              .expiration("1")
              .build();
      channel.basicPublish("amq.topic", "main", properties, utf8("a"));
      for (String queue : List.of("by header", "by key", "by copy")) {
        GetResponse got = get(channel, queue);
        String exchange = queue.equals("by header") ? "amq.headers" : "amq.direct";
        assertThat(got.getEnvelope().getExchange()).isEqualTo(exchange);
        assertThat(got.getEnvelope().getRoutingKey()).isEqualTo("main");
        assertThat(got.getProps().getHeaders().get("x-death"))
            .asString()
            .contains("exchange=amq.topic", "routing-keys=[main]");
      }
    }
  }

  @Test
  void aMessageMayExpire() throws Exception {
    try (AmqpBroker broker = new AmqpBroker(folder.resolve("data"));
        Connection connection = broker.connect()) {
      Channel channel = connection.createChannel();
      channel.queueDeclare("dead", true, false, false, null);
      Map<String, Object> arguments =
          Map.of("x-dead-letter-exchange", "", "x-dead-letter-routing-key", "dead");
      channel.queueDeclare("q", true, false, false, arguments);
      BasicProperties shortly = new BasicProperties.Builder().expiration("50").build();
      channel.basicPublish("", "q", shortly, utf8("a"));
      BasicProperties dead = get(channel, "dead").getProps();
      assertThat(dead.getExpiration()).isNull();
      assertThat(dead.getHeaders().get("x-first-death-reason")).hasToString("expired");
      assertThat(dead.getHeaders().get("x-death")).asString().contains("original-expiration=50");
    }
  }

  @Test
  void whatIsNotAcknowledgedInTimeClosesItsChannelAndComesBack() throws Exception {
    try (AmqpBroker broker = new AmqpBroker(folder.resolve("data"));
        Connection connection = broker.connect()) {
      Channel channel = connection.createChannel();
      channel.queueDeclare("q", true, false, false, Map.of("x-consumer-timeout", 200));
      BlockingQueue<String> closed = new LinkedBlockingQueue<>();
      channel.addShutdownListener(cause -> closed.add(AmqpBroker.said(cause)));
      channel.basicConsume("q", false, (_, _) -> {}, _ -> {});
      channel.basicPublish("", "q", null, utf8("a"));
      assertThat(closed.poll(LIMIT_MILLIS, TimeUnit.MILLISECONDS))
          .isEqualTo(
              "406 PRECONDITION_FAILED - delivery acknowledgement on channel 1 timed out. Timeout"
                  + " value used: 200 ms. This timeout value can be configured, see consumers doc"
                  + " guide to learn more");
      GetResponse back = get(connection.createChannel(), "q");
      assertThat(back.getEnvelope().isRedeliver()).isTrue();
    }
  }

  /// Each is in more parts than there are blocks for other reads.
  @Test
  void theLargestMessagesCanBeReadAfterARestart() throws Exception {
    byte[] body = new byte[16 << 20];
    new Random(1).nextBytes(body);
    List<String> queues = List.of("a", "b", "c");
    try (AmqpBroker broker = new AmqpBroker(folder.resolve("data"));
        Connection connection = broker.connect()) {
      Channel channel = connection.createChannel();
      channel.confirmSelect();
      for (String queue : queues) {
        channel.queueDeclare(queue, true, false, false, null);
        channel.basicPublish("", queue, null, body);
        channel.basicPublish("", queue, null, body);
        assertThat(channel.waitForConfirms(LIMIT_MILLIS)).isTrue();
      }
    }
    try (AmqpBroker broker = new AmqpBroker(folder.resolve("data"));
        Connection connection = broker.connect()) {
      BlockingQueue<byte[]> got = new LinkedBlockingQueue<>();
      for (String queue : queues) {
        connection
            .createChannel()
            .basicConsume(queue, true, (_, message) -> got.add(message.getBody()), _ -> {});
      }
      for (int i = 0; i < 2 * queues.size(); i++) {
        byte[] next = got.poll(LIMIT_MILLIS, TimeUnit.MILLISECONDS);
        assertThat(next).as("message %d in time", i).isNotNull();
        assertThat(Arrays.mismatch(next, body)).as("where they differ").isEqualTo(-1);
      }
    }
  }
}
