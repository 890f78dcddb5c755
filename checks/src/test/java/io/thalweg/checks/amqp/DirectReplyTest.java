package io.thalweg.checks.amqp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.RpcClient;
import com.rabbitmq.client.RpcClientParams;
import com.rabbitmq.client.RpcServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Calls whose replies need no queue.
class DirectReplyTest {
  private static final String PSEUDO = "amq.rabbitmq.reply-to";
  private static final int LIMIT_MILLIS = 20_000;

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

  /// Answers with what it is asked, twice.
  private static void server(Channel channel, String queue) throws Exception {
    channel.queueDeclare(queue, false, true, false, null);
    RpcServer server =
        new RpcServer(channel, queue) {
          @Override
          public byte[] handleCall(byte[] body, BasicProperties reply) {
            byte[] twice = Arrays.copyOf(body, 2 * body.length);
            System.arraycopy(body, 0, twice, body.length, body.length);
            return twice;
          }
        };
    Thread.ofPlatform()
        .daemon()
        .name("server")
        .start(
            () -> {
              Throwable end = catchThrowable(server::mainloop);
              assertThat(end).as("what ended it but the end of its connection").isNull();
            });
  }

  @Test
  void callsAreAnswered() throws Exception {
    try (Connection clients = broker.connect();
        Connection servers = broker.connect()) {
      server(servers.createChannel(), "calls");
      RpcClientParams to =
          new RpcClientParams()
              .channel(clients.createChannel())
              .exchange("")
              .routingKey("calls")
              .replyTo(PSEUDO)
              .timeout(LIMIT_MILLIS);
      try (RpcClient client = new RpcClient(to)) {
        for (int i = 0; i < 200; i++) {
          assertThat(client.stringCall("q" + i)).isEqualTo("q" + i + "q" + i);
        }
        assertThat(client.primitiveCall(new byte[900_000])).hasSize(1_800_000);
      }
    }
  }

  @Test
  void aReplyToSomebodyWhoIsGoneComesBack() throws Exception {
    try (Connection servers = broker.connect()) {
      Channel server = servers.createChannel();
      server.queueDeclare("late", false, true, false, null);
      server.queueDeclare("asks", true, false, false, null);
      String replyTo = replyTo(server);
      assertThat(catchThrowable(() -> servers.createChannel().queueDeclarePassive(replyTo)))
          .extracting(AmqpBroker::said)
          .isEqualTo("404 NOT_FOUND - no queue '" + replyTo + "' in vhost '/'");
      BlockingQueue<String> returned = new LinkedBlockingQueue<>();
      server.addReturnListener(back -> returned.add(back.getRoutingKey()));
      server.basicPublish("", replyTo, true, null, utf8("late"));
      assertThat(returned.poll(LIMIT_MILLIS, TimeUnit.MILLISECONDS)).isEqualTo(replyTo);
    }
  }

  /// Where a client wants its reply that asks, and is gone.
  private static String replyTo(Channel server) throws Exception {
    try (Connection clients = broker.connect()) {
      Channel client = clients.createChannel();
      client.basicConsume(PSEUDO, true, (_, _) -> {}, _ -> {});
      client.confirmSelect();
      BasicProperties properties = new BasicProperties.Builder().replyTo(PSEUDO).build();
      client.basicPublish("", "asks", properties, utf8("?"));
      client.waitForConfirmsOrDie(LIMIT_MILLIS);
      String replyTo = server.basicGet("asks", true).getProps().getReplyTo();
      assertThat(server.queueDeclarePassive(replyTo).getConsumerCount()).isEqualTo(1);
      return replyTo;
    }
  }

  @Test
  void whoConsumesRepliesDoesNotAcknowledge() throws Exception {
    try (Connection connection = broker.connect()) {
      Channel channel = connection.createChannel();
      assertThat(catchThrowable(() -> channel.basicConsume(PSEUDO, false, (_, _) -> {}, _ -> {})))
          .extracting(AmqpBroker::said)
          .isEqualTo("406 PRECONDITION_FAILED - reply consumer cannot acknowledge");
    }
  }
}
