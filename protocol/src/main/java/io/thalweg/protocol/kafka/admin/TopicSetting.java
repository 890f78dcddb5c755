package io.thalweg.protocol.kafka.admin;

import io.thalweg.core.topic.TopicSettings;
import io.thalweg.core.topic.TopicSettings.Cleanup;
import io.thalweg.core.topic.TopicSettings.Compaction;
import io.thalweg.core.topic.TopicSettings.Timestamps;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A topic's settings by Kafka's names and values.
enum TopicSetting {
  CLEANUP_POLICY(
      ValueType.LIST,
      TopicSettings.CLEANUP,
      "What becomes of old events: delete, past the retention; compact, which keeps the newest of"
          + " each key and knows no retention; or both."),
  COMPRESSION_TYPE(ValueType.STRING, 0, "Batches are kept as their producer compressed them."),
  DELETE_RETENTION_MS(
      ValueType.LONG,
      TopicSettings.TOMBSTONE_MILLIS,
      "How long an event without a value stays after the first compaction that found it to be its"
          + " key's newest."),
  MAX_COMPACTION_LAG_MS(
      ValueType.LONG,
      TopicSettings.MAX_COMPACTION_LAG,
      "After what time an event is compacted at the latest, by the broker's time."),
  MAX_MESSAGE_BYTES(
      ValueType.INT, TopicSettings.MAX_BATCH_BYTES, "The largest batch of events that is taken."),
  MESSAGE_TIMESTAMP_AFTER_MAX_MS(
      ValueType.LONG,
      TopicSettings.TIMESTAMP_AFTER,
      "How far in the future a batch's largest timestamp may lie, if it is its producer's."),
  MESSAGE_TIMESTAMP_BEFORE_MAX_MS(
      ValueType.LONG,
      TopicSettings.TIMESTAMP_BEFORE,
      "How far in the past a batch's first timestamp may lie, if it is its producer's."),
  MESSAGE_TIMESTAMP_TYPE(
      ValueType.STRING,
      TopicSettings.TIMESTAMP_TYPE,
      "Whose timestamp an event bears: CreateTime, its producer's; LogAppendTime, the broker's."),
  MIN_CLEANABLE_DIRTY_RATIO(
      ValueType.DOUBLE,
      TopicSettings.DIRTY_RATIO,
      "How much of a partition must not have been compacted yet, for it to be compacted."),
  MIN_COMPACTION_LAG_MS(
      ValueType.LONG,
      TopicSettings.MIN_COMPACTION_LAG,
      "How long an event stays before it is compacted, by the broker's time."),
  RETENTION_BYTES(
      ValueType.LONG,
      TopicSettings.RETENTION_BYTES,
      "How many bytes of each partition are kept; -1 is no limit."),
  RETENTION_MS(
      ValueType.LONG,
      TopicSettings.RETENTION_MILLIS,
      "How long events are kept, by the broker's time; -1 is no limit.");

  /// What values are, by the numbers of Kafka's `DescribeConfigsResponse.ConfigType`.
  enum ValueType {
    BOOLEAN(1),
    STRING(2),
    INT(3),
    LONG(5),
    DOUBLE(6),
    LIST(7);

    private final byte code;

    ValueType(int code) {
      this.code = (byte) code;
    }

    byte code() {
      return code;
    }
  }

  private static final String PRODUCER = "producer";
  private static final String CREATE_TIME = "CreateTime";
  private static final String LOG_APPEND_TIME = "LogAppendTime";
  private static final int MAX_BATCH_LIMIT = (1 << 20) + 12;
  private static final int MIN_BATCH_LIMIT = 61;

  private static final Map<String, TopicSetting> BY_KEY =
      Arrays.stream(values()).collect(Collectors.toMap(TopicSetting::key, each -> each));

  private static final String KNOWN =
      Arrays.stream(values()).map(TopicSetting::key).collect(Collectors.joining(", "));

  private final String key = name().toLowerCase(Locale.ROOT).replace('_', '.');
  private final ValueType type;
  private final int bit;
  private final String documentation;

  TopicSetting(ValueType type, int bit, String documentation) {
    this.type = type;
    this.bit = bit;
    this.documentation = documentation;
  }

