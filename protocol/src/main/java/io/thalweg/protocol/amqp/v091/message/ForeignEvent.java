package io.thalweg.protocol.amqp.v091.message;

import io.thalweg.core.batch.EventCursor;
import io.thalweg.protocol.amqp.v091.wire.FieldTable;
import io.thalweg.protocol.amqp.v091.wire.FieldValue;
import io.thalweg.protocol.amqp.v091.wire.PropertiesBuilder;
import io.thalweg.protocol.amqp.v091.wire.Property;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What an event of another protocol is as a message: `docs/mapping.md`.
final class ForeignEvent {
  private static final int MILLIS = 1000;

  private ForeignEvent() {}

  /// Its properties, flags first. Its headers are gone through by bytes.
  static byte[] properties(EventCursor event) {
    Map<String, List<FieldValue>> headers = new LinkedHashMap<>();
    ForeignHeaders each = new ForeignHeaders(event);
    while (each.next()) {
      headers.computeIfAbsent(each.name(), _ -> new ArrayList<>(1)).add(each.value());
    }
    PropertiesBuilder builder = new PropertiesBuilder();
    if (event.timestamp() >= 0) {
      builder.timestamp(event.timestamp() / MILLIS);
    }
    Map<String, FieldValue> fields = new LinkedHashMap<>();
    headers.forEach(
        (name, values) -> {
          if (!isProperty(HeaderNames.PROPERTIES.get(name), values, builder)) {
            fields.put(name, values.size() == 1 ? values.getFirst() : new FieldValue.Array(values));
          }
        });
    tell(event, fields);
    if (each.leftOut()) {
      fields.put(HeaderNames.TRUNCATED, FieldValue.of("names"));
    }
    return fields.isEmpty() ? builder.build() : builder.headers(table(fields)).build();
  }

  /// Whether the headers of one name were a property, which is then one of the builder's.
  private static boolean isProperty(
      @Nullable Property property, List<FieldValue> values, PropertiesBuilder builder) {
    return property != null
        && values.size() == 1
        && values.getFirst() instanceof FieldValue.Text text
        && builder.putText(property, text.value().bytes());
  }

  /// What a message has no place for.
  private static void tell(EventCursor event, Map<String, FieldValue> fields) {
    if (event.keyLength() >= 0) {
      byte[] key = new byte[event.keyLength()];
      event.buffer().get(event.keyAt(), key);
      fields.put(HeaderNames.KAFKA_KEY, FieldValue.of(key));
    }
    if (event.valueLength() < 0) {
      fields.put(HeaderNames.KAFKA_NULL, FieldValue.of(true));
    }
    if (event.timestamp() >= 0) {
      fields.put(HeaderNames.KAFKA_TIMESTAMP, FieldValue.of(event.timestamp()));
    }
  }

  static FieldTable table(Map<String, FieldValue> fields) {
    FieldTable.Builder table = FieldTable.builder();
    fields.forEach(table::put);
    return table.build();
  }
}
