package io.thalweg.checks.compaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/// What was written to one compacted topic, and what may be read of it.
final class History {
  private static final long DAY = 86_400_000;

  /// An event as it was written.
  private record Event(String key, @Nullable String value, long timestamp, List<String> headers) {}

  final String topic;
  final int number;
  private final Random chance;
  private final int keys;
  private final boolean tombstonesGo;
  private final boolean rests;
  private final boolean prompt;
  private final TreeMap<Long, Event> written = new TreeMap<>();
  private int values;

  History(int number, long seed) {
    this.number = number;
    this.topic = "history-" + number;
    this.chance = new Random(31 * seed + number);
    this.keys = 1 + chance.nextInt(12);
    this.tombstonesGo = chance.nextBoolean();
    this.rests = chance.nextInt(10) == 0;
    this.prompt = rests || chance.nextInt(4) > 0;
  }

  /// The topic's settings.
  Map<String, String> settings() {
    Map<String, String> settings = new HashMap<>();
    settings.put("cleanup.policy", chance.nextInt(4) == 0 ? "compact,delete" : "compact");
    settings.put("retention.ms", "-1");
    settings.put("min.cleanable.dirty.ratio", chance.nextBoolean() ? "0.0" : "0.3");
    settings.put("delete.retention.ms", Long.toString(tombstonesGo ? chance.nextInt(2) : DAY));
    if (rests) {
      settings.put("min.compaction.lag.ms", Long.toString(DAY));
    }
    if (prompt) {
      long most = rests ? DAY : 1 + chance.nextInt(300);
      settings.put("max.compaction.lag.ms", Long.toString(most));
    }
    return settings;
  }

  TopicPartition partition() {
    return new TopicPartition(topic, 0);
  }

  int events() {
    return written.size();
  }

  /// An event to be written.
  ProducerRecord<String, String> next() {
    String key = "k" + chance.nextInt(keys);
    boolean tombstone = chance.nextInt(5) == 0;
    String value = tombstone ? null : values++ + "x".repeat(chance.nextInt(60));
    var event = new ProducerRecord<>(topic, 0, 1_000_000L + chance.nextInt(1 << 20), key, value);
    for (int i = chance.nextInt(3); i > 0; i--) {
      event.headers().add("h" + i, key.getBytes(StandardCharsets.UTF_8));
    }
    return event;
  }

  /// `event` is at `offset`.
  void wrote(ProducerRecord<String, String> event, long offset) {
    Event before =
        written.put(offset, event(event.key(), event.value(), event.timestamp(), event.headers()));
    assertThat(before).as("two events at offset %d of %s", offset, topic).isNull();
  }

  private static Event event(
      String key, @Nullable String value, long timestamp, Iterable<Header> headers) {
    List<String> all = new ArrayList<>();
    for (Header header : headers) {
      all.add(header.key() + "=" + new String(header.value(), StandardCharsets.UTF_8));
    }
    return new Event(key, value, timestamp, all);
  }

  /// Checks what was read from the beginning to the end.
  void check(List<ConsumerRecord<String, String>> read) {
    long last = -1;
    TreeMap<Long, Event> found = new TreeMap<>();
    for (ConsumerRecord<String, String> each : read) {
      assertThat(each.offset()).as("offset in %s", topic).isGreaterThan(last);
      last = each.offset();
      Event event = event(each.key(), each.value(), each.timestamp(), each.headers());
      assertThat(event).as("offset %d of %s", last, topic).isEqualTo(written.get(last));
      found.put(last, event);
    }
    if (rests) {
      assertThat(found).as("all of %s", topic).isEqualTo(written);
    }
    newest()
        .forEach(
            (offset, event) -> {
              if (event.value() != null || !tombstonesGo) {
                assertThat(found).as("newest of a key in %s", topic).containsEntry(offset, event);
              }
            });
  }

  /// Whether nothing was read but the newest event of each key; that is so in the end, for topics
  /// that are to be compacted promptly.
  boolean isCompacted(List<ConsumerRecord<String, String>> read) {
    Map<Long, Event> newest = newest();
    return rests || !prompt || read.stream().allMatch(each -> newest.containsKey(each.offset()));
  }

  /// The newest event of each key, by offset.
  private Map<Long, Event> newest() {
    Map<String, Long> offsets = new HashMap<>();
    written.forEach((offset, event) -> offsets.put(event.key(), offset));
    Map<Long, Event> newest = new HashMap<>();
    offsets.values().forEach(offset -> newest.put(offset, written.get(offset)));
    return newest;
  }

  @Override
  public String toString() {
    return topic + " with " + written;
  }
}