  /// The setting of that name.
  ///
  /// @throws IllegalArgumentException whose message names those that there are
  static TopicSetting named(String name) {
    TopicSetting setting = BY_KEY.get(name);
    if (setting == null) {
      throw new IllegalArgumentException(
          "unknown topic setting " + shortened(name) + ": expected one of " + KNOWN);
    }
    return setting;
  }

  /// Kafka's name.
  String key() {
    return key;
  }

  /// Kafka's name of the broker's default for it.
  String brokerKey() {
    return switch (this) {
      case COMPRESSION_TYPE -> key();
      case MAX_MESSAGE_BYTES -> "message.max.bytes";
      case MIN_CLEANABLE_DIRTY_RATIO -> "log.cleaner.min.cleanable.ratio";
      case DELETE_RETENTION_MS, MAX_COMPACTION_LAG_MS, MIN_COMPACTION_LAG_MS ->
          "log.cleaner." + key();
      default -> "log." + key();
    };
  }

  ValueType type() {
    return type;
  }

  String documentation() {
    return documentation;
  }

  /// Whether `settings` have it as the topic's own, other than `defaults` or not.
  boolean isOwn(TopicSettings settings, TopicSettings defaults) {
    return (settings.given() & bit) != 0 || !value(settings).equals(value(defaults));
  }

  /// Its value in `settings`.
  String value(TopicSettings settings) {
    Timestamps timestamps = settings.timestamps();
    Compaction compaction = settings.compaction();
    return switch (this) {
      case CLEANUP_POLICY -> policy(settings.cleanup());
      case COMPRESSION_TYPE -> PRODUCER;
      case DELETE_RETENTION_MS -> Long.toString(compaction.tombstoneMillis());
      case MAX_COMPACTION_LAG_MS -> Long.toString(compaction.maxLagMillis());
      case MAX_MESSAGE_BYTES -> Integer.toString(settings.maxBatchBytes());
      case MESSAGE_TIMESTAMP_AFTER_MAX_MS -> Long.toString(timestamps.afterMaxMillis());
      case MESSAGE_TIMESTAMP_BEFORE_MAX_MS -> Long.toString(timestamps.beforeMaxMillis());
      case MESSAGE_TIMESTAMP_TYPE -> timestamps.brokers() ? LOG_APPEND_TIME : CREATE_TIME;
      case MIN_CLEANABLE_DIRTY_RATIO -> Double.toString(compaction.dirtyRatio());
      case MIN_COMPACTION_LAG_MS -> Long.toString(compaction.minLagMillis());
      case RETENTION_BYTES -> Long.toString(settings.retentionBytes());
      case RETENTION_MS -> Long.toString(settings.retentionMillis());
    };
  }

  /// `settings` with this one as in `defaults`, and no longer the topic's own.
  TopicSettings taken(TopicSettings settings, TopicSettings defaults) {
    TopicSettings as = with(settings, value(defaults));
    return given(as, as.given() & ~bit);
  }

  /// `settings` with this one changed, as the topic's own.
  ///
  /// @throws IllegalArgumentException whose message says what was expected
  TopicSettings with(TopicSettings settings, @Nullable String text) {
    if (text == null) {
      throw new IllegalArgumentException("expected a value for " + key());
    }
    String value = text.trim();
    long millis = settings.retentionMillis();
    long bytes = settings.retentionBytes();
    int batch = settings.maxBatchBytes();
    Cleanup cleanup = settings.cleanup();
    boolean brokers = settings.timestamps().brokers();
    long before = settings.timestamps().beforeMaxMillis();
    long after = settings.timestamps().afterMaxMillis();
    Compaction compaction = settings.compaction();
    switch (this) {
      case CLEANUP_POLICY -> cleanup = cleanup(elements(value));
      case COMPRESSION_TYPE -> oneOf(value, PRODUCER);
      case DELETE_RETENTION_MS,
          MAX_COMPACTION_LAG_MS,
          MIN_CLEANABLE_DIRTY_RATIO,
          MIN_COMPACTION_LAG_MS ->
          compaction = with(compaction, value);
      case MAX_MESSAGE_BYTES -> batch = (int) number(value, MIN_BATCH_LIMIT, MAX_BATCH_LIMIT);
      case MESSAGE_TIMESTAMP_AFTER_MAX_MS -> after = number(value, 0, Long.MAX_VALUE);
      case MESSAGE_TIMESTAMP_BEFORE_MAX_MS -> before = number(value, 0, Long.MAX_VALUE);
      case MESSAGE_TIMESTAMP_TYPE ->
          brokers = oneOf(value, CREATE_TIME, LOG_APPEND_TIME).equals(LOG_APPEND_TIME);
      case RETENTION_BYTES -> bytes = number(value, -1, Long.MAX_VALUE);
      case RETENTION_MS -> millis = number(value, -1, Long.MAX_VALUE);
    }
    Timestamps timestamps = new Timestamps(brokers, before, after);
    return new TopicSettings(
        millis, bytes, batch, cleanup, compaction, timestamps, settings.given() | bit);
  }

