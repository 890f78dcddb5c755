package io.thalweg.core.batch;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.BitSet;

/// Leaves events out of stored batches (after Kafka's `MemoryRecords.filterTo`). A batch's place,
/// producer and sequence stay, and so do the offsets, timestamps, keys, values and headers of the
/// events that are left. Reusable. Not thread-safe.
///
/// A batch that is rewritten for it gets a *delete horizon* if a tombstone is left in it (KIP-534):
/// the time from which on tombstones in it may go, in place of its base timestamp.
public final class BatchSieve {
  /// For the horizon: tombstones get none.
  public static final long NO_HORIZON = Long.MIN_VALUE;

  private static final int DELETE_HORIZON = 64;
  private static final int TIMESTAMP_TYPE = 8;
  private static final int TRANSACTIONAL = 16;
  private static final int EVENT_HEAD_BYTES = 16;

  /// Judges the events of a batch.
  @FunctionalInterface
  public interface Keep {
    /// Whether the event at which `event` stands is to stay; it may be looked at, not moved.
    boolean keeps(EventCursor event);
  }

  /// What is left of a batch.
  public enum Left {
    /// All of it, as it was.
    ALL,
    /// What [#batch] holds.
    SOME,
    /// Nothing.
    NONE,
    /// All of it, as it was: its events cannot be read, or what should be left of it is larger than
    /// a batch may be.
    UNCHANGEABLE
  }

  private final int maxBytes;
  private final Codecs codecs;
  private final BatchOpener opener;
  private final BatchCrc crc = new BatchCrc();
  private final BitSet kept = new BitSet();
  private final ByteBuffer head = ByteBuffer.allocate(EVENT_HEAD_BYTES);
  private Growing out = new Growing();
  private int events;
  private boolean tombstones;
  private long maxTimestamp;

  /// Makes batches of at most `maxBytes`.
  public BatchSieve(Codecs codecs, int maxBytes) {
    this.maxBytes = maxBytes;
    this.codecs = codecs;
    this.opener = new BatchOpener(codecs);
  }

  /// The delete horizon of the batch at `at`; [#NO_HORIZON] if it has none.
  public static long horizon(ByteBuffer in, int at) {
    boolean has = (BatchHeader.attributes(in, at) & DELETE_HORIZON) != 0;
    return has ? BatchHeader.baseTimestamp(in, at) : NO_HORIZON;
  }

  /// Sifts the batch at `at`, whose header and CRC were checked.
  ///
  /// @param horizon what the batch gets as its delete horizon, if it has none and a tombstone is
  ///   left
  public Left sift(ByteBuffer in, int at, Keep keep, long horizon) {
    try {
      EventCursor cursor = opener.open(in, at);
      ByteBuffer opened = cursor.buffer();
      int batch = cursor.batchAt();
      if (!judge(cursor, keep)) {
        return Left.UNCHANGEABLE;
      }
      int left = kept.cardinality();
      boolean marks = tombstones && horizon != NO_HORIZON && horizon(in, at) == NO_HORIZON;
      if (left == 0) {
        return Left.NONE;
      }
      if (left == events && !marks) {
        return Left.ALL;
      }
      out.clear();
      out.put(in, at, BatchHeader.BYTES);
      int codec = BatchHeader.codec(in, at);
      OutputStream to = codec == 0 ? out : codecs.packing(codec, out);
      copy(cursor.over(opened, batch), opened, to, marks ? horizon : NO_HORIZON);
      to.close();
      return finish(left, marks ? horizon : NO_HORIZON) ? Left.SOME : Left.UNCHANGEABLE;
    } catch (IOException e) {
      return Left.UNCHANGEABLE;
    }
  }

  /// Whether all events could be read.
  private boolean judge(EventCursor cursor, Keep keep) {
    kept.clear();
    tombstones = false;
    maxTimestamp = -1;
    for (events = 0; cursor.next(); events++) {
      if (keep.keeps(cursor)) {
        kept.set(events);
        tombstones |= cursor.valueLength() < 0;
        maxTimestamp = Math.max(maxTimestamp, cursor.timestamp());
      }
    }
    return !cursor.malformed();
  }

