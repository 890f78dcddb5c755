package io.thalweg.checks.amqp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.GetResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Queues whose topics Kafka's clients see.
class KafkaNameTest {
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

  private static Map<String, Object> settings() {
    return Map.of("bootstrap.servers", broker.process().bootstrap());
  }

  private static void declare(Channel channel, String queue, String topic, String type)
      throws Exception {
    Map<String, Object> arguments = Map.of("x-queue-type", type, "x-kafka-name", topic);
    channel.queueDeclare(queue, true, false, false, arguments);
  }

  /// The first `many` events of a topic, as `key value`.
  private static List<String> read(String topic, int many) {
    List<String> all = new ArrayList<>();
    try (Consumer<String, String> consumer =
        new KafkaConsumer<>(settings(), new StringDeserializer(), new StringDeserializer())) {
      TopicPartition partition = new TopicPartition(topic, 0);
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LIMIT_MILLIS);
      while (all.size() < many && System.nanoTime() < deadline) {
        for (ConsumerRecord<String, String> each : consumer.poll(Duration.ofMillis(100))) {
          all.add(each.key() + " " + each.value());
        }
      }
    }
    return all;
  }

  @Test
  void whatIsPublishedToTheQueueIsReadFromTheTopic() throws Exception {
    try (Connection connection = broker.connect()) {
      Channel channel = connection.createChannel();
      channel.confirmSelect();
      declare(channel, "s", "events", "stream");
      channel.queueDeclare("also", true, false, false, null);
      channel.queueBind("s", "amq.fanout", "");
      channel.queueBind("also", "amq.fanout", "");
      BasicProperties keyed =
          new BasicProperties.Builder().headers(Map.of("x-order-key", "k1")).build();
      channel.basicPublish("", "s", keyed, utf8("a"));
      channel.basicPublish("amq.fanout", "", keyed, utf8("shared"));
      channel.basicPublish("", "s", null, utf8("b"));
      channel.waitForConfirmsOrDie(LIMIT_MILLIS);
      assertThat(read("events", 3)).containsExactly("k1 a", "k1 shared", "null b");
    }
  }

  @Test
  void whatIsProducedToTheTopicComesFromTheQueue() throws Exception {
    try (Connection connection = broker.connect();
        Producer<String, String> producer =
            new KafkaProducer<>(settings(), new StringSerializer(), new StringSerializer())) {
      Channel channel = connection.createChannel();
      declare(channel, "q", "work", "classic");
      producer.send(new ProducerRecord<>("work", "k", "v")).get();
      GetResponse got = null;
      long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LIMIT_MILLIS);
      while (got == null && System.nanoTime() < deadline) {
        got = channel.basicGet("q", true);
      }
      assertThat(got).isNotNull();
      assertThat(got.getBody()).isEqualTo(utf8("v"));
    }
  }

  @Test
  void theTopicBelongsToTheQueue() throws Exception {
    try (Connection connection = broker.connect();
        Admin admin = Admin.create(settings())) {
      Channel channel = connection.createChannel();
      declare(channel, "owner", "owned", "stream");
      assertThat(admin.listTopics().names().get()).contains("owned");
      assertThat(catchThrowable(() -> admin.deleteTopics(List.of("owned")).all().get()))
          .isNotNull();
      NewTopic same = new NewTopic("owned", 1, (short) 1);
      assertThat(catchThrowable(() -> admin.createTopics(List.of(same)).all().get())).isNotNull();
      assertThat(admin.listTopics().names().get()).contains("owned");
      for (String name : List.of("owned", "not a name")) {
        Channel other = connection.createChannel();
        assertThat(catchThrowable(() -> declare(other, "other", name, "classic")))
            .extracting(AmqpBroker::said)
            .asString()
            .startsWith(
                "406 PRECONDITION_FAILED - invalid arg 'x-kafka-name' for queue 'other' in vhost"
                    + " '/': ");
      }
      channel.queueDelete("owner");
      assertThat(admin.listTopics().names().get()).doesNotContain("owned");
    }
  }
}
