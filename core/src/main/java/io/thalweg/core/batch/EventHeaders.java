package io.thalweg.core.batch;

import io.thalweg.core.base.Check;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// The headers of one event, encoded as in a record; reused from event to event. Not thread-safe.
public final class EventHeaders {
  private static final int FIRST_BYTES = 256;

  /// No headers. Not to be added to.
  static final EventHeaders NONE = new EventHeaders(0);

  private final int maxBytes;
  private ByteBuffer encoded;
  private int count;

  /// Takes up to `maxBytes` of encoded headers.
  public EventHeaders(int maxBytes) {
    this.maxBytes = maxBytes;
    this.encoded = ByteBuffer.allocate(Math.min(FIRST_BYTES, maxBytes));
  }

  /// Forgets all headers.
  public void clear() {
    encoded.clear();
    count = 0;
  }

  /// Adds a header; `name` is UTF-8. The buffers' positions are not moved. False, with nothing
  /// added, if it would exceed the limit.
  public boolean add(ByteBuffer name, @Nullable ByteBuffer value) {
    int size = sized(name) + sized(value);
    if (size > maxBytes - encoded.position()) {
      return false;
    }
    grow(size);
    put(encoded, name);
    put(encoded, value);
    count++;
    return true;
  }

  /// The same from a string and an array, for tests and rare headers.
  public boolean add(String name, byte @Nullable [] value) {
    return add(
        ByteBuffer.wrap(name.getBytes(StandardCharsets.UTF_8)),
        value == null ? null : ByteBuffer.wrap(value));
  }

  /// Adds the header section of another event as it stands there: `more` headers in the buffer's
  /// remaining bytes. False, with nothing added, if it would exceed the limit.
  public boolean addEncoded(int more, ByteBuffer section) {
    Check.that(more >= 0, "expected a number of headers");
    int size = section.remaining();
    if (size > maxBytes - encoded.position()) {
      return false;
    }
    grow(size);
    encoded.put(encoded.position(), section, section.position(), size);
    encoded.position(encoded.position() + size);
    count += more;
    return true;
  }

  /// Adds all headers of another event. False, with nothing added, if it would exceed the limit.
  public boolean addAll(EventHeaders others) {
    int size = others.encoded.position();
    if (size > maxBytes - encoded.position()) {
      return false;
    }
    grow(size);
    encoded.put(encoded.position(), others.encoded, 0, size);
    encoded.position(encoded.position() + size);
    count += others.count;
    return true;
  }

  /// Bytes of the section: the count and the headers.
  public int bytes() {
    return Varint.bytes(count) + encoded.position();
  }

  void write(ByteBuffer out) {
    Varint.put(out, count);
    out.put(out.position(), encoded, 0, encoded.position());
    out.position(out.position() + encoded.position());
  }

  private void grow(int size) {
    if (size > encoded.remaining()) {
      int wanted = Math.max(encoded.position() + size, 2 * encoded.capacity());
      encoded = ByteBuffer.allocate(Math.min(wanted, maxBytes)).put(encoded.flip());
    }
  }

  /// Bytes that a length and these bytes take.
  static int sized(@Nullable ByteBuffer bytes) {
    int length = bytes == null ? -1 : bytes.remaining();
    return Varint.bytes(length) + Math.max(length, 0);
  }

  /// Writes a length and these bytes; -1 alone for null.
  static void put(ByteBuffer out, @Nullable ByteBuffer bytes) {
    if (bytes == null) {
      Varint.put(out, -1);
      return;
    }
    int length = bytes.remaining();
    Varint.put(out, length);
    out.put(out.position(), bytes, bytes.position(), length);
    out.position(out.position() + length);
  }
}
