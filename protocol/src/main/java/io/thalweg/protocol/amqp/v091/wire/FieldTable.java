package io.thalweg.protocol.amqp.v091.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A table of named fields, kept as its bytes, so that it is written as it came; read when somebody
/// asks. Where a name stands twice, the first counts, as for RabbitMQ. Immutable.
public final class FieldTable {
  /// No fields.
  public static final FieldTable EMPTY = new FieldTable(ByteBuffer.allocate(4));

  static final int LENGTH_BYTES = 4;

  /// From position 0: the length, then the fields.
  private final ByteBuffer encoded;

  private FieldTable(ByteBuffer encoded) {
    this.encoded = encoded;
  }

  /// A copy of the table at `at`, which must end before `end`.
  ///
  /// @throws AmqpException if it isn't right
  public static FieldTable read(ByteBuffer in, int at, int end) {
    int bytes = FieldLayout.check(in, at, end) - at;
    if (bytes == LENGTH_BYTES) {
      return EMPTY;
    }
    return new FieldTable(ByteBuffer.allocate(bytes).put(0, in, at, bytes));
  }

  /// The table at `at` of bytes that were checked and stay as they are.
  static FieldTable checked(ByteBuffer in, int at) {
    return new FieldTable(in.slice(at, LENGTH_BYTES + in.getInt(at)));
  }

  /// A table to be filled.
  public static Builder builder() {
    return new Builder();
  }

  /// Bytes of this with its length.
  public int bytes() {
    return encoded.limit();
  }

  /// Writes this with its length.
  public void write(ByteBuffer out) {
    out.put(out.position(), encoded, 0, bytes()).position(out.position() + bytes());
  }

  public boolean isEmpty() {
    return bytes() == LENGTH_BYTES;
  }

  /// The value of the first field of that name, or null.
  public @Nullable FieldValue get(String name) {
    byte[] wanted = name.getBytes(StandardCharsets.UTF_8);
    int at = LENGTH_BYTES;
    while (at < bytes()) {
      int length = encoded.get(at) & 0xff;
      int value = at + 1 + length;
      if (length == wanted.length && is(at + 1, wanted)) {
        return FieldValue.read(encoded, value);
      }
      at = value + (int) FieldLayout.bytes(encoded, value, bytes());
    }
    return null;
  }

  private boolean is(int at, byte[] wanted) {
    for (int i = 0; i < wanted.length; i++) {
      if (encoded.get(at + i) != wanted[i]) {
        return false;
      }
    }
    return true;
  }

  /// All fields in their order; of those with one name the first.
  public Map<String, FieldValue> toMap() {
    Map<String, FieldValue> fields = new LinkedHashMap<>();
    int at = LENGTH_BYTES;
    while (at < bytes()) {
      int value = ShortString.skip(encoded, at, bytes());
      fields.putIfAbsent(ShortString.text(encoded, at), FieldValue.read(encoded, value));
      at = value + (int) FieldLayout.bytes(encoded, value, bytes());
    }
    return fields;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FieldTable that && encoded.equals(that.encoded);
  }

  @Override
  public int hashCode() {
    return encoded.hashCode();
  }

  @Override
  public String toString() {
    return toMap().toString();
  }

  /// Fills a table.
  public static final class Builder {
    private ByteBuffer encoded = ByteBuffer.allocate(64).position(LENGTH_BYTES);

    private Builder() {}

    /// Adds a field; its name has at most 255 bytes and was not added before.
    public Builder put(String name, FieldValue value) {
      byte[] key = ShortString.encoded(name);
      int bytes = key.length + value.bytes();
      if (encoded.remaining() < bytes) {
        int larger = Math.max(2 * encoded.capacity(), encoded.position() + bytes);
        encoded = ByteBuffer.allocate(larger).put(encoded.flip());
      }
      value.write(encoded.put(key));
      return this;
    }

    /// The table; the builder is of no use afterwards.
    public FieldTable build() {
      encoded.flip().putInt(0, encoded.limit() - LENGTH_BYTES);
      try {
        return read(encoded, 0, encoded.limit());
      } catch (AmqpException e) {
        throw new IllegalStateException("expected a table that can be read", e);
      }
    }
  }
}
