package io.thalweg.protocol.amqp.v091.wire;

import io.thalweg.core.base.Check;
import java.nio.ByteBuffer;
import java.util.EnumMap;

/// Puts the properties of a message together, from nothing or from others that are to be changed.
public final class PropertiesBuilder {
  private final EnumMap<Property, byte[]> values = new EnumMap<>(Property.class);

  /// Takes all of `others`, as they are.
  public PropertiesBuilder putAll(BasicProperties others) {
    for (Property property : Property.values()) {
      byte[] value = others.encoded(property);
      if (value != null) {
        values.put(property, value);
      }
    }
    return this;
  }

  /// A property that is a short string, of at most 255 bytes.
  public PropertiesBuilder put(Property property, String value) {
    return put(property, Property.Type.SHORT_STRING, ShortString.encoded(value));
  }

  /// A property that is an octet.
  public PropertiesBuilder put(Property property, int value) {
    Check.within(0, value, 0xff, "an octet");
    return put(property, Property.Type.OCTET, new byte[] {(byte) value});
  }

  /// Seconds since 1970.
  public PropertiesBuilder timestamp(long seconds) {
    byte[] value = ByteBuffer.allocate(Long.BYTES).putLong(seconds).array();
    return put(Property.TIMESTAMP, Property.Type.TIMESTAMP, value);
  }

  public PropertiesBuilder headers(FieldTable table) {
    ByteBuffer value = ByteBuffer.allocate(table.bytes());
    table.write(value);
    return put(Property.HEADERS, Property.Type.TABLE, value.array());
  }

  private PropertiesBuilder put(Property property, Property.Type type, byte[] value) {
    Check.that(property.type() == type, "expected a property of its type");
    values.put(property, value);
    return this;
  }

  public PropertiesBuilder remove(Property property) {
    values.remove(property);
    return this;
  }

  /// Flags and values.
  public byte[] build() {
    int flags = 0;
    int bytes = BasicProperties.FLAGS_BYTES;
    for (var property : values.entrySet()) {
      flags |= property.getKey().flag();
      bytes += property.getValue().length;
    }
    ByteBuffer out = ByteBuffer.allocate(bytes).putShort((short) flags);
    values.values().forEach(out::put);
    return out.array();
  }
}
