package io.thalweg.storage.compact;

import io.thalweg.core.batch.BatchHeader;
import io.thalweg.core.batch.BatchOpener;
import io.thalweg.core.batch.Codecs;
import io.thalweg.core.batch.EventCursor;
import java.io.IOException;
import java.nio.ByteBuffer;

/// The newest offset of each key in the part of a partition that has not been compacted yet, as far
/// as keys fit into memory. Used by one thread at a time.
public final class NewestKeys implements AutoCloseable {
  /// Room for half a million keys.
  public static final int MAX_BYTES = 16 << 20;

  private final BatchOpener opener;
  private final KeyOffsets offsets;
  private final long from;
  private long to;
  private boolean full;

  /// For events from offset `from` on, before `to`.
  public NewestKeys(Codecs codecs, long from, long to) {
    this(codecs, from, to, MAX_BYTES);
  }

  NewestKeys(Codecs codecs, long from, long to, int maxBytes) {
    this.opener = new BatchOpener(codecs);
    this.offsets = new KeyOffsets(to - from, maxBytes);
    this.from = from;
    this.to = to;
  }

  /// Takes the keys of the whole batches in `batches`, which follow those before; what cannot be
  /// opened is passed over. False if no more fit.
  public boolean add(ByteBuffer batches) {
    int at = batches.position();
    while (at < batches.limit() && !full) {
      if (BatchHeader.nextOffset(batches, at) > from && BatchHeader.baseOffset(batches, at) < to) {
        addBatch(batches, at);
      }
      at += BatchHeader.bytes(batches, at);
    }
    return !full;
  }

  private void addBatch(ByteBuffer in, int at) {
    try {
      EventCursor events = opener.open(in, at);
      while (!full && events.next()) {
        if (events.keyLength() >= 0 && events.offset() >= from && events.offset() < to) {
          addKey(events);
        }
      }
    } catch (IOException e) {
      // its events stay, and so do older ones of their keys
    }
  }

  private void addKey(EventCursor event) {
    if (!offsets.put(event.buffer(), event.keyAt(), event.keyLength(), event.offset())) {
      to = event.offset();
      full = true;
    }
  }

  /// The offset before which all keys are known.
  public long to() {
    return to;
  }

  /// The offset of the newest event before [#to] with the key of `event`; -1 if there is none.
  long newest(EventCursor event) {
    return offsets.newest(event.buffer(), event.keyAt(), event.keyLength());
  }

  @Override
  public void close() {
    offsets.close();
  }
}
