package io.thalweg.core.batch;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// Computes a batch's CRC32C in place. Allocates only when the buffer is another one than at the
/// last call, since the checksum wants a view with a position of its own. Not thread-safe.
public final class BatchCrc {
  private static final ByteBuffer NONE = ByteBuffer.allocate(0);

  private final CRC32C crc = new CRC32C();
  private final ByteBuffer head =
      ByteBuffer.allocate(BatchHeader.MAX_TIMESTAMP + Long.BYTES - BatchHeader.ATTRIBUTES);
  private @Nullable ByteBuffer last;
  private ByteBuffer view = NONE;

  /// Whether the CRC32C in the header of the `bytes`-long batch at `at` is right.
  public boolean holds(ByteBuffer in, int at, int bytes) {
    return in.getInt(at + BatchHeader.CRC) == of(in, at, bytes);
  }

  /// The CRC32C that the `bytes`-long batch at `at` will have when its events bear the broker's
  /// time `stampedMillis`: other attributes, and another largest timestamp.
  public int stamped(ByteBuffer in, int at, int bytes, long stampedMillis) {
    look(in, at + bytes, at + BatchHeader.MAX_TIMESTAMP + Long.BYTES);
    in.get(at + BatchHeader.ATTRIBUTES, head.array());
    head.putShort(0, (short) BatchHeader.stampedAttributes(in, at));
    head.putLong(BatchHeader.MAX_TIMESTAMP - BatchHeader.ATTRIBUTES, stampedMillis);
    crc.reset();
    crc.update(head.array());
    crc.update(view);
    return (int) crc.getValue();
  }

  /// The CRC32C that the `bytes`-long batch at `at` should have.
  public int of(ByteBuffer in, int at, int bytes) {
    look(in, at + bytes, at + BatchHeader.ATTRIBUTES);
    crc.reset();
    crc.update(view);
    return (int) crc.getValue();
  }

  @SuppressWarnings("ReferenceEquality") // the same buffer is meant, not the same bytes
  private void look(ByteBuffer in, int to, int from) {
    if (in != last) {
      view = in.duplicate();
      last = in;
    }
    view.limit(to).position(from);
  }
}
