package io.thalweg.checks.amqp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.rabbitmq.client.AuthenticationFailureException;
import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.ShutdownSignalException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Connections, channels, and what is said when something is wrong.
class ConnectionTest {
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

  @Test
  void aClientIsToldThatItTalksToRabbitMq() throws Exception {
    try (Connection connection = broker.connect()) {
      assertThat(connection.getServerProperties().get("product")).hasToString("RabbitMQ");
      assertThat(connection.getServerProperties().get("version").toString()).matches("[\\d.]+");
      assertThat(connection.getChannelMax()).isEqualTo(2047);
      assertThat(connection.getFrameMax()).isEqualTo(131_072);
      assertThat(connection.getHeartbeat()).isEqualTo(60);
    }
  }

  @Test
  void aWrongPasswordIsRefused() {
    ConnectionFactory factory = broker.factory();
    factory.setPassword("wrong");
    assertThat(catchThrowable(factory::newConnection))
        .isInstanceOf(AuthenticationFailureException.class)
        .hasMessageContaining("ACCESS_REFUSED");
    factory.setUsername("nobody");
    assertThat(catchThrowable(factory::newConnection))
        .isInstanceOf(AuthenticationFailureException.class);
  }

  @Test
  void aVhostMustBeThere() {
    ConnectionFactory factory = broker.factory();
    factory.setVirtualHost("nowhere");
    Throwable thrown = catchThrowable(factory::newConnection);
    assertThat(AmqpBroker.said(thrown)).isEqualTo("530 NOT_ALLOWED - vhost nowhere not found");
  }

  @Test
  void channelsComeAndGo() throws Exception {
    try (Connection connection = broker.connect()) {
      List<Channel> all = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        all.add(connection.createChannel());
      }
      for (Channel each : all) {
        each.close();
      }
      assertThat(connection.createChannel().isOpen()).isTrue();
    }
  }

  @Test
  void aConnectionThatIsSilentStaysByItsHeartbeats() throws Exception {
    ConnectionFactory factory = broker.factory();
    factory.setRequestedHeartbeat(1);
    CountDownLatch closed = new CountDownLatch(1);
    try (Connection connection = factory.newConnection()) {
      connection.addShutdownListener(_ -> closed.countDown());
      assertThat(closed.await(5, TimeUnit.SECONDS)).as("closed").isFalse();
      assertThat(connection.createChannel().isOpen()).isTrue();
    }
  }

  private interface Wrong {
    void on(Channel channel) throws Exception;
  }

  /// What a fresh channel, or its connection, is closed with.
  private static String refused(Wrong wrong) throws Exception {
    try (Connection connection = broker.connect()) {
      Channel channel = connection.createChannel();
      return AmqpBroker.said(catchThrowable(() -> wrong.on(channel)));
    } catch (ShutdownSignalException e) {
      return AmqpBroker.said(e);
    }
  }

  @Test
  void wrongExchangesAreRefused() throws Exception {
    assertThat(refused(channel -> channel.exchangeDeclarePassive("none")))
        .isEqualTo("404 NOT_FOUND - no exchange 'none' in vhost '/'");
    assertThat(refused(channel -> channel.exchangeDeclare("amq.mine", "direct")))
        .startsWith("403 ACCESS_REFUSED - exchange name 'amq.mine' contains reserved prefix");
    assertThat(
            refused(
                channel -> {
                  channel.exchangeDeclare("twice", BuiltinExchangeType.DIRECT, true);
                  channel.exchangeDeclare("twice", BuiltinExchangeType.TOPIC, true);
                }))
        .startsWith("406 PRECONDITION_FAILED - inequivalent arg 'type' for exchange 'twice'");
    assertThat(refused(channel -> channel.exchangeBind("twice", "none", "")))
        .isEqualTo("404 NOT_FOUND - no exchange 'none' in vhost '/'");
    assertThat(refused(channel -> channel.queueBind("none", "amq.direct", "")))
        .isEqualTo("404 NOT_FOUND - no queue 'none' in vhost '/'");
    assertThat(refused(channel -> channel.exchangeDeclare("x", "x-no-type")))
        .startsWith("503 COMMAND_INVALID - unknown exchange type");
  }

  @Test
  void wrongQueuesAreRefused() throws Exception {
    assertThat(refused(channel -> channel.queueDeclarePassive("none")))
        .isEqualTo("404 NOT_FOUND - no queue 'none' in vhost '/'");
    assertThat(
            refused(
                channel -> {
                  channel.queueDeclare("same", true, false, false, Map.of("x-max-length", 5));
                  channel.queueDeclare("same", true, false, false, Map.of("x-max-length", 6));
                }))
        .startsWith("406 PRECONDITION_FAILED - inequivalent arg 'x-max-length' for queue 'same'");
    assertThat(
            refused(
                channel ->
                    channel.queueDeclare("q", true, false, false, Map.of("x-expires", "soon"))))
        .startsWith("406 PRECONDITION_FAILED - invalid arg 'x-expires' for queue 'q'");
    assertThat(refused(channel -> channel.basicGet("none", true)))
        .isEqualTo("404 NOT_FOUND - no queue 'none' in vhost '/'");
    try (Connection owner = broker.connect()) {
      owner.createChannel().queueDeclare("mine", false, true, false, null);
      assertThat(refused(channel -> channel.queueDeclarePassive("mine")))
          .startsWith("405 RESOURCE_LOCKED - cannot obtain exclusive access to locked queue");
    }
    assertThat(refused(channel -> channel.queueDeclarePassive("mine"))).startsWith("404");
  }
}