  private void copy(EventCursor cursor, ByteBuffer from, OutputStream to, long horizon)
      throws IOException {
    for (int event = 0; cursor.next(); event++) {
      if (!kept.get(event)) {
        continue;
      }
      int rest = cursor.eventAt();
      if (horizon != NO_HORIZON) {
        long delta = cursor.timestamp() - horizon;
        rest = cursor.behindTimestampAt();
        head.clear();
        Varint.put(head, 1 + Varint.bytes(delta) + cursor.eventEnd() - rest);
        head.put(from.get(cursor.attributesAt()));
        Varint.put(head, delta);
        to.write(head.array(), 0, head.position());
      }
      write(from, rest, cursor.eventEnd() - rest, to);
    }
  }

  private void write(ByteBuffer from, int at, int bytes, OutputStream to) throws IOException {
    if (to == out) {
      out.put(from, at, bytes);
    } else {
      to.write(from.array(), from.arrayOffset() + at, bytes);
    }
  }

  private boolean finish(int left, long horizon) {
    ByteBuffer batch = out.written();
    int attributes = BatchHeader.attributes(batch, 0);
    if (horizon != NO_HORIZON) {
      attributes |= DELETE_HORIZON;
      batch.putLong(BatchHeader.BASE_TIMESTAMP, horizon);
    }
    if (!BatchHeader.brokerTime(batch, 0)) {
      batch.putLong(BatchHeader.MAX_TIMESTAMP, maxTimestamp);
    }
    batch.putInt(BatchHeader.COUNT, left);
    sign(batch, attributes);
    return batch.limit() <= maxBytes;
  }

  private void sign(ByteBuffer batch, int attributes) {
    batch.putInt(BatchHeader.LENGTH, batch.limit() - BatchHeader.LENGTH_OVERHEAD);
    batch.putShort(BatchHeader.ATTRIBUTES, (short) attributes);
    batch.putInt(BatchHeader.CRC, crc.of(batch, 0, batch.limit()));
  }

  /// Makes the batch at `at` one without events at the same place, and without a timestamp: so that
  /// whoever reads comes to its end.
  public void empty(ByteBuffer in, int at) {
    out.clear();
    out.put(in, at, BatchHeader.BYTES);
    ByteBuffer batch = out.written();
    batch.putInt(BatchHeader.COUNT, 0);
    batch.putLong(BatchHeader.BASE_TIMESTAMP, -1).putLong(BatchHeader.MAX_TIMESTAMP, -1);
    sign(batch, BatchHeader.attributes(batch, 0) & (TIMESTAMP_TYPE | TRANSACTIONAL));
  }

  /// What is left: one batch from 0 to the limit. Lent until the next call.
  public ByteBuffer batch() {
    return out.written();
  }

  /// Lets go of the memory that a large batch took.
  public void trim() {
    out = new Growing();
  }

  /// Takes bytes, on the heap.
  private static final class Growing extends OutputStream {
    private static final int FIRST_BYTES = 16 << 10;

    private ByteBuffer bytes = ByteBuffer.allocate(FIRST_BYTES);

    void clear() {
      bytes.clear();
    }

    ByteBuffer written() {
      return bytes.duplicate().flip();
    }

    private void need(int more) {
      if (more > bytes.remaining()) {
        int larger = Math.max(bytes.position() + more, 2 * bytes.capacity());
        bytes = ByteBuffer.allocate(larger).put(bytes.flip());
      }
    }

    void put(ByteBuffer from, int at, int length) {
      need(length);
      bytes.put(bytes.position(), from, at, length);
      bytes.position(bytes.position() + length);
    }

    @Override
    public void write(int next) {
      need(1);
      bytes.put((byte) next);
    }

    @Override
    public void write(byte[] from, int at, int length) {
      need(length);
      bytes.put(from, at, length);
    }
  }
}
