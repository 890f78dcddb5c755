package io.thalweg.protocol.amqp.v091.message;

import io.thalweg.core.batch.EventHeaders;
import io.thalweg.protocol.amqp.v091.wire.BasicProperties;
import io.thalweg.protocol.amqp.v091.wire.FieldValue;
import io.thalweg.protocol.amqp.v091.wire.Property;
import java.nio.ByteBuffer;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The properties of a message as headers that clients of other protocols can read:
/// `docs/mapping.md`. For people and programs only: the broker reads what the message came with.
final class SpelledHeaders {
  /// Bytes of them all at most.
  static final int MOST_BYTES = 64 << 10;

  private SpelledHeaders() {}

  /// Spelled out; what the table has too much is left out as a whole.
  static EventHeaders of(BasicProperties properties) {
    EventHeaders all = new EventHeaders(MOST_BYTES);
    addProperties(properties, all);
    if (!addFields(properties.headers().toMap(), all)) {
      all.clear();
      addProperties(properties, all);
      all.add(HeaderNames.TRUNCATED, EventMapping.utf8("headers"));
    }
    return all;
  }

  private static void addProperties(BasicProperties properties, EventHeaders to) {
    HeaderNames.PROPERTIES.forEach(
        (String name, Property property) -> {
          byte[] text = properties.spelled(property);
          if (text != null) {
            to.add(name, text);
          }
        });
  }

  /// Whether they fit.
  private static boolean addFields(Map<String, FieldValue> fields, EventHeaders to) {
    boolean fits = true;
    for (Map.Entry<String, FieldValue> field : fields.entrySet()) {
      if (HeaderNames.isHeader(field.getKey())) {
        fits &= add(ByteBuffer.wrap(EventMapping.utf8(field.getKey())), field.getValue(), to);
      }
    }
    return fits;
  }

  private static boolean add(ByteBuffer name, FieldValue value, EventHeaders to) {
    if (!(value instanceof FieldValue.Array array) || !isPlain(array)) {
      return to.add(name, buffer(FieldText.of(value)));
    }
    boolean fits = true;
    for (FieldValue each : array.values()) {
      fits &= to.add(name, buffer(FieldText.of(each)));
    }
    return fits;
  }

  /// Whether it can be told from one value by having several, none of which has parts.
  private static boolean isPlain(FieldValue.Array array) {
    boolean plain = array.values().size() > 1;
    for (FieldValue each : array.values()) {
      plain &= !(each instanceof FieldValue.Array) && !(each instanceof FieldValue.Table);
    }
    return plain;
  }

  private static @Nullable ByteBuffer buffer(byte @Nullable [] bytes) {
    return bytes == null ? null : ByteBuffer.wrap(bytes);
  }
}
