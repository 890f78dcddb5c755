package io.thalweg.checks.amqp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.GetResponse;
import io.thalweg.checks.broker.BrokerProcess;
import io.thalweg.checks.broker.Program;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What clients ask for beyond all measure is refused with the protocol's code, and others notice
/// nothing. What they send that is no AMQP is the fuzz test's.
class BadInputTest {
  private static final int MANY = 100_000;
  private static final String LONG_NAME = "n".repeat(300);

  @TempDir Path folder;

  private static void goesOn(Channel channel) throws Exception {
    channel.basicPublish("", "other", null, "m".getBytes(StandardCharsets.UTF_8));
    assertThat(channel.waitForConfirms(BrokerProcess.LIMIT.toMillis())).isTrue();
    GetResponse got = channel.basicGet("other", true);
    assertThat(got).isNotNull();
  }

  private static Channel other(Connection connection) throws Exception {
    Channel channel = connection.createChannel();
    channel.confirmSelect();
    channel.queueDeclare("other", true, false, false, null);
    return channel;
  }

  @Test
  void aClientMakesNoMoreQueuesThanThereMayBe() throws Exception {
    try (AmqpBroker broker = new AmqpBroker(folder.resolve("data"));
        Connection observer = broker.connect();
        Connection greedy = broker.connect()) {
      Channel channel = other(observer);
      Channel asks = greedy.createChannel();
      CountDownLatch closed = new CountDownLatch(1);
      asks.addShutdownListener(_ -> closed.countDown());
      declareMany(asks, channel);
      assertThat(closed.await(BrokerProcess.LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(AmqpBroker.said(asks.getCloseReason()))
          .startsWith("406 PRECONDITION_FAILED - ")
          .contains("exceeds a limit of the broker");
      goesOn(channel);
      Channel others = greedy.createChannel();
      assertThat(others.queueDelete("q0")).isNotNull();
      others.queueDeclare("one-instead", true, false, false, null);
      goesOn(channel);
    }
  }

  private static void declareMany(Channel asks, Channel other) throws Exception {
    try {
      for (int asked = 0; asked < MANY; asked++) {
        asks.queueDeclareNoWait("q" + asked, true, false, false, null);
        if (asked % 5_000 == 0) {
          goesOn(other);
        }
      }
    } catch (AlreadyClosedException e) {
      // it has heard that there are too many
    }
  }

  @Test
  void longNamesAreRefused() throws Exception {
    try (AmqpBroker broker = AmqpBroker.withAdmin(folder.resolve("data"));
        Connection observer = broker.connect();
        Connection connection = broker.connect()) {
      Channel channel = other(observer);
      for (String argument : List.of("x-topic", "x-kafka-name")) {
        Channel asks = connection.createChannel();
        Map<String, Object> arguments = Map.of(argument, LONG_NAME);
        Throwable refused =
            catchThrowable(() -> asks.queueDeclare("long", true, false, false, arguments));
        assertThat(AmqpBroker.said(refused)).as(argument).matches("40[46] .*");
      }
      Program.Ended made =
          Program.thalweg(
                  "queue",
                  "create",
                  LONG_NAME,
                  "--url",
                  "http://" + broker.process().listening("admin"))
              .end();
      assertThat(made.exitCode()).isEqualTo(1);
      assertThat(made.errors()).contains("255");
      goesOn(channel);
    }
  }

  /// No queue can have so long a name, and no frame the key; but a binding may take it.
  @Test
  void aDeadLetterWhoseKeyIsTooLongForAFrameComesWithoutIt() throws Exception {
    try (AmqpBroker broker = new AmqpBroker(folder.resolve("data"));
        Connection connection = broker.connect()) {
      Channel channel = other(connection);
      channel.queueDeclare("dead", true, false, false, null);
      channel.queueBind("dead", "amq.topic", "#");
      Map<String, Object> arguments =
          Map.of("x-dead-letter-exchange", "amq.topic", "x-dead-letter-routing-key", LONG_NAME);
      channel.queueDeclare("dying", true, false, false, arguments);
      channel.basicPublish("", "dying", null, "m".getBytes(StandardCharsets.UTF_8));
      assertThat(channel.waitForConfirms(BrokerProcess.LIMIT.toMillis())).isTrue();
      GetResponse got = channel.basicGet("dying", false);
      channel.basicReject(got.getEnvelope().getDeliveryTag(), false);
      GetResponse dead = null;
      for (long end = System.nanoTime() + BrokerProcess.LIMIT.toNanos();
          dead == null && System.nanoTime() < end; ) {
        dead = channel.basicGet("dead", true);
      }
      assertThat(dead).isNotNull();
      assertThat(dead.getEnvelope().getRoutingKey()).isEmpty();
      assertThat(dead.getProps().getHeaders()).containsKey("x-death");
      goesOn(channel);
    }
  }
}
