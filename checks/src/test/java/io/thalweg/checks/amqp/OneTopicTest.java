package io.thalweg.checks.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.Delivery;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// One topic, to which Kafka and AMQP publish at once, and which a group of Kafka's, three queues
/// and a reader of the stream have at once: each sees what it should, whatever the others do.
class OneTopicTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String TOPIC = "orders";
  private static final int BY_KAFKA = 600;
  private static final int BY_AMQP = 300;
  private static final int KEYS = 20;

  @TempDir static Path folder;
  private static AmqpBroker broker;
  private static Map<String, Object> settings;

  @BeforeAll
  static void start() throws Exception {
    broker = new AmqpBroker(folder.resolve("data"));
    settings = Map.of("bootstrap.servers", broker.process().bootstrap());
    try (Admin admin = Admin.create(settings)) {
      admin.createTopics(List.of(new NewTopic(TOPIC, 2, (short) 1))).all().get();
    }
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /// `key/number`, which is the value of an event.
  private static String event(String key, int number) {
    return key + "/" + number;
  }

  private static String key(String event) {
    return event.substring(0, event.indexOf('/'));
  }

  private static int number(String event) {
    return Integer.parseInt(event.substring(event.indexOf('/') + 1));
  }

  private static List<String> published() {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < BY_KAFKA; i++) {
      all.add(event("k" + i % KEYS, i / KEYS));
    }
    for (int i = 0; i < BY_AMQP; i++) {
      all.add(event("a" + i % KEYS, i / KEYS));
    }
    return all;
  }

  private static void produce() {
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
      for (int i = 0; i < BY_KAFKA; i++) {
        String key = "k" + i % KEYS;
        sent.add(producer.send(new ProducerRecord<>(TOPIC, key, event(key, i / KEYS))));
      }
    }
    assertThat(sent).allMatch(each -> each.state() == Future.State.SUCCESS);
  }

  /// To an exchange that all three queues are bound to: the topic gets each message once.
  private static void publish(Connection connection) {
    try {
      Channel channel = connection.createChannel();
      channel.confirmSelect();
      for (int i = 0; i < BY_AMQP; i++) {
        String key = "a" + i % KEYS;
        BasicProperties keyed =
            new BasicProperties.Builder().headers(Map.of("x-order-key", key)).build();
        channel.basicPublish("amq.fanout", "", keyed, utf8(event(key, i / KEYS)));
      }
      channel.waitForConfirmsOrDie(LIMIT.toMillis());
    } catch (Exception e) {
      throw new AssertionError("publishing failed", e);
    }
  }

  private static void declare(Channel channel, String queue, Map<String, Object> more)
      throws IOException {
    Map<String, Object> arguments = new HashMap<>(more);
    arguments.put("x-topic", TOPIC);
    channel.queueDeclare(queue, true, false, false, arguments);
    channel.queueBind(queue, "amq.fanout", "");
  }

  /// What the consumers of a queue have seen and done.
  private static class Desk {
    final Collection<String> done = new ConcurrentLinkedQueue<>();
    final Set<String> failed = ConcurrentHashMap.newKeySet();

    /// Deliveries to it fail the first time if they are of these numbers.
    boolean fails(String event) {
      return number(event) % 7 == 3 && failed.add(event);
    }

    void handle(Channel channel, Delivery delivery) throws IOException {
      String event = new String(delivery.getBody(), StandardCharsets.UTF_8);
      long tag = delivery.getEnvelope().getDeliveryTag();
      if (fails(event)) {
        channel.basicNack(tag, false, true);
      } else {
        if (failed.contains(event)) {
          assertThat(delivery.getEnvelope().isRedeliver()).as(event).isTrue();
        }
        done.add(event);
        channel.basicAck(tag, false);
      }
    }

    void open(Connection connection, String queue, int consumers) throws IOException {
      for (int i = 0; i < consumers; i++) {
        Channel channel = connection.createChannel();
        channel.basicQos(5);
        channel.basicConsume(queue, false, (_, got) -> handle(channel, got), _ -> {});
      }
    }
  }

  /// One that has events of a key one after the other.
  private static final class OrderedDesk extends Desk {
    private final Set<String> atWork = ConcurrentHashMap.newKeySet();
    final Collection<String> together = new ConcurrentLinkedQueue<>();

    @Override
    void handle(Channel channel, Delivery delivery) throws IOException {
      String key = key(new String(delivery.getBody(), StandardCharsets.UTF_8));
      if (!atWork.add(key)) {
        together.add(key);
      }
      LockSupport.parkNanos(100_000);
      atWork.remove(key);
      super.handle(channel, delivery);
    }
  }

  /// One that refuses some, which become dead letters.
  private static final class StrictDesk extends Desk {
    static boolean refuses(String event) {
      return number(event) % 10 == 5;
    }

    @Override
    void handle(Channel channel, Delivery delivery) throws IOException {
      if (refuses(new String(delivery.getBody(), StandardCharsets.UTF_8))) {
        channel.basicReject(delivery.getEnvelope().getDeliveryTag(), false);
      } else {
        super.handle(channel, delivery);
      }
    }
  }

  /// A group of Kafka's.
  private static final class Group {
    final Map<String, List<String>> seen = new ConcurrentHashMap<>();
    private final Map<String, Integer> assigned = new ConcurrentHashMap<>();
    private volatile boolean over;

    /// A member, until it is over.
    void member(String name) {
      Map<String, Object> all = new HashMap<>(settings);
      all.put("group.id", "readers");
      all.put("auto.offset.reset", "earliest");
      all.put("enable.auto.commit", false);
      try (KafkaConsumer<String, String> consumer =
          new KafkaConsumer<>(all, new StringDeserializer(), new StringDeserializer())) {
        consumer.subscribe(List.of(TOPIC));
        while (!over) {
          ConsumerRecords<String, String> some = consumer.poll(Duration.ofMillis(50));
          for (ConsumerRecord<String, String> each : some) {
            assertThat(each.key()).isEqualTo(key(each.value()));
            seen.computeIfAbsent(each.partition() + "", _ -> new ArrayList<>())
                .add(each.offset() + " " + each.value());
          }
          if (!some.isEmpty()) {
            consumer.commitSync();
          }
          assigned.put(name, consumer.assignment().size());
        }
      }
    }

    /// Whether two members have a partition each.
    boolean isComplete() {
      return assigned.size() == 2 && Set.copyOf(assigned.values()).equals(Set.of(1));
    }
  }

  /// Reads the topic from its first event on: `partition` to `offset value`.
  private static Map<String, List<String>> stream(Connection connection) throws IOException {
    Map<String, List<String>> seen = new ConcurrentHashMap<>();
    Channel channel = connection.createChannel();
    channel.basicQos(100);
    channel.basicConsume(
        "billing",
        false,
        Map.of("x-stream-offset", "first"),
        (_, got) -> {
          Map<String, Object> headers = got.getProperties().getHeaders();
          String value = new String(got.getBody(), StandardCharsets.UTF_8);
          seen.computeIfAbsent(headers.get("x-partition").toString(), _ -> new ArrayList<>())
              .add(headers.get("x-stream-offset") + " " + value);
          try {
            channel.basicAck(got.getEnvelope().getDeliveryTag(), false);
          } catch (AlreadyClosedException closed) {
            return; // it has ended
          }
        },
        _ -> {});
    return seen;
  }

  private static long count(Map<String, List<String>> seen) {
    return seen.values().stream().mapToLong(List::size).sum();
  }

  private static void await(String what, BooleanSupplier there) {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (!there.getAsBoolean()) {
      assertThat(System.nanoTime()).as("in time: %s", what).isLessThan(deadline);
      LockSupport.parkNanos(1_000_000);
    }
  }

  /// Each offset once and in order, and every event.
  private static void isTheTopic(Map<String, List<String>> seen) {
    List<String> events = new ArrayList<>();
    seen.forEach(
        (partition, all) -> {
          for (int i = 0; i < all.size(); i++) {
            String[] parts = all.get(i).split(" ");
            assertThat(parts[0]).as("offset in partition %s", partition).isEqualTo(i + "");
            events.add(parts[1]);
          }
        });
    assertThat(events).containsExactlyInAnyOrderElementsOf(published());
    isInOrder(events);
  }

  /// Events of a key are in order.
  private static void isInOrder(Collection<String> events) {
    Map<String, List<Integer>> keys = new TreeMap<>();
    for (String event : events) {
      keys.computeIfAbsent(key(event), _ -> new ArrayList<>()).add(number(event));
    }
    keys.forEach((key, numbers) -> assertThat(numbers).as(key).isSorted());
  }

  @Test
  void eachSeesWhatItShould() throws Exception {
    Group group = new Group();
    List<Thread> threads = new ArrayList<>();
    try (Connection connection = broker.connect()) {
      Channel channel = connection.createChannel();
      channel.queueDeclare("dead", true, false, false, null);
      declare(channel, "billing", Map.of());
      declare(channel, "shipping", Map.of("x-order", "key", "x-order-window", 1));
      declare(
          channel,
          "audit",
          Map.of("x-dead-letter-exchange", "", "x-dead-letter-routing-key", "dead"));
      Desk billing = new Desk();
      OrderedDesk shipping = new OrderedDesk();
      StrictDesk audit = new StrictDesk();
      Desk dead = new Desk();
      List<String> all = published();
      for (String member : List.of("one", "two")) {
        threads.add(Thread.ofPlatform().daemon().start(() -> group.member(member)));
      }
      await("a partition for each member", group::isComplete);
      threads.add(Thread.ofPlatform().daemon().start(OneTopicTest::produce));
      threads.add(Thread.ofPlatform().daemon().start(() -> publish(connection)));
      Map<String, List<String>> stream = stream(connection);
      billing.open(connection, "billing", 3);
      shipping.open(connection, "shipping", 4);
      audit.open(connection, "audit", 1);
      dead.open(connection, "dead", 1);
      List<String> refused = all.stream().filter(StrictDesk::refuses).toList();
      await("billing", () -> billing.done.size() >= all.size());
      await("shipping", () -> shipping.done.size() >= all.size());
      await("audit", () -> audit.done.size() + refused.size() >= all.size());
      await("dead letters", () -> dead.done.size() >= refused.size());
      await("the stream", () -> count(stream) >= all.size());
      await("the group", () -> count(group.seen) >= all.size());
      group.over = true;
      for (Thread each : threads) {
        each.join(LIMIT);
        assertThat(each.isAlive()).isFalse();
      }
      for (String queue : List.of("billing", "shipping", "audit", "dead")) {
        await(queue + " is empty", () -> isEmpty(channel, queue));
      }
      isTheTopic(group.seen);
      isTheTopic(stream);
      assertThat(billing.done).containsExactlyInAnyOrderElementsOf(all);
      assertThat(billing.failed).isNotEmpty();
      assertThat(shipping.done).containsExactlyInAnyOrderElementsOf(all);
      isInOrder(shipping.done);
      assertThat(shipping.together).isEmpty();
      assertThat(shipping.failed).isNotEmpty();
      Set<String> kept = new HashSet<>(all);
      kept.removeAll(refused);
      assertThat(audit.done).containsExactlyInAnyOrderElementsOf(kept);
      assertThat(dead.done).containsExactlyInAnyOrderElementsOf(refused);
    }
  }

  private static boolean isEmpty(Channel channel, String queue) {
    try {
      return channel.messageCount(queue) == 0;
    } catch (IOException e) {
      throw new AssertionError("could not ask", e);
    }
  }
}
