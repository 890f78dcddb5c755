package io.thalweg.checks.golden;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.GetResponse;
import io.thalweg.checks.broker.BrokerProcess;
import io.thalweg.checks.broker.Program;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// What is done with a broker by AMQP, and by its administrators, so that its directory holds a
/// record of every kind; and what its queues say then.
final class GoldenQueues {
  private static final Map<String, Object> LIMITED =
      Map.of("x-delivery-limit", 5, "x-dead-letter-exchange", "golden");

  private static final Map<String, Object> WEIGHED =
      Map.of("x-max-length-bytes", 1_000, "x-overflow", "reject-publish");

  private static final Map<String, Object> FILTERED =
      Map.of("x-filter", Map.of("region", "eu", "x-match", "any", "number", 7, "there", true));

  /// The first format in which bytes are counted.
  private static final int WITH_WEIGHTS = 4;

  /// The first format in which queues have filters.
  private static final int WITH_FILTERS = 5;

  private final BrokerProcess broker;

  GoldenQueues(BrokerProcess broker) {
    this.broker = broker;
  }

  private Connection connect() throws Exception {
    ConnectionFactory factory = new ConnectionFactory();
    factory.setHost("127.0.0.1");
    factory.setPort(Integer.parseInt(broker.listening("amqp").split(":")[1]));
    return factory.newConnection();
  }

  /// What is to be stated again when the journal goes round: a page, of which something is done.
  void early() throws Exception {
    try (Connection connection = connect()) {
      Channel channel = connection.createChannel();
      channel.queueDeclare("early", true, false, false, null);
      publish(channel, "", "early", 8);
      for (int i = 0; i < 8; i++) {
        long tag = channel.basicGet("early", false).getEnvelope().getDeliveryTag();
        if (i % 2 == 1) {
          channel.basicAck(tag, false);
        }
      }
      channel.queueDeclarePassive("early"); // what was acknowledged is durable then
    }
  }

  void late() throws Exception {
    try (Connection connection = connect()) {
      Channel channel = connection.createChannel();
      channel.exchangeDeclare("golden", "fanout", true);
      channel.exchangeDeclare("gone", "topic", true);
      channel.exchangeDelete("gone");
      channel.queueDeclare("limited", true, false, false, LIMITED);
      for (String queue : List.of("one", "two", "removed")) {
        channel.queueDeclare(queue, true, false, false, null);
        channel.queueBind(queue, "golden", "");
      }
      channel.queueBind("two", "golden", "another");
      channel.queueUnbind("two", "golden", "another");
      channel.queueDeclare("weighed", true, false, false, WEIGHED);
      publish(channel, "", "weighed", 3);
      channel.queueDeclare("filtered", true, false, false, FILTERED);
      publish(channel, "", "filtered", 2);
      var europe = new AMQP.BasicProperties.Builder().headers(Map.of("region", "eu")).build();
      channel.basicPublish("", "filtered", europe, "message of Europe".getBytes(UTF_8));
      publish(channel, "golden", "", 5);
      publish(channel, "", "limited", 4);
      channel.queueDelete("removed");
      long first = channel.basicGet("limited", false).getEnvelope().getDeliveryTag();
      channel.basicNack(first, false, true);
      channel.basicGet("one", true);
      channel.basicGet("filtered", false); // what does not pass is done then
      channel.queueDeclarePassive("one");
    }
    administrate("subscription", "seek", "two", "earliest");
    administrate("queue", "create", "still");
    administrate("subscription", "pause", "still");
    administrate("vhost", "add", "gone");
    administrate("vhost", "delete", "gone");
    administrate("vhost", "add", "stays");
    administrate("permission", "set", "guest", "a.*", "b.*", "c.*", "--vhost", "stays");
    administrate("permission", "clear", "guest", "--vhost", "stays");
    administrate("user", "add", "gone", "--no-password");
    administrate("user", "delete", "gone");
  }

  private static void publish(Channel channel, String exchange, String key, int count)
      throws Exception {
    channel.confirmSelect();
    for (int i = 0; i < count; i++) {
      channel.basicPublish(exchange, key, null, ("message " + i).getBytes(UTF_8));
    }
    channel.waitForConfirmsOrDie(BrokerProcess.LIMIT.toMillis());
  }

  private void administrate(String... arguments) {
    String url = "http://" + broker.listening("admin");
    List<String> line = Stream.concat(Stream.of(arguments), Stream.of("--url", url)).toList();
    Program.Ended ended = Program.thalweg(line.toArray(String[]::new)).end();
    if (ended.exitCode() != 0) {
      throw new AssertionError(line + ": " + ended.errors());
    }
  }

  /// A line for each queue: how many messages wait in it, and the first of them.
  List<String> lines(int format) throws Exception {
    List<String> lines = new ArrayList<>();
    List<String> queues = new ArrayList<>(List.of("early", "limited", "one", "two"));
    if (format >= WITH_WEIGHTS) {
      queues.add("weighed");
    }
    if (format >= WITH_FILTERS) {
      queues.add("filtered");
    }
    try (Connection connection = connect()) {
      for (String queue : queues) {
        Channel channel = connection.createChannel();
        int ready = channel.queueDeclarePassive(queue).getMessageCount();
        GetResponse first = channel.basicGet(queue, false);
        lines.add("queue " + queue + ": " + ready + ", " + new String(first.getBody(), UTF_8));
        channel.close();
      }
    }
    return lines;
  }
}
