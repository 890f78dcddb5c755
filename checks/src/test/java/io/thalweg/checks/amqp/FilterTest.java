package io.thalweg.checks.amqp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.GetResponse;
import io.thalweg.checks.broker.BrokerProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Queues of one topic, each with a filter, to which Kafka and AMQP publish.
class FilterTest {
  private static final String TOPIC = "orders";

  @TempDir static Path folder;
  private static AmqpBroker broker;
  private static Connection connection;

  @BeforeAll
  static void start() throws Exception {
    broker = new AmqpBroker(folder.resolve("data"));
    Map<String, Object> settings = Map.of("bootstrap.servers", broker.process().bootstrap());
    try (Admin admin = Admin.create(settings)) {
      admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1))).all().get();
    }
    connection = broker.connect();
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  private static void declare(Channel channel, String queue, Map<String, Object> filter)
      throws IOException {
    Map<String, Object> arguments = Map.of("x-topic", TOPIC, "x-filter", filter);
    channel.queueDeclare(queue, true, false, false, arguments);
  }

  private static void produce(String value, String key, Map<String, String> headers)
      throws Exception {
    Map<String, Object> settings = Map.of("bootstrap.servers", broker.process().bootstrap());
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
      ProducerRecord<String, String> event = new ProducerRecord<>(TOPIC, key, value);
      headers.forEach(
          (name, text) -> event.headers().add(name, text.getBytes(StandardCharsets.UTF_8)));
      producer.send(event).get(BrokerProcess.LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private static void publish(
      Channel channel, String body, String type, Map<String, Object> headers) throws Exception {
    BasicProperties properties = new BasicProperties.Builder().type(type).headers(headers).build();
    channel.basicPublish("amq.topic", "orders." + body, properties, utf8(body));
    channel.waitForConfirmsOrDie(BrokerProcess.LIMIT.toMillis());
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /// What is in the queue, taken one by one.
  private static List<String> all(Channel channel, String queue) throws IOException {
    List<String> all = new ArrayList<>();
    for (GetResponse each = channel.basicGet(queue, true);
        each != null;
        each = channel.basicGet(queue, true)) {
      all.add(new String(each.getBody(), StandardCharsets.UTF_8));
    }
    return all;
  }

  @Test
  void eachQueueDeliversWhatPassesWhoeverPublishedIt() throws Exception {
    Channel channel = connection.createChannel();
    channel.confirmSelect();
    declare(channel, "europe", Map.of("region", "eu"));
    declare(channel, "some", Map.of("x-match", "any", "region", "us", "number", 5));
    declare(channel, "text", Map.of("number", "5"));
    declare(channel, "there", Map.of("region", Map.of(), "x-match", "any", "amqp.type", "order"));
    declare(channel, "keyed", Map.of("kafka.key", "k"));
    declare(channel, "routed", Map.of("amqp.key", "orders.from amqp: eu"));
    channel.queueBind("europe", "amq.topic", "orders.#");
    BlockingQueue<String> pushed = new LinkedBlockingQueue<>();
    Channel consumer = connection.createChannel();
    consumer.basicQos(1);
    consumer.basicConsume(
        "europe",
        false,
        (_, got) -> {
          pushed.add(new String(got.getBody(), StandardCharsets.UTF_8));
          consumer.basicAck(got.getEnvelope().getDeliveryTag(), false);
        },
        _ -> {});
    produce("from kafka: eu", "k", Map.of("region", "eu"));
    produce("from kafka: us", null, Map.of("region", "us", "number", "5"));
    produce("from kafka: none", null, Map.of());
    publish(channel, "from amqp: eu", "order", Map.of("region", "eu"));
    publish(channel, "from amqp: us", "other", Map.of("region", "us"));
    publish(channel, "from amqp: 5", "order", Map.of("number", 5, "x-order-key", "k"));
    produce("from kafka: last", null, Map.of("region", "eu"));
    for (String each : List.of("from kafka: eu", "from amqp: eu", "from kafka: last")) {
      assertThat(pushed.poll(20, TimeUnit.SECONDS)).isEqualTo(each);
    }
    assertThat(all(channel, "some"))
        .containsExactly("from kafka: us", "from amqp: us", "from amqp: 5");
    assertThat(all(channel, "text")).containsExactly("from kafka: us");
    assertThat(all(channel, "there")).containsExactly("from amqp: eu", "from amqp: 5");
    assertThat(all(channel, "keyed")).containsExactly("from kafka: eu", "from amqp: 5");
    assertThat(all(channel, "routed")).containsExactly("from amqp: eu");
    assertThat(channel.queueDeclarePassive("some").getMessageCount()).isZero();
    assertThat(pushed).isEmpty();
  }

  private static String refused(Map<String, Object> arguments) throws IOException {
    Channel channel = connection.createChannel();
    return AmqpBroker.said(
        catchThrowable(() -> channel.queueDeclare("refused", true, false, false, arguments)));
  }

  @Test
  void whatIsNoFilterIsRefusedAndSaidWhy() throws Exception {
    String arg =
        "406 PRECONDITION_FAILED - invalid arg 'x-filter' for queue 'refused' in vhost '/'";
    assertThat(refused(Map.of("x-filter", "a=b"))).isEqualTo(arg + ": expected a table");
    assertThat(refused(Map.of("x-filter", Map.of("x-match", "some", "a", "b"))))
        .isEqualTo(arg + ": expected x-match to be all, any, all-with-x or any-with-x");
    assertThat(refused(Map.of("x-filter", Map.of("x-match", "any"))))
        .isEqualTo(
            arg
                + ": expected 1 to 16 conditions of at most 1024 bytes, but there are 0"
                + " conditions");
    Map<String, Object> many = new HashMap<>();
    IntStream.range(0, 17).forEach(i -> many.put("h" + i, "x"));
    assertThat(refused(Map.of("x-filter", many))).contains("but there are 17 conditions");
    assertThat(refused(Map.of("x-filter", Map.of("a", "x".repeat(2_000)))))
        .contains("but they have 2001 bytes");
    assertThat(refused(Map.of("x-filter", Map.of("a", "b"), "x-queue-type", "stream")))
        .isEqualTo(arg + ": expected none of a stream");
    assertThat(refused(Map.of("x-filter", Map.of("a", "b"), "x-max-length-bytes", 10)))
        .contains("406", "x-max-length-bytes", "expected none together with x-filter");
  }

  @Test
  void anotherFilterIsAnotherQueue() throws Exception {
    Channel channel = connection.createChannel();
    declare(channel, "mine", Map.of("a", "b"));
    declare(channel, "mine", Map.of("x-match", "all", "a", "b"));
    Channel other = connection.createChannel();
    assertThat(AmqpBroker.said(catchThrowable(() -> declare(other, "mine", Map.of("a", 5)))))
        .isEqualTo(
            "406 PRECONDITION_FAILED - inequivalent arg 'x-filter' for queue 'mine' in vhost '/':"
                + " received 'all of [a=5]' but current is 'all of [a='b']'");
    Channel reader = connection.createChannel();
    reader.basicQos(1);
    Map<String, Object> first = Map.of("x-stream-offset", "first");
    assertThat(
            AmqpBroker.said(
                catchThrowable(
                    () ->
                        reader.basicConsume(
                            "mine", false, "", false, false, first, (_, _) -> {}, _ -> {}))))
        .startsWith("540 ");
  }
}
