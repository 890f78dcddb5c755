package io.thalweg.bench.load;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/// A topic of one round: made when the round begins, deleted when it ends.
///
/// @param bootstrap the broker that has it
public record Topic(String bootstrap, String name, int partitions) implements AutoCloseable {
  /// Creates it, and waits until every partition takes events: each holds one small event then.
  /// Kafka shows a topic before it leads its partitions. If an idempotent producer's first batch is
  /// refused for that and its second is not, the first is out of order for good.
  public static Topic create(String bootstrap, String name, int partitions)
      throws InterruptedException {
    try (Admin admin = admin(bootstrap)) {
      NewTopic wanted = new NewTopic(name, Optional.of(partitions), Optional.empty());
      admin.createTopics(List.of(wanted)).all().get();
      Topic topic = new Topic(bootstrap, name, partitions);
      topic.awaitLed();
      return topic;
    } catch (ExecutionException e) {
      throw new IllegalStateException("no topic at " + bootstrap, e);
    }
  }

  private void awaitLed() throws InterruptedException, ExecutionException {
    Map<String, Object> settings = Clients.producer(bootstrap, Clients.CAREFUL);
    try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(settings)) {
      for (TopicPartition partition : all()) {
        producer.send(new ProducerRecord<>(name, partition.partition(), null, new byte[1])).get();
      }
    }
  }

  private static Admin admin(String bootstrap) {
    return Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap));
  }

  /// Its partitions, as clients name them.
  public List<TopicPartition> all() {
    return IntStream.range(0, partitions).mapToObj(i -> new TopicPartition(name, i)).toList();
  }

  @Override
  public void close() {
    try (Admin admin = admin(bootstrap)) {
      admin.deleteTopics(List.of(name)).all().get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("cannot delete " + name, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
