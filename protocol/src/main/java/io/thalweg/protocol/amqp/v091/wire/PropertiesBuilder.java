package io.thalweg.protocol.amqp.v091.wire;

import io.thalweg.core.base.Check;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import org.jspecify.annotations.Nullable;

/// Puts the properties of a message together, from nothing or from others that are to be changed.
public final class PropertiesBuilder {
  private static final int MOST_OCTET = 0xff;
  private static final int MOST_DIGITS = 18;

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
    Check.within(0, value, MOST_OCTET, "an octet");
    return put(property, Property.Type.OCTET, new byte[] {(byte) value});
  }

  /// Seconds since 1970.
  public PropertiesBuilder timestamp(long seconds) {
    byte[] value = ByteBuffer.allocate(Long.BYTES).putLong(seconds).array();
    return put(Property.TIMESTAMP, Property.Type.TIMESTAMP, value);
  }

  /// A property from its text (UTF-8), as [BasicProperties#spelled] writes it; a timestamp of 18
  /// digits at most. False, with nothing put, if it cannot be that, as the table never can.
  public boolean putText(Property property, byte[] utf8) {
    byte[] value =
        switch (property.type()) {
          case OCTET -> octet(utf8);
          case TIMESTAMP -> timestamp(utf8);
          case SHORT_STRING ->
              ShortString.isText(utf8)
                  ? ShortString.encoded(new String(utf8, StandardCharsets.UTF_8))
                  : null;
          case TABLE -> null;
        };
    if (value != null) {
      values.put(property, value);
    }
    return value != null;
  }

  private static byte @Nullable [] octet(byte[] digits) {
    long value = decimal(digits, 3);
    return value < 0 || value > MOST_OCTET ? null : new byte[] {(byte) value};
  }

  private static byte @Nullable [] timestamp(byte[] digits) {
    long value = decimal(digits, MOST_DIGITS);
    return value < 0 ? null : ByteBuffer.allocate(Long.BYTES).putLong(value).array();
  }

  /// The number, or -1 if these are not 1 to `most` digits.
  private static long decimal(byte[] digits, int most) {
    long value = digits.length == 0 || digits.length > most ? -1 : 0;
    for (int i = 0; i < digits.length && value >= 0; i++) {
      int digit = digits[i] - '0';
      value = digit < 0 || digit > 9 ? -1 : 10 * value + digit;
    }
    return value;
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
