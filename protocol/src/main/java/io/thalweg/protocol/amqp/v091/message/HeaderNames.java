package io.thalweg.protocol.amqp.v091.message;

import io.thalweg.core.batch.EventMarks;
import io.thalweg.core.queue.DeadLetterHeader;
import io.thalweg.protocol.amqp.v091.wire.Property;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Names that mean something where events become messages and messages become events:
/// `docs/mapping.md`.
public final class HeaderNames {
  /// The field with the key of an event.
  public static final String KAFKA_KEY = "kafka.key";

  /// The field that says, by `true`, that an event has no value, and not an empty one.
  static final String KAFKA_NULL = "kafka.null";

  /// The field with the timestamp of an event, in milliseconds.
  static final String KAFKA_TIMESTAMP = "kafka.timestamp";

  /// The field, or header, that says what was left out.
  static final String TRUNCATED = "x-thalweg-truncated";

  /// The field that says how often a message has failed.
  static final String FAILURES = "x-delivery-count";

  /// The fields that say where an event of a stream lies.
  static final String OFFSET = "x-stream-offset";

  static final String PARTITION = "x-partition";

  /// Headers with the properties of a message, but for the table.
  static final Map<String, Property> PROPERTIES = properties();

  /// Headers of an event that the broker itself reads: no fields of a table.
  private static final Set<String> OURS =
      Set.of(
          EventMapping.HEADER,
          EventMapping.EXCHANGE,
          EventMapping.KEY,
          EventMarks.TTL_HEADER,
          DeadLetterHeader.NAME);

  /// Headers of an event that are no fields of its message.
  private static final Set<String> NO_FIELDS = joined(OURS, KAFKA_NULL, KAFKA_TIMESTAMP);

  /// Fields of a message that are no headers of its event.
  private static final Set<String> NO_HEADERS = joined(OURS, KAFKA_NULL);

  /// Fields that stay where the table is left out.
  private static final Set<String> KEPT =
      Set.of(KAFKA_KEY, KAFKA_NULL, KAFKA_TIMESTAMP, FAILURES, OFFSET, PARTITION);

  private HeaderNames() {}

  private static Map<String, Property> properties() {
    Map<String, Property> all = new LinkedHashMap<>();
    for (Property each : Property.values()) {
      if (each != Property.HEADERS) {
        all.put("amqp." + each.name().toLowerCase(Locale.ROOT).replace('_', '-'), each);
      }
    }
    return all;
  }

  private static Set<String> joined(Set<String> some, String... more) {
    Set<String> all = new HashSet<>(some);
    all.add(KAFKA_KEY);
    all.addAll(Set.of(more));
    return Set.copyOf(all);
  }

  /// Whether a header of that name becomes a field, unless it is a property.
  static boolean isField(String name) {
    return !NO_FIELDS.contains(name);
  }

  /// Whether a field of that name becomes a header.
  static boolean isHeader(String name) {
    return !NO_HEADERS.contains(name) && !PROPERTIES.containsKey(name);
  }

  /// Whether a field of that name stays where the table is left out.
  static boolean isKept(String name) {
    return KEPT.contains(name);
  }
}
