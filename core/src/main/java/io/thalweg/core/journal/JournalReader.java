package io.thalweg.core.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/// Reads a journal's durable entries from its log start to its end, once, at opening.
public interface JournalReader extends Closeable {
  /// One entry, filled by [JournalReader#next].
  final class Entry {
    /// Dense position.
    public long position;

    /// The payload between position and limit, big-endian; valid until the next call.
    public ByteBuffer payload = ByteBuffer.allocate(0);
  }

  /// Fills `into` with the next entry; false at the end.
  boolean next(Entry into) throws IOException;
}
