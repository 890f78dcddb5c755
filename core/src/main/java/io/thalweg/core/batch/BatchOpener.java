package io.thalweg.core.batch;

import java.io.IOException;
import java.nio.ByteBuffer;

/// Goes through the events of stored batches, compressed or not. Reusable. Not thread-safe.
public final class BatchOpener {
  private static final int CODEC = 7;

  private final Codecs codecs;
  private final EventCursor cursor = new EventCursor();

  /// Opens compressed batches by `codecs`.
  public BatchOpener(Codecs codecs) {
    this.codecs = codecs;
  }

  /// The cursor before the first event of the batch at `at`, whose header and CRC were checked. It
  /// lies in a buffer of its own if the batch is compressed.
  ///
  /// @throws IOException if it cannot be opened
  public EventCursor open(ByteBuffer in, int at) throws IOException {
    int codec = BatchHeader.codec(in, at);
    if (codec == 0) {
      return cursor.over(in, at);
    }
    int packed = BatchHeader.bytes(in, at) - BatchHeader.BYTES;
    ByteBuffer opened =
        codecs.opened(codec, in.slice(at + BatchHeader.BYTES, packed), BatchHeader.BYTES);
    opened.put(0, in, at, BatchHeader.BYTES);
    int attributes = BatchHeader.attributes(in, at) & ~CODEC;
    opened.putShort(BatchHeader.ATTRIBUTES, (short) attributes);
    opened.putInt(BatchHeader.LENGTH, opened.limit() - BatchHeader.LENGTH_OVERHEAD);
    return cursor.over(opened, 0);
  }
}
