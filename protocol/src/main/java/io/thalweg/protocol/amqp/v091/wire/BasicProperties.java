package io.thalweg.protocol.amqp.v091.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// A view of the properties of a message as they lie encoded (AMQP 0-9-1, section 4.2.6.1): flags
/// of what is there, then the values. Where each one lies is found out at once, and checked; it is
/// read when somebody asks. Reused from message to message.
///
/// Short strings are not checked to be UTF-8, as RabbitMQ doesn't: they go to the consumer as they
/// came. What is malformed in them is replaced when it is read here.
public final class BasicProperties {
  /// Bytes of the flags; what has no property is as long.
  static final int FLAGS_BYTES = 2;

  private static final Property[] PROPERTIES = Property.values();
  private static final int CONTINUED = 1;
  private static final int UNUSED = 2;
  private static final int MOST_DIGITS = 10;

  private final int[] places = new int[PROPERTIES.length];
  private ByteBuffer in = ByteBuffer.allocate(FLAGS_BYTES);
  private int from;
  private int end = FLAGS_BYTES;
  private int flags;

  /// Views what lies between `at` and `last`, which stays as it is meanwhile.
  ///
  /// @throws AmqpException if it isn't right; nothing is viewed then
  public BasicProperties over(ByteBuffer bytes, int at, int last) {
    flags = 0;
    if (last - at < FLAGS_BYTES) {
      throw AmqpException.syntax("expected flags of properties, but they are cut off");
    }
    int present = bytes.getShort(at) & 0xffff;
    if ((present & (CONTINUED | UNUSED)) != 0) {
      throw AmqpException.syntax("expected flags of the 14 properties of basic and no others");
    }
    int next = at + FLAGS_BYTES;
    for (Property property : PROPERTIES) {
      if ((present & property.flag()) != 0) {
        places[property.place()] = next;
        next = skip(property, bytes, next, last);
      }
    }
    if (next != last) {
      throw AmqpException.syntax(
          "expected the end of the properties, but " + (last - next) + " bytes follow");
    }
    in = bytes;
    from = at;
    end = last;
    flags = present;
    return this;
  }

  private static int skip(Property property, ByteBuffer in, int at, int end) {
    int next =
        switch (property.type()) {
          case OCTET -> at + 1;
          case TIMESTAMP -> at + 8;
          case SHORT_STRING -> ShortString.skip(in, at, end);
          case TABLE -> FieldLayout.check(in, at, end);
        };
    if (next > end) {
      throw AmqpException.syntax("expected the property " + property + ", but it is cut off");
    }
    return next;
  }

  /// Whether `property` is there.
  public boolean has(Property property) {
    return (flags & property.flag()) != 0;
  }

  private int place(Property property) {
    return places[property.place()];
  }

  /// A property that is a short string, or null.
  public @Nullable String text(Property property) {
    return has(property) ? ShortString.text(in, place(property)) : null;
  }

  /// 1 for transient, 2 for persistent, or whatever it is; 0: there is none.
  public int deliveryMode() {
    return octet(Property.DELIVERY_MODE);
  }

  /// The priority; 0: there is none.
  public int priority() {
    return octet(Property.PRIORITY);
  }

  private int octet(Property property) {
    return has(property) ? in.get(place(property)) & 0xff : 0;
  }

  /// Seconds since 1970; 0: there are none.
  public long timestamp() {
    return has(Property.TIMESTAMP) ? in.getLong(place(Property.TIMESTAMP)) : 0;
  }

  /// A copy of the table of headers; empty: there is none.
  public FieldTable headers() {
    return has(Property.HEADERS)
        ? FieldTable.read(in, place(Property.HEADERS), end)
        : FieldTable.EMPTY;
  }

  /// Whether a property that is a short string has just these bytes.
  public boolean is(Property property, byte[] text) {
    if (!has(property)) {
      return false;
    }
    int at = place(property);
    return (in.get(at) & 0xff) == text.length && same(at + 1, text);
  }

  private boolean same(int at, byte[] text) {
    for (int i = 0; i < text.length; i++) {
      if (in.get(at + i) != text[i]) {
        return false;
      }
    }
    return true;
  }

  /// A property as a text, numbers in decimal, which [PropertiesBuilder#putText] reads again; null
  /// for the table, or if there is none.
  public byte @Nullable [] spelled(Property property) {
    if (!has(property)) {
      return null;
    }
    int at = place(property);
    return switch (property.type()) {
      case OCTET -> Integer.toString(in.get(at) & 0xff).getBytes(StandardCharsets.US_ASCII);
      case TIMESTAMP -> Long.toUnsignedString(in.getLong(at)).getBytes(StandardCharsets.US_ASCII);
      case SHORT_STRING -> {
        byte[] text = new byte[in.get(at) & 0xff];
        in.get(at + 1, text);
        yield text;
      }
      case TABLE -> null;
    };
  }

  /// The number that a property of type short string says in decimal digits, at most 10 of them;
  /// -1: it says none.
  public long decimal(Property property) {
    int at = place(property);
    int length = in.get(at) & 0xff;
    long number = length == 0 || length > MOST_DIGITS ? -1 : 0;
    for (int i = 1; i <= length && number >= 0; i++) {
      int digit = in.get(at + i) - '0';
      number = digit < 0 || digit > 9 ? -1 : 10 * number + digit;
    }
    return number;
  }

  /// The value of the first header of that name (UTF-8), or null. Makes an object only if it is
  /// there.
  public @Nullable FieldValue header(byte[] name) {
    int at = headerAt(name);
    return at < 0 ? null : FieldValue.read(in, at);
  }

  /// Where the content of the first header of that name (UTF-8) lies: of a text or bytes these
  /// alone, of others what follows the type. The index in the upper 32 bits, the length in the
  /// lower; -1: there is none.
  public long headerContent(byte[] name) {
    int at = headerAt(name);
    if (at < 0) {
      return -1;
    }
    byte type = in.get(at);
    int before = type == 'S' || type == 'x' ? 1 + FieldTable.LENGTH_BYTES : 1;
    return (long) (at + before) << Integer.SIZE | FieldLayout.bytes(in, at, end) - before;
  }

  /// Where its value lies, type first; -1: there is none.
  private int headerAt(byte[] name) {
    if (!has(Property.HEADERS)) {
      return -1;
    }
    int at = place(Property.HEADERS);
    int last = at + FieldTable.LENGTH_BYTES + in.getInt(at);
    at += FieldTable.LENGTH_BYTES;
    while (at < last) {
      int length = in.get(at) & 0xff;
      int value = at + 1 + length;
      if (length == name.length && same(at + 1, name)) {
        return value;
      }
      at = value + (int) FieldLayout.bytes(in, value, last);
    }
    return -1;
  }

  /// Bytes of flags and values.
  public int bytes() {
    return end - from;
  }

  /// Lets `view`, of the same bytes, have flags and values between its position and limit.
  public void range(ByteBuffer view) {
    view.limit(end).position(from);
  }

  /// Writes flags and values as they are.
  public void write(ByteBuffer out) {
    out.put(out.position(), in, from, bytes()).position(out.position() + bytes());
  }

  /// The bytes of one property, or null.
  byte @Nullable [] encoded(Property property) {
    if (!has(property)) {
      return null;
    }
    int at = place(property);
    byte[] value = new byte[skip(property, in, at, end) - at];
    in.get(at, value);
    return value;
  }
}
