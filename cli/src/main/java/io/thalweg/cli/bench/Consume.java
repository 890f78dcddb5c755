package io.thalweg.cli.bench;

import io.thalweg.cli.terminal.Failure;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;

/// Reads a topic's events and measures how fast they come. An event that was published after
/// reading began has a latency, from its timestamp on.
final class Consume {
  /// Who waits for a number of events waits no longer than this for the next.
  static final int PATIENCE_SECONDS = 10;

  /// A group gives out its partitions when its members had time to come.
  private static final int JOIN_SECONDS = 60;

  private static final Duration POLL = Duration.ofMillis(200);

  private final Consumer<byte[], byte[]> consumer;
  private final String topic;
  private final Tally tally;
  private final BooleanSupplier stopped;
  private boolean assigned;
  private long beganMillis;

  Consume(Consumer<byte[], byte[]> consumer, String topic, Tally tally, BooleanSupplier stopped) {
    this.consumer = consumer;
    this.topic = topic;
    this.tally = tally;
    this.stopped = stopped;
  }

  /// Reads every partition, from its end or its beginning on.
  void assign(boolean fromEnd) {
    List<TopicPartition> all =
        partitions().stream().map(one -> new TopicPartition(topic, one.partition())).toList();
    consumer.assign(all);
    if (fromEnd) {
      consumer.seekToEnd(all);
    } else {
      consumer.seekToBeginning(all);
    }
    all.forEach(consumer::position); // what that takes is no event's delay
    begin();
  }

  /// Reads what the group gives it, from the group's positions on.
  void join() {
    var _ = partitions();
    consumer.subscribe(
        List.of(topic),
        new ConsumerRebalanceListener() {
          @Override
          public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            if (!assigned) {
              begin();
            }
          }

          @Override
          public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            // positions are not committed
          }
        });
    tally.begin();
  }

  private List<PartitionInfo> partitions() {
    List<PartitionInfo> known = consumer.partitionsFor(topic);
    if (known == null || known.isEmpty()) {
      throw new Failure(
          "there is no topic " + topic + " ('thalweg topic list' shows what there is)");
    }
    return known;
  }

  private void begin() {
    assigned = true;
    beganMillis = System.currentTimeMillis();
    tally.begin();
  }

  /// Returns when the extent is reached, when no more events come though their number is wanted, or
  /// when it is told to stop.
  void run(Extent extent) {
    long idleSince = tally.began();
    while (!stopped.getAsBoolean() && !isReached(extent)) {
      ConsumerRecords<byte[], byte[]> polled = consumer.poll(POLL);
      take(polled, extent);
      idleSince = Math.max(idleSince, tally.began());
      if (!polled.isEmpty()) {
        idleSince = System.nanoTime();
      } else if (isIdle(idleSince, extent)) {
        return;
      }
    }
  }

  private boolean isReached(Extent extent) {
    return tally.events() >= extent.events()
        || (assigned && System.nanoTime() - tally.began() >= extent.nanos());
  }

  private boolean isIdle(long since, Extent extent) {
    long idle = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - since);
    if (!assigned && idle >= JOIN_SECONDS) {
      throw new Failure("the group gave no answer for " + JOIN_SECONDS + " s");
    }
    return assigned && extent.isCounted() && idle >= PATIENCE_SECONDS;
  }

  private void take(ConsumerRecords<byte[], byte[]> polled, Extent extent) {
    long nowMillis = System.currentTimeMillis();
    long left = extent.events() - tally.events();
    for (ConsumerRecord<byte[], byte[]> event : polled) {
      if (left-- == 0) {
        return;
      }
      long size =
          Math.max(0, event.serializedKeySize()) + (long) Math.max(0, event.serializedValueSize());
      if (event.timestamp() >= beganMillis) {
        tally.add(size, TimeUnit.MILLISECONDS.toNanos(nowMillis - event.timestamp()));
      } else {
        tally.add(size);
      }
    }
  }
}
