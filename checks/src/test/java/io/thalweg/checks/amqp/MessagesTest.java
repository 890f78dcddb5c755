package io.thalweg.checks.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.Delivery;
import com.rabbitmq.client.GetResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Messages, there and back.
class MessagesTest {
  private static final long LIMIT_MILLIS = 20_000;

  @TempDir static Path folder;
  private static AmqpBroker broker;

  @BeforeAll
  static void start() {
    broker = new AmqpBroker(folder.resolve("data"));
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] body) {
    return new String(body, StandardCharsets.UTF_8);
  }

  private static Delivery next(BlockingQueue<Delivery> from) throws InterruptedException {
    Delivery delivery = from.poll(LIMIT_MILLIS, TimeUnit.MILLISECONDS);
    assertThat(delivery).as("a delivery in time").isNotNull();
    return delivery;
  }

  @Test
  void aMessageIsConfirmedConsumedAndAcknowledged() throws Exception {
    try (Connection connection = broker.connect()) {
      Channel channel = connection.createChannel();
      channel.confirmSelect();
      channel.queueDeclare("there", true, false, false, null);
      channel.queueBind("there", "amq.topic", "eu.#");
      BasicProperties properties =
          new BasicProperties.Builder()
              .contentType("text/plain")
              .deliveryMode(2)
              .headers(Map.of("tenant", "blue", "n", 7))
              .messageId("m-1")
              .build();
      channel.basicPublish("amq.topic", "eu.west", properties, utf8("hello"));
      channel.waitForConfirmsOrDie(LIMIT_MILLIS);
      BlockingQueue<Delivery> got = new LinkedBlockingQueue<>();
      channel.basicConsume("there", false, (_, delivery) -> got.add(delivery), _ -> {});
      Delivery delivery = next(got);
      assertThat(text(delivery.getBody())).isEqualTo("hello");
      assertThat(delivery.getEnvelope().getExchange()).isEqualTo("amq.topic");
      assertThat(delivery.getEnvelope().getRoutingKey()).isEqualTo("eu.west");
      assertThat(delivery.getProperties().getMessageId()).isEqualTo("m-1");
      assertThat(delivery.getProperties().getHeaders().get("tenant")).hasToString("blue");
      channel.basicAck(delivery.getEnvelope().getDeliveryTag(), false);
      assertThat(channel.messageCount("there")).isZero();
    }
  }

  @Test
  void manyMessagesKeepTheirOrder() throws Exception {
    int many = 20_000;
    try (Connection connection = broker.connect()) {
      Channel channel = connection.createChannel();
      channel.confirmSelect();
      channel.queueDeclare("many", true, false, false, null);
      channel.basicQos(500);
      BlockingQueue<Delivery> got = new LinkedBlockingQueue<>();
      channel.basicConsume(
          "many",
          false,
          (_, delivery) -> {
            channel.basicAck(delivery.getEnvelope().getDeliveryTag(), false);
            got.add(delivery);
          },
          _ -> {});
      for (int i = 0; i < many; i++) {
        channel.basicPublish("", "many", null, utf8("m" + i));
      }
      channel.waitForConfirmsOrDie(LIMIT_MILLIS);
      for (int i = 0; i < many; i++) {
        assertThat(text(next(got).getBody())).isEqualTo("m" + i);
      }
    }
  }

  @Test
  void whatIsNotAcknowledgedComesAgain() throws Exception {
    try (Connection connection = broker.connect()) {
      Channel channel = connection.createChannel();
      channel.queueDeclare("again", true, false, false, null);
      channel.basicPublish("", "again", null, utf8("a"));
      GetResponse first = get(channel, "again");
      assertThat(first.getEnvelope().isRedeliver()).isFalse();
      channel.basicNack(first.getEnvelope().getDeliveryTag(), false, true);
      GetResponse second = get(channel, "again");
      assertThat(second.getEnvelope().isRedeliver()).isTrue();
      channel.close();
      Channel other = connection.createChannel();
      GetResponse third = get(other, "again");
      assertThat(third.getEnvelope().isRedeliver()).isTrue();
      other.basicReject(third.getEnvelope().getDeliveryTag(), false);
      assertThat(other.basicGet("again", true)).isNull();
    }
  }

  /// The next message, which the broker may still be told of.
  private static GetResponse get(Channel channel, String queue) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LIMIT_MILLIS);
    while (System.nanoTime() < deadline) {
      GetResponse got = channel.basicGet(queue, false);
      if (got != null) {
        return got;
      }
    }
    throw new AssertionError("expected a message in " + queue);
  }

  @Test
  void aLargeMessageGoesThrough() throws Exception {
    byte[] body = new byte[3_000_000];
    for (int i = 0; i < body.length; i++) {
      body[i] = (byte) ((i * 31) >> 3);
    }
    try (Connection connection = broker.connect()) {
      Channel channel = connection.createChannel();
      channel.confirmSelect();
      channel.queueDeclare("large", true, false, false, null);
      channel.basicPublish("", "large", null, body);
      channel.basicPublish("", "large", null, utf8("behind"));
      channel.waitForConfirmsOrDie(LIMIT_MILLIS);
      byte[] got = get(channel, "large").getBody();
      assertThat(got).hasSameSizeAs(body);
      assertThat(Arrays.mismatch(got, body)).as("where they differ").isEqualTo(-1);
      assertThat(text(get(channel, "large").getBody())).isEqualTo("behind");
    }
  }

  @Test
  void aDeadLetterTellsWhy() throws Exception {
    try (Connection connection = broker.connect()) {
      Channel channel = connection.createChannel();
      channel.queueDeclare("graves", true, false, false, null);
      Map<String, Object> arguments =
          Map.of("x-dead-letter-exchange", "", "x-dead-letter-routing-key", "graves");
      channel.queueDeclare("dying", true, false, false, arguments);
      channel.basicPublish("", "dying", null, utf8("a"));
      channel.basicReject(get(channel, "dying").getEnvelope().getDeliveryTag(), false);
      Map<String, Object> headers = get(channel, "graves").getProps().getHeaders();
      assertThat(headers.get("x-first-death-reason")).hasToString("rejected");
      assertThat(headers.get("x-first-death-queue")).hasToString("dying");
      assertThat(headers).containsKey("x-death");
    }
  }

  @Test
  void aMandatoryMessageComesBack() throws Exception {
    try (Connection connection = broker.connect()) {
      Channel channel = connection.createChannel();
      channel.confirmSelect();
      BlockingQueue<String> returned = new LinkedBlockingQueue<>();
      channel.addReturnListener(
          back -> returned.add(back.getReplyCode() + " " + text(back.getBody())));
      channel.basicPublish("", "nowhere", true, null, utf8("lost"));
      channel.waitForConfirmsOrDie(LIMIT_MILLIS);
      assertThat(returned.poll(LIMIT_MILLIS, TimeUnit.MILLISECONDS)).isEqualTo("312 lost");
    }
  }

  @Test
  void aTransactionPublishesAtItsCommit() throws Exception {
    try (Connection connection = broker.connect()) {
      Channel channel = connection.createChannel();
      channel.queueDeclare("tx", true, false, false, null);
      channel.txSelect();
      channel.basicPublish("", "tx", null, utf8("dropped"));
      channel.txRollback();
      channel.basicPublish("", "tx", null, utf8("kept"));
      assertThat(channel.messageCount("tx")).isZero();
      channel.txCommit();
      assertThat(text(get(channel, "tx").getBody())).isEqualTo("kept");
    }
  }

  @Test
  void aConsumerIsToldThatItsQueueIsGone() throws Exception {
    try (Connection connection = broker.connect()) {
      Channel channel = connection.createChannel();
      channel.queueDeclare("gone", true, false, false, null);
      BlockingQueue<String> cancelled = new LinkedBlockingQueue<>();
      channel.basicConsume("gone", true, (_, _) -> {}, cancelled::add);
      connection.createChannel().queueDelete("gone");
      assertThat(cancelled.poll(LIMIT_MILLIS, TimeUnit.MILLISECONDS)).startsWith("amq.ctag-");
    }
  }
}
