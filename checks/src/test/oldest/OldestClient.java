import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.admin.AdminClient;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.AppInfoParser;

/// A program that was written for kafka-clients 2.1: everything it knows, against today's broker.
/// `java -cp JARS OldestClient.java HOST:PORT TOPIC` prints what came back.
public final class OldestClient {
  private static final int EVENTS = 30;

  private final String broker;
  private final String topic;

  private OldestClient(String broker, String topic) {
    this.broker = broker;
    this.topic = topic;
  }

  public static void main(String[] args) throws Exception {
    System.out.println("version " + AppInfoParser.getVersion());
    OldestClient client = new OldestClient(args[0], args[1]);
    client.create();
    long half = 0;
    for (String codec : List.of("none", "gzip", "snappy", "lz4", "zstd")) {
      for (String acks : List.of("0", "1", "all")) {
        half = half == 0 && codec.equals("lz4") ? nextMillisecond() : half;
        client.produce(codec, acks, acks.equals("all"));
      }
    }
    client.consume(15 * EVENTS);
    client.seekToTime(half);
    client.delete();
  }

  private static long nextMillisecond() {
    long next = System.currentTimeMillis() + 1;
    while (System.currentTimeMillis() < next) {
      Thread.onSpinWait();
    }
    return next;
  }

  private Properties with(String... more) {
    Properties properties = new Properties();
    properties.put("bootstrap.servers", broker);
    for (int i = 0; i < more.length; i += 2) {
      properties.put(more[i], more[i + 1]);
    }
    return properties;
  }

  private void create() throws Exception {
    try (AdminClient admin = AdminClient.create(with())) {
      NewTopic wanted =
          new NewTopic(topic, 1, (short) 1).configs(Map.of("retention.ms", "86400000"));
      admin.createTopics(List.of(wanted)).all().get();
      int partitions =
          admin.describeTopics(List.of(topic)).all().get().get(topic).partitions().size();
      System.out.println("created with " + partitions + " partition");
      System.out.println("listed " + admin.listTopics().names().get().contains(topic));
      System.out.println("brokers " + admin.describeCluster().nodes().get().size());
    }
  }

  private void produce(String codec, String acks, boolean idempotent) throws Exception {
    Properties properties =
        with("acks", acks, "compression.type", codec, "enable.idempotence", "" + idempotent);
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(properties, new StringSerializer(), new StringSerializer())) {
      List<java.util.concurrent.Future<?>> sent = new ArrayList<>();
      for (int i = 0; i < EVENTS; i++) {
        sent.add(producer.send(new ProducerRecord<>(topic, codec + acks, "" + i)));
      }
      for (var each : sent) {
        each.get();
      }
    }
  }

  private void consume(int events) {
    Properties properties =
        with("group.id", topic, "auto.offset.reset", "earliest", "enable.auto.commit", "false");
    Map<String, Integer> next = new HashMap<>();
    int seen = 0;
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(properties, new StringDeserializer(), new StringDeserializer())) {
      consumer.subscribe(List.of(topic));
      while (seen < events) {
        var polled = consumer.poll(Duration.ofSeconds(1));
        polled.forEach(event -> expectNext(event, next));
        seen += polled.count();
        consumer.commitSync();
      }
      System.out.println("consumed " + seen + " of " + next.size() + " kinds");
      TopicPartition partition = new TopicPartition(topic, 0);
      System.out.println("committed " + consumer.committed(partition).offset());
      System.out.println("end " + consumer.endOffsets(List.of(partition)).get(partition));
    }
  }

  private static void expectNext(ConsumerRecord<String, String> event, Map<String, Integer> next) {
    int value = Integer.parseInt(event.value());
    if (value != next.merge(event.key(), 1, Integer::sum) - 1) {
      throw new IllegalStateException("out of order: " + event);
    }
  }

  private void seekToTime(long timestamp) {
    TopicPartition partition = new TopicPartition(topic, 0);
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(with(), new StringDeserializer(), new StringDeserializer())) {
      OffsetAndTimestamp found =
          consumer.offsetsForTimes(Map.of(partition, timestamp)).get(partition);
      System.out.println("by time " + found.offset());
    }
  }

  private void delete() throws Exception {
    try (AdminClient admin = AdminClient.create(with())) {
      admin.deleteTopics(List.of(topic)).all().get();
      System.out.println("listed " + admin.listTopics().names().get().contains(topic));
    }
  }
}
