package io.thalweg.core.batch;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// Computes a batch's CRC32C in place. Allocates only when the buffer is another one than at the
/// last call, since the checksum wants a view with a position of its own. Not thread-safe.
public final class BatchCrc {
  private static final ByteBuffer NONE = ByteBuffer.allocate(0);

  private final CRC32C crc = new CRC32C();
  private @Nullable ByteBuffer last;
  private ByteBuffer view = NONE;

  /// Whether the CRC32C in the header of the `bytes`-long batch at `at` is right.
  public boolean holds(ByteBuffer in, int at, int bytes) {
    return in.getInt(at + BatchHeader.CRC) == of(in, at, bytes);
  }

  /// The CRC32C that the `bytes`-long batch at `at` should have.
  @SuppressWarnings("ReferenceEquality") // the same buffer is meant, not the same bytes
  public int of(ByteBuffer in, int at, int bytes) {
    if (in != last) {
      view = in.duplicate();
      last = in;
    }
    view.limit(at + bytes).position(at + BatchHeader.ATTRIBUTES);
    crc.reset();
    crc.update(view);
    return (int) crc.getValue();
  }
}