  private Compaction with(Compaction now, String value) {
    double ratio = now.dirtyRatio();
    long minLag = now.minLagMillis();
    long maxLag = now.maxLagMillis();
    long tombstones = now.tombstoneMillis();
    switch (this) {
      case DELETE_RETENTION_MS -> tombstones = number(value, 0, Long.MAX_VALUE);
      case MAX_COMPACTION_LAG_MS -> maxLag = number(value, 1, Long.MAX_VALUE);
      case MIN_COMPACTION_LAG_MS -> minLag = number(value, 0, Long.MAX_VALUE);
      default -> ratio = ratio(value);
    }
    return new Compaction(ratio, minLag, maxLag, tombstones);
  }

  /// `settings`, if they go together.
  ///
  /// @throws IllegalArgumentException whose message says what was expected
  static TopicSettings checked(TopicSettings settings) {
    Compaction compaction = settings.compaction();
    if (compaction.minLagMillis() > compaction.maxLagMillis()) {
      throw MIN_COMPACTION_LAG_MS.refusal(
          "at most " + MAX_COMPACTION_LAG_MS.key() + ", " + compaction.maxLagMillis(),
          Long.toString(compaction.minLagMillis()));
    }
    return settings;
  }

  private static TopicSettings given(TopicSettings settings, int bits) {
    return new TopicSettings(
        settings.retentionMillis(),
        settings.retentionBytes(),
        settings.maxBatchBytes(),
        settings.cleanup(),
        settings.compaction(),
        settings.timestamps(),
        bits);
  }

  /// `settings` with the elements of `value` added to this list, or taken from it.
  ///
  /// @throws IllegalArgumentException whose message says what was expected
  TopicSettings changed(TopicSettings settings, boolean add, @Nullable String value) {
    if (type != ValueType.LIST) {
      throw new IllegalArgumentException(
          "expected " + key() + " to be set or deleted: it is not a list");
    }
    Set<String> elements = elements(value(settings));
    Set<String> changes = elements(value == null ? "" : value);
    if (add) {
      elements.addAll(changes);
    } else {
      elements.removeAll(changes);
    }
    return with(settings, String.join(",", elements));
  }

  private static Set<String> elements(String list) {
    Set<String> elements = new LinkedHashSet<>();
    for (String element : list.split(",", -1)) {
      elements.add(element.trim());
    }
    elements.remove("");
    return elements;
  }

  private static String policy(Cleanup cleanup) {
    return switch (cleanup) {
      case DELETE -> "delete";
      case COMPACT -> "compact";
      case COMPACT_AND_DELETE -> "compact,delete";
    };
  }

  private Cleanup cleanup(Set<String> elements) {
    for (Cleanup cleanup : Cleanup.values()) {
      if (elements(policy(cleanup)).equals(elements)) {
        return cleanup;
      }
    }
    throw refusal("delete, compact or compact,delete", String.join(",", elements));
  }

  private long number(String value, long low, long high) {
    try {
      long number = Long.parseLong(value);
      if (number >= low && number <= high) {
        return number;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw refusal("a number in " + low + ".." + high, value);
  }

  private double ratio(String value) {
    try {
      double ratio = Double.parseDouble(value);
      if (ratio >= 0 && ratio <= 1) {
        return ratio;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw refusal("a number in 0..1", value);
  }

  private String oneOf(String value, String... known) {
    if (Arrays.asList(known).contains(value)) {
      return value;
    }
    throw refusal(String.join(" or ", known), value);
  }

  private IllegalArgumentException refusal(String expected, String value) {
    return new IllegalArgumentException(
        "expected " + key() + " to be " + expected + ", but it is " + shortened(value));
  }

  /// `text`, cut if it is too long for a message.
  static String shortened(String text) {
    int most = 100;
    return text.length() <= most ? text : text.substring(0, most) + "...";
  }
}
