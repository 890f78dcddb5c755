package io.thalweg.core.exchange;

import io.thalweg.core.base.Opaque;
import io.thalweg.core.journal.RecordReader;
import io.thalweg.core.journal.RecordWriter;

/// The value of a header, as far as values are compared: numbers by what they are worth, text and
/// bytes by their bytes (as RabbitMQ does, whose `==` minds no type of the wire).
public sealed interface HeaderValue {
  /// No value: asked for, it is met by any.
  record Nothing() implements HeaderValue {}

  /// True or false.
  record Flag(boolean value) implements HeaderValue {}

  /// A whole number, or a point in time.
  record Whole(long value) implements HeaderValue {}

  /// A floating point number of any width.
  record Real(double value) implements HeaderValue {}

  /// Text or bytes.
  record Bytes(Opaque value) implements HeaderValue {}

  /// A decimal, an array or a table, as the protocol encodes it.
  record Structure(Opaque value) implements HeaderValue {}

  /// Whether a header of value `given` meets this one.
  default boolean isMetBy(HeaderValue given) {
    return switch (this) {
      case Nothing _ -> true;
      case Whole whole when given instanceof Real real -> same(whole.value, real.value);
      case Real real when given instanceof Whole whole -> same(whole.value, real.value);
      case Real real when given instanceof Real other -> real.value == other.value;
      case Flag _, Whole _, Real _, Bytes _, Structure _ -> equals(given);
    };
  }

  private static boolean same(long whole, double real) {
    boolean fits = real >= -0x1p63 && real < 0x1p63;
    return fits && Math.rint(real) == real && (long) real == whole;
  }

  /// An upper bound of the bytes of [#write].
  default int bytes() {
    return switch (this) {
      case Bytes bytes -> 5 + bytes.value.length();
      case Structure structure -> 5 + structure.value.length();
      case Nothing _, Flag _, Whole _, Real _ -> 9;
    };
  }

  /// Writes this as part of a record.
  default void write(RecordWriter out) {
    switch (this) {
      case Nothing _ -> out.putByte(0);
      case Flag flag -> out.putByte(1).putByte(flag.value ? 1 : 0);
      case Whole whole -> out.putByte(2).putLong(whole.value);
      case Real real -> out.putByte(3).putLong(Double.doubleToLongBits(real.value));
      case Bytes bytes -> out.putByte(4).putBytes(bytes.value.bytes());
      case Structure structure -> out.putByte(5).putBytes(structure.value.bytes());
    }
  }

  /// Reads what [#write] wrote.
  static HeaderValue read(RecordReader in) {
    int tag = in.getByte();
    return switch (tag) {
      case 0 -> new Nothing();
      case 1 -> new Flag(in.getByte() != 0);
      case 2 -> new Whole(in.getLong());
      case 3 -> new Real(Double.longBitsToDouble(in.getLong()));
      case 4 -> new Bytes(new Opaque(in.getBytes()));
      case 5 -> new Structure(new Opaque(in.getBytes()));
      default -> throw new IllegalArgumentException("expected a header value's tag, not " + tag);
    };
  }
}
