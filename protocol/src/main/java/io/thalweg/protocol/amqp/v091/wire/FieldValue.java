package io.thalweg.protocol.amqp.v091.wire;

import io.thalweg.core.base.Opaque;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// The value of a field in a table or array, of the very type that it has on the wire: what is read
/// is written as the same bytes. (A true that is not 1 becomes 1.)
public sealed interface FieldValue {
  /// `t`
  record Bool(boolean value) implements FieldValue {
    static final Bool TRUE = new Bool(true);
    static final Bool FALSE = new Bool(false);
  }

  /// A whole number of `width`.
  record Whole(Width width, long value) implements FieldValue {}

  /// `f`
  record Single(float value) implements FieldValue {}

  /// `d`
  record Real(double value) implements FieldValue {}

  /// `D`: `unscaled` divided by ten to the power of `scale`, which is 0 to 255.
  record Decimal(int scale, int unscaled) implements FieldValue {}

  /// `S`: text, which nobody checked to be UTF-8.
  record Text(Opaque value) implements FieldValue {
    @Override
    public String toString() {
      return new String(value.bytes(), StandardCharsets.UTF_8);
    }
  }

  /// `x`: bytes.
  record Binary(Opaque value) implements FieldValue {}

  /// `T`: seconds since 1970, unsigned.
  record Timestamp(long seconds) implements FieldValue {}

  /// `A`
  record Array(List<FieldValue> values) implements FieldValue {
    public Array {
      values = List.copyOf(values);
    }
  }

  /// `F`
  record Table(FieldTable table) implements FieldValue {}

  /// `V`
  record Nothing() implements FieldValue {
    static final Nothing ONE = new Nothing();
  }

  /// The types of whole numbers. 64 bits are signed whichever letter they have, as RabbitMQ reads
  /// them.
  enum Width {
    INT8('b', 1),
    UINT8('B', 1),
    INT16('s', 2),
    UINT16('u', 2),
    INT32('I', 4),
    UINT32('i', 4),
    INT64('l', 8),
    INT64_TOO('L', 8);

    private final char tag;
    private final int bytes;

    Width(char tag, int bytes) {
      this.tag = tag;
      this.bytes = bytes;
    }
  }

  /// Text of `S`.
  static FieldValue of(String text) {
    return new Text(new Opaque(text.getBytes(StandardCharsets.UTF_8)));
  }

  /// A number of `l`.
  static FieldValue of(long value) {
    return new Whole(Width.INT64, value);
  }

  static FieldValue of(boolean value) {
    return value ? Bool.TRUE : Bool.FALSE;
  }

  /// Text of `S` if the bytes are UTF-8, else bytes of `x`. The array is kept.
  static FieldValue of(byte[] bytes) {
    boolean text = Utf8.valid(ByteBuffer.wrap(bytes), 0, bytes.length);
    return text ? new Text(new Opaque(bytes)) : new Binary(new Opaque(bytes));
  }

  /// `V`
  static FieldValue nothing() {
    return Nothing.ONE;
  }

  /// Bytes of this with its tag.
  default int bytes() {
    return 1
        + switch (this) {
          case Bool _ -> 1;
          case Whole whole -> whole.width.bytes;
          case Single _ -> 4;
          case Real _ -> 8;
          case Decimal _ -> 5;
          case Text text -> 4 + text.value.length();
          case Binary binary -> 4 + binary.value.length();
          case Timestamp _ -> 8;
          case Array array -> 4 + elementBytes(array);
          case Table table -> table.table.bytes();
          case Nothing _ -> 0;
        };
  }

  private static int elementBytes(Array array) {
    int bytes = 0;
    for (FieldValue value : array.values) {
      bytes += value.bytes();
    }
    return bytes;
  }

  /// Writes this with its tag.
  default void write(ByteBuffer out) {
    switch (this) {
      case Bool bool -> out.put((byte) 't').put((byte) (bool.value ? 1 : 0));
      case Whole whole -> writeWhole(out, whole);
      case Single single -> out.put((byte) 'f').putFloat(single.value);
      case Real real -> out.put((byte) 'd').putDouble(real.value);
      case Decimal(int scale, int unscaled) ->
          out.put((byte) 'D').put((byte) scale).putInt(unscaled);
      case Text text -> writeBytes(out, 'S', text.value);
      case Binary binary -> writeBytes(out, 'x', binary.value);
      case Timestamp timestamp -> out.put((byte) 'T').putLong(timestamp.seconds);
      case Array array -> {
        out.put((byte) 'A').putInt(elementBytes(array));
        array.values.forEach(value -> value.write(out));
      }
      case Table table -> {
        out.put((byte) 'F');
        table.table.write(out);
      }
      case Nothing _ -> out.put((byte) 'V');
    }
  }

  private static void writeWhole(ByteBuffer out, Whole whole) {
    out.put((byte) whole.width.tag);
    switch (whole.width) {
      case INT8, UINT8 -> out.put((byte) whole.value);
      case INT16, UINT16 -> out.putShort((short) whole.value);
      case INT32, UINT32 -> out.putInt((int) whole.value);
      case INT64, INT64_TOO -> out.putLong(whole.value);
    }
  }

  private static void writeBytes(ByteBuffer out, char tag, Opaque bytes) {
    out.put((byte) tag).putInt(bytes.length()).put(bytes.bytes());
  }

  /// The value at `at` of bytes that were checked.
  static FieldValue read(ByteBuffer in, int at) {
    int value = at + 1;
    byte tag = in.get(at);
    return switch (tag) {
      case 't' -> of(in.get(value) != 0);
      case 'b' -> new Whole(Width.INT8, in.get(value));
      case 'B' -> new Whole(Width.UINT8, in.get(value) & 0xff);
      case 's' -> new Whole(Width.INT16, in.getShort(value));
      case 'u' -> new Whole(Width.UINT16, in.getShort(value) & 0xffff);
      case 'I' -> new Whole(Width.INT32, in.getInt(value));
      case 'i' -> new Whole(Width.UINT32, Integer.toUnsignedLong(in.getInt(value)));
      case 'l' -> new Whole(Width.INT64, in.getLong(value));
      case 'L' -> new Whole(Width.INT64_TOO, in.getLong(value));
      case 'f' -> new Single(in.getFloat(value));
      case 'd' -> new Real(in.getDouble(value));
      case 'D' -> new Decimal(in.get(value) & 0xff, in.getInt(value + 1));
      case 'S' -> new Text(opaque(in, value));
      case 'x' -> new Binary(opaque(in, value));
      case 'T' -> new Timestamp(in.getLong(value));
      case 'A' -> array(in, value);
      case 'F' -> new Table(FieldTable.checked(in, value));
      case 'V' -> Nothing.ONE;
      default -> throw new IllegalArgumentException("expected a value that was checked");
    };
  }

  private static Opaque opaque(ByteBuffer in, int at) {
    byte[] bytes = new byte[in.getInt(at)];
    in.get(at + 4, bytes);
    return new Opaque(bytes);
  }

  private static Array array(ByteBuffer in, int from) {
    List<FieldValue> values = new ArrayList<>();
    int end = from + 4 + in.getInt(from);
    int at = from + 4;
    while (at < end) {
      FieldValue value = read(in, at);
      values.add(value);
      at += value.bytes();
    }
    return new Array(values);
  }
}
