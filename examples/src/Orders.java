import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.Delivery;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * A shop: orders come by Kafka, to a topic of one partition; 64 workers take them by AMQP. The
 * orders of a customer are handled one after the other, in their order, though one in fifty fails
 * at first and comes again; those of different customers at the same time. Unchanged clients.
 *
 * <p>`examples/orders` runs it: KAFKA AMQP EVENTS.
 */
final class Orders {
  private static final int WORKERS = 64;
  private static final int CUSTOMERS = 100;
  private static final int WORK_MILLIS = 2;
  private static final double FAILING = 0.02;
  private static final int PATIENCE_SECONDS = 50;

  private final String kafka;
  private final String amqp;
  private final int events;
  private final String topic = "orders-" + Long.toString(System.currentTimeMillis(), 36);
  private final CountDownLatch left;

  /** Who handles an order of that customer just now. */
  private final Map<String, Integer> busy = new ConcurrentHashMap<>();

  /** The number of each customer's next order. */
  private final Map<String, AtomicInteger> next = new ConcurrentHashMap<>();

  private final AtomicInteger[] handled = new AtomicInteger[WORKERS];
  private final AtomicInteger failures = new AtomicInteger();
  private final AtomicInteger redelivered = new AtomicInteger();
  private final AtomicInteger outOfOrder = new AtomicInteger();
  private final AtomicInteger together = new AtomicInteger();

  private Orders(String kafka, String amqp, int events) {
    this.kafka = kafka;
    this.amqp = amqp;
    this.events = events;
    this.left = new CountDownLatch(events);
  }

  /** Exit codes: 0 all went well, 1 not so. */
  public static void main(String[] args) throws Exception {
    String kafka = args.length > 0 ? args[0] : "localhost:9092";
    String amqp = args.length > 1 ? args[1] : "localhost:5672";
    int events = args.length > 2 ? Integer.parseInt(args[2]) : 20_000;
    try {
      System.exit(new Orders(kafka, amqp, events).run() ? 0 : 1);
    } catch (ConnectException nobody) {
      System.err.println("orders: expected a broker at " + amqp + ": ./thalweg serve");
      System.exit(1);
    }
  }

  private boolean run() throws Exception {
    ConnectionFactory factory = new ConnectionFactory();
    factory.setUri("amqp://guest:guest@" + amqp);
    try (Connection first = factory.newConnection();
        Admin admin = Admin.create(Map.of("bootstrap.servers", kafka))) {
      Channel channel = first.createChannel();
      admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
      try {
        // This is all: the queue has the events of the topic, and keeps the order of their keys.
        Map<String, Object> arguments = Map.of("x-topic", topic, "x-order", "key");
        channel.queueDeclare(topic, true, false, false, arguments);
        return work(factory);
      } finally {
        channel.queueDelete(topic);
        admin.deleteTopics(List.of(topic)).all().get();
      }
    }
  }

  private boolean work(ConnectionFactory factory) throws Exception {
    List<Connection> connections = new ArrayList<>();
    try {
      for (int i = 0; i < WORKERS; i++) {
        handled[i] = new AtomicInteger();
        connections.add(factory.newConnection());
        hire(i, connections.get(i).createChannel());
      }
      long began = System.nanoTime();
      produce();
      boolean all = left.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
      tell((System.nanoTime() - began) / 1e9);
      return all && outOfOrder.get() == 0 && together.get() == 0;
    } finally {
      connections.forEach(Connection::abort);
    }
  }

  private void produce() {
    Map<String, Object> settings = Map.of("bootstrap.servers", kafka);
    StringSerializer text = new StringSerializer();
    try (KafkaProducer<String, String> producer = new KafkaProducer<>(settings, text, text)) {
      for (int i = 0; i < events; i++) {
        String customer = "customer-" + i % CUSTOMERS;
        String order = Integer.toString(i / CUSTOMERS);
        producer.send(new ProducerRecord<>(topic, customer, order));
      }
    }
  }

  private void hire(int worker, Channel channel) throws IOException {
    channel.basicQos(1);
    channel.basicConsume(topic, false, (tag, order) -> handle(worker, channel, order), tag -> {});
  }

  private void handle(int worker, Channel channel, Delivery delivery) throws IOException {
    long tag = delivery.getEnvelope().getDeliveryTag();
    String customer = delivery.getProperties().getHeaders().get("kafka.key").toString();
    int order = Integer.parseInt(new String(delivery.getBody(), StandardCharsets.UTF_8));
    if (busy.putIfAbsent(customer, worker) != null) {
      together.incrementAndGet();
    }
    if (delivery.getEnvelope().isRedeliver()) {
      redelivered.incrementAndGet();
    }
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(WORK_MILLIS));
    if (ThreadLocalRandom.current().nextDouble() < FAILING) {
      failures.incrementAndGet();
      busy.remove(customer);
      channel.basicNack(tag, false, true);
      return;
    }
    AtomicInteger expected = next.computeIfAbsent(customer, name -> new AtomicInteger());
    if (order != expected.getAndIncrement()) {
      outOfOrder.incrementAndGet();
    }
    handled[worker].incrementAndGet();
    busy.remove(customer);
    channel.basicAck(tag, false);
    left.countDown();
  }

  private void tell(double seconds) {
    int least = events;
    int most = 0;
    int working = 0;
    for (AtomicInteger each : handled) {
      least = Math.min(least, each.get());
      most = Math.max(most, each.get());
      working += each.get() > 0 ? 1 : 0;
    }
    long done = events - left.getCount();
    double alone = events * WORK_MILLIS / 1e3;
    say("handled", "%,d of %,d, of %d customers, in one partition", done, events, CUSTOMERS);
    say("took", "%.1f s; the work alone is %.1f s for one worker", seconds, alone);
    say("workers", "%d of %d, with %,d to %,d events each", working, WORKERS, least, most);
    say("failed, came again", "%,d, %,d", failures.get(), redelivered.get());
    say("out of order", "%,d", outOfOrder.get());
    say("two at once", "%,d", together.get());
  }

  private static void say(String what, String format, Object... values) {
    System.out.printf("%-20s %s%n", what, String.format(format, values));
  }
}
