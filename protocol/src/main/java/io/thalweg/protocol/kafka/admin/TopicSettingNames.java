package io.thalweg.protocol.kafka.admin;

import io.thalweg.core.topic.TopicSettings;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A topic's settings by Kafka's names and values.
final class TopicSettingNames {
  static final String RETENTION_MILLIS = "retention.ms";
  static final String RETENTION_BYTES = "retention.bytes";
  static final String MAX_BATCH_BYTES = "max.message.bytes";
  static final String CLEANUP_POLICY = "cleanup.policy";
  static final String COMPRESSION = "compression.type";

  private static final String DELETE = "delete";
  private static final String PRODUCER = "producer";
  private static final int MAX_BATCH_LIMIT = 1 << 20;
  private static final int MIN_BATCH_LIMIT = 61;

  private TopicSettingNames() {}

  /// All settings and their values, in a fixed order.
  static Map<String, String> of(TopicSettings settings) {
    Map<String, String> names = new LinkedHashMap<>();
    names.put(CLEANUP_POLICY, DELETE);
    names.put(COMPRESSION, PRODUCER);
    names.put(MAX_BATCH_BYTES, Integer.toString(settings.maxBatchBytes()));
    names.put(RETENTION_BYTES, Long.toString(settings.retentionBytes()));
    names.put(RETENTION_MILLIS, Long.toString(settings.retentionMillis()));
    return names;
  }

  /// `settings` with one of them changed.
  ///
  /// @throws IllegalArgumentException whose message says what was expected
  static TopicSettings with(TopicSettings settings, String name, @Nullable String value) {
    if (value == null) {
      throw new IllegalArgumentException("expected a value for " + name);
    }
    long millis = settings.retentionMillis();
    long bytes = settings.retentionBytes();
    int batch = settings.maxBatchBytes();
    switch (name) {
      case RETENTION_MILLIS -> millis = number(name, value, -1, Long.MAX_VALUE);
      case RETENTION_BYTES -> bytes = number(name, value, -1, Long.MAX_VALUE);
      case MAX_BATCH_BYTES ->
          batch = (int) number(name, value, MIN_BATCH_LIMIT, MAX_BATCH_LIMIT + 12);
      case CLEANUP_POLICY -> expect(name, value, DELETE);
      case COMPRESSION -> expect(name, value, PRODUCER);
      default -> throw new IllegalArgumentException("unknown topic setting " + name);
    }
    return new TopicSettings(millis, bytes, batch);
  }

  private static long number(String name, String value, long low, long high) {
    try {
      long number = Long.parseLong(value.trim());
      if (number >= low && number <= high) {
        return number;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new IllegalArgumentException(
        "expected " + name + " to be a number in " + low + ".." + high + ", but it is " + value);
  }

  private static void expect(String name, String value, String only) {
    if (!only.equals(value)) {
      throw new IllegalArgumentException(
          "expected " + name + " to be " + only + ", the only one supported, but it is " + value);
    }
  }
}
