package io.thalweg.cli.event;

import io.thalweg.cli.terminal.Failure;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;

/// Reads some partitions of one topic from where it was told to.
final class TopicReader {
  private static final Duration POLL = Duration.ofMillis(500);

  private final Consumer<byte[], byte[]> consumer;

  /// Where each partition ended when reading began.
  private final Map<TopicPartition, Long> ends;

  private TopicReader(Consumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends) {
    this.consumer = consumer;
    this.ends = ends;
  }

  /// @param numbers of the partitions to read; empty: all
  static TopicReader begin(
      Consumer<byte[], byte[]> consumer, String topic, List<Integer> numbers, From from) {
    List<TopicPartition> partitions = partitions(consumer, topic, numbers);
    consumer.assign(partitions);
    Map<TopicPartition, Long> firsts = consumer.beginningOffsets(partitions);
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    Map<TopicPartition, Long> timed =
        from instanceof From.Time time ? atTime(consumer, partitions, time.millis()) : Map.of();
    for (TopicPartition partition : partitions) {
      long first = firsts.getOrDefault(partition, 0L);
      long end = ends.getOrDefault(partition, first);
      long wanted =
          switch (from) {
            case From.Beginning _ -> first;
            case From.End _ -> end;
            case From.Offset at -> at.offset();
            case From.Last last -> end - last.count();
            case From.Time _ -> timed.getOrDefault(partition, end);
          };
      consumer.seek(partition, Math.clamp(wanted, first, end));
    }
    return new TopicReader(consumer, ends);
  }

  private static List<TopicPartition> partitions(
      Consumer<byte[], byte[]> consumer, String topic, List<Integer> numbers) {
    List<PartitionInfo> known = consumer.partitionsFor(topic);
    if (known == null || known.isEmpty()) {
      throw new Failure(
          "there is no topic " + topic + " ('thalweg topic list' shows what there is)");
    }
    List<TopicPartition> wanted = new ArrayList<>();
    for (PartitionInfo one : known) {
      if (numbers.isEmpty() || numbers.contains(one.partition())) {
        wanted.add(new TopicPartition(topic, one.partition()));
      }
    }
    if (wanted.size() < numbers.size()) {
      throw new Failure(topic + " has partitions 0 to " + (known.size() - 1), Failure.USAGE);
    }
    return wanted;
  }

  private static Map<TopicPartition, Long> atTime(
      Consumer<byte[], byte[]> consumer, List<TopicPartition> partitions, long millis) {
    Map<TopicPartition, Long> times = new HashMap<>();
    partitions.forEach(partition -> times.put(partition, millis));
    Map<TopicPartition, Long> offsets = new HashMap<>();
    for (Map.Entry<TopicPartition, OffsetAndTimestamp> found :
        consumer.offsetsForTimes(times).entrySet()) {
      if (found.getValue() != null) {
        offsets.put(found.getKey(), found.getValue().offset());
      }
    }
    return offsets;
  }

  /// Prints until `count` events are printed, the consumer is woken, or whoever reads the output is
  /// gone; with `stopAtEnd`, until the ends are reached.
  void print(EventPrinter printer, long count, boolean stopAtEnd) {
    try {
      long left = count;
      while (left > 0 && !(stopAtEnd && atEnds())) {
        left -= printSome(printer, left, stopAtEnd);
        printer.flush();
      }
    } catch (WakeupException e) {
      // Ctrl-C: what was read is printed.
    } catch (IOException e) {
      // Nobody reads what is printed any more, as behind `head`.
    }
  }

  private long printSome(EventPrinter printer, long most, boolean stopAtEnd) throws IOException {
    long printed = 0;
    for (ConsumerRecord<byte[], byte[]> event : consumer.poll(POLL)) {
      if (printed < most && !(stopAtEnd && isBeyondEnd(event))) {
        printer.print(event);
        printed++;
      }
    }
    return printed;
  }

  private boolean atEnds() {
    return ends.entrySet().stream()
        .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
  }

  private boolean isBeyondEnd(ConsumerRecord<byte[], byte[]> event) {
    TopicPartition partition = new TopicPartition(event.topic(), event.partition());
    return event.offset() >= ends.getOrDefault(partition, Long.MAX_VALUE);
  }
}
