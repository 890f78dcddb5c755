package io.thalweg.checks.amqp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.Delivery;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Messages that are kept, read from any place on.
class StreamsTest {
  private static final long LIMIT_MILLIS = 20_000;
  private static final Map<String, Object> STREAM = Map.of("x-queue-type", "stream");

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

  /// The next `many` messages, as `offset value`, read and acknowledged from `place` on.
  private static List<String> read(Connection connection, String queue, Object place, int many)
      throws Exception {
    Channel channel = connection.createChannel();
    channel.basicQos(2);
    BlockingQueue<Delivery> got = new LinkedBlockingQueue<>();
    channel.basicConsume(
        queue,
        false,
        Map.of("x-stream-offset", place),
        (_, delivery) -> {
          if (channel.isOpen()) {
            channel.basicAck(delivery.getEnvelope().getDeliveryTag(), false);
          }
          got.add(delivery);
        },
        _ -> {});
    List<String> all = new ArrayList<>();
    for (int i = 0; i < many; i++) {
      Delivery next = got.poll(LIMIT_MILLIS, TimeUnit.MILLISECONDS);
      assertThat(next).as("a delivery in time").isNotNull();
      Object offset = next.getProperties().getHeaders().get("x-stream-offset");
      all.add(offset + " " + new String(next.getBody(), StandardCharsets.UTF_8));
    }
    channel.close();
    return all;
  }

  @Test
  void aStreamIsReadFromAnyPlaceOn() throws Exception {
    try (Connection connection = broker.connect()) {
      Channel channel = connection.createChannel();
      channel.confirmSelect();
      channel.queueDeclare("s", true, false, false, STREAM);
      Date before = Date.from(Instant.now().minusSeconds(60));
      for (int i = 0; i < 5; i++) {
        channel.basicPublish("", "s", null, utf8("m" + i));
      }
      channel.waitForConfirmsOrDie(LIMIT_MILLIS);
      assertThat(read(connection, "s", "first", 5))
          .containsExactly("0 m0", "1 m1", "2 m2", "3 m3", "4 m4");
      assertThat(read(connection, "s", 3, 2)).containsExactly("3 m3", "4 m4");
      assertThat(read(connection, "s", "last", 1)).containsExactly("4 m4");
      assertThat(read(connection, "s", before, 1)).containsExactly("0 m0");
      assertThat(read(connection, "s", "1h", 1)).containsExactly("0 m0");
      assertThat(channel.messageCount("s")).isEqualTo(5);
    }
  }

  @Test
  void aTopicIsReadWithoutItsQueue() throws Exception {
    Map<String, Object> settings = Map.of("bootstrap.servers", broker.process().bootstrap());
    try (Admin admin = Admin.create(settings);
        Producer<String, String> producer =
            new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer());
        Connection connection = broker.connect()) {
      admin.createTopics(List.of(new NewTopic("t", 2, (short) 1))).all().get();
      connection.createChannel().queueDeclare("q", true, false, false, Map.of("x-topic", "t"));
      for (int i = 0; i < 4; i++) {
        producer.send(new ProducerRecord<>("t", i % 2, "k", "v" + i)).get();
      }
      assertThat(read(connection, "q", "first", 4))
          .containsExactlyInAnyOrder("0 v0", "0 v1", "1 v2", "1 v3");
      assertThat(connection.createChannel().messageCount("q")).isEqualTo(4);
      assertThat(catchThrowable(() -> read(connection, "q", 1, 1)))
          .extracting(AmqpBroker::said)
          .asString()
          .startsWith("406 PRECONDITION_FAILED - an offset is of one partition");
    }
  }

  @Test
  void aStreamIsConsumedWithAPrefetchAndAcknowledged() throws Exception {
    try (Connection connection = broker.connect()) {
      Channel channel = connection.createChannel();
      channel.queueDeclare("r", true, false, false, STREAM);
      String said = "406 PRECONDITION_FAILED - consumer prefetch count is not set for 'queue 'r'";
      assertThat(catchThrowable(() -> channel.basicConsume("r", (_, _) -> {}, _ -> {})))
          .extracting(AmqpBroker::said)
          .asString()
          .startsWith(said);
    }
  }

  @Test
  void thereIsNoGetFromAStream() throws Exception {
    Connection connection = broker.connect();
    connection.createChannel().queueDeclare("g", true, false, false, STREAM);
    assertThat(catchThrowable(() -> connection.createChannel().basicGet("g", false)))
        .extracting(AmqpBroker::said)
        .asString()
        .startsWith("540 NOT_IMPLEMENTED - basic.get not supported by stream queues");
    assertThat(connection.isOpen()).isFalse();
  }
}
