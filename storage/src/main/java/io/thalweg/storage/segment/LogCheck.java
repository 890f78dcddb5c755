package io.thalweg.storage.segment;

import static io.thalweg.core.journal.JournalWriter.ALIGNMENT;
import static io.thalweg.core.journal.JournalWriter.MAX_PAYLOAD;

import io.thalweg.core.base.Damage;
import io.thalweg.core.batch.BatchCrc;
import io.thalweg.core.batch.BatchHeader;
import io.thalweg.core.journal.SegmentInfo;
import io.thalweg.storage.disk.DiskFile;
import io.thalweg.storage.segment.SegmentCheck.Findings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// Goes through a log once, in windows of whole pieces: the pieces against the sidecar, and the
/// batches, each for itself and after the one before it. What is wrong is told by the offsets of
/// the batches; behind what is no batch it goes on at the next position that the index names.
final class LogCheck {
  private static final int WINDOW = 32 * PieceCrc.BYTES;
  private static final int LARGEST_BATCH = PieceCrc.count(MAX_PAYLOAD) * PieceCrc.BYTES;

  /// A piece with another checksum, and the events in it, as long as nothing else explains it.
  private static final class BadPiece {
    final Damage damage;
    final long end;
    long from = -1;
    long to;

    BadPiece(Damage damage, long end) {
      this.damage = damage;
      this.end = end;
    }
  }

  private final Findings findings;
  private final BatchCrc crc = new BatchCrc();
  private final ArrayDeque<BadPiece> badPieces = new ArrayDeque<>();
  private final int windowBytes;

  /// Room in front of the window for the beginning of a batch whose end lies in it.
  private final int carryBytes;

  private final ByteBuffer buffer;
  private long batches;
  private long events;

  private SegmentInfo segment;
  private IndexAgreement indexes;
  private String name = "";

  /// What the file has, but no more than it should.
  private long end;

  /// Where the window begins in the file, and where what was read ends.
  private long windowStart;

  private long filled;

  /// Where the next batch should begin, and the least offset that it may have.
  private long at;

  private long next;

  /// The same of the batch before it, and how many offsets that had.
  private long lastAt;

  private long lastNext;
  private long lastSpan;

  /// What began, with the event `damagedFrom`, and has not ended yet.
  private @Nullable Damage damage;

  private long damagedFrom;
  private boolean sound;

  /// For segments of `largest` bytes at most.
  LogCheck(Findings findings, long largest) {
    this.findings = findings;
    this.windowBytes = (int) Math.min(WINDOW, wholePieces(largest));
    this.carryBytes = (int) Math.min(LARGEST_BATCH, wholePieces(largest));
    int bytes = carryBytes + windowBytes;
    this.buffer =
        ByteBuffer.allocateDirect(bytes + ALIGNMENT).alignedSlice(ALIGNMENT).slice(0, bytes);
    this.segment = new SegmentInfo(0, 0, 0, 0, 0, 0, 0, 0);
    this.indexes = new IndexAgreement(segment, null, null);
  }

  private static long wholePieces(long bytes) {
    return Math.max(1, PieceCrc.count(bytes)) * (long) PieceCrc.BYTES;
  }

  long batches() {
    return batches;
  }

  long events() {
    return events;
  }

  /// Checks the log of `info`, which is `file`; without a `sidecar` the batches for themselves.
  void check(SegmentInfo info, DiskFile file, @Nullable Sidecar sidecar, IndexAgreement with)
      throws IOException {
    begin(info, with, file);
    while (filled < end) {
      int wanted = (int) Math.min(windowBytes, end - filled);
      carry();
      windowStart = filled;
      ByteBuffer window = buffer.slice(carryBytes, wanted);
      if (file.read(window, windowStart) < wanted) {
        throw new SegmentDamaged(name, windowStart, "the file ends while it is read");
      }
      filled += wanted;
      checkPieces(sidecar, window.flip());
      while (at < filled && batch()) {
        // the next one
      }
      findings.read(wanted);
    }
    finish();
    if (sound) {
      for (Damage wrong : indexes.ended()) {
        findings.damaged(info, wrong, info.baseOffset(), info.endOffset());
      }
    }
  }

  private void begin(SegmentInfo info, IndexAgreement with, DiskFile file) throws IOException {
    long length = file.length();
    segment = info;
    indexes = with;
    name = file.name();
    end = Math.min(length, info.bytes());
    windowStart = 0;
    filled = 0;
    at = 0;
    lastAt = 0;
    next = info.baseOffset();
    lastNext = next;
    lastSpan = 0;
    damage = null;
    sound = true;
    badPieces.clear();
    if (length > info.bytes()) {
      String what = "expected the file to end here, but it has " + (length - end) + " bytes more";
      tell(new Damage(name, end, what), info.endOffset(), info.endOffset());
    }
  }

  /// Moves what is left of a batch in front of the window that will be read.
  private void carry() {
    int left = (int) Math.max(0, filled - at);
    if (left > 0) {
      buffer.put(carryBytes - left, buffer.slice(index(at), left), 0, left);
    }
  }

  private int index(long position) {
    return carryBytes + (int) (position - windowStart);
  }

  private void checkPieces(@Nullable Sidecar sidecar, ByteBuffer window) {
    for (int from = 0; sidecar != null && from < window.limit(); from += PieceCrc.BYTES) {
      int length = Math.min(PieceCrc.BYTES, window.limit() - from);
      boolean cut = windowStart + from + length == end && end < segment.bytes();
      Damage wrong =
          sidecar.wrong(KafkaSegment.Part.LOG, windowStart + from, window.slice(from, length));
      if (wrong != null && !cut) {
        badPieces.add(new BadPiece(wrong, windowStart + from + length));
      }
    }
  }

  /// Takes the batch at [#at], or what is in its place; false if more must be read before.
  private boolean batch() {
    if (filled - at < BatchHeader.BYTES) {
      return filled == end && lost("expected a batch, but the log ends");
    }
    int index = index(at);
    int size = BatchHeader.bytes(buffer, index);
    boolean plausible =
        size >= BatchHeader.BYTES
            && size <= carryBytes
            && size <= segment.bytes() - at
            && BatchHeader.magic(buffer, index) == BatchHeader.MAGIC
            && BatchHeader.lastOffsetDelta(buffer, index) >= 0;
    if (!plausible) {
      return lost("expected a batch, but there is none");
    }
    if (at + size > filled) {
      return filled == end && lost("expected a batch of " + size + " bytes, but the file ends");
    }
    long base = BatchHeader.baseOffset(buffer, index);
    if (!crc.holds(buffer, index, size)) {
      damaged(at, next, "expected a batch whose checksum is right, from offset " + next + " on");
    } else if (base < segment.baseOffset()
        || BatchHeader.nextOffset(buffer, index) > segment.endOffset()) {
      String what = "expected a batch from offset " + next + " on, but it has offset " + base;
      damaged(at, next, what);
    } else {
      valid(index, size, base);
    }
    at += size;
    explained();
    return true;
  }

  private void valid(int index, int size, long base) {
    if (base < next && base != lastNext + lastSpan) {
      damaged(at, next, "expected a batch from offset " + next + " on, but it has offset " + base);
      return;
    }
    if (base < next) {
      String what = "expected offsets that rise, but behind this batch follows offset " + base;
      damaged(lastAt, lastNext, what);
    }
    closeDamage(base);
    lastAt = at;
    lastNext = Math.min(base, next);
    next = BatchHeader.nextOffset(buffer, index);
    lastSpan = next - base;
    batches++;
    events += BatchHeader.count(buffer, index);
    indexes.batch(at, next - 1, BatchHeader.maxTimestamp(buffer, index));
    for (BadPiece piece : badPieces) {
      if (piece.damage.position() < at + size && piece.end > at) {
        piece.from = piece.from < 0 ? base : piece.from;
        piece.to = next;
      }
    }
  }

  /// What begins here is no batch: goes on where the next one is known to begin.
  private boolean lost(String what) {
    damaged(at, next, what);
    long known = indexes.positionBehind(at);
    at = known < 0 || known > end ? end : known;
    return true;
  }

  private void damaged(long position, long from, String what) {
    if (damage == null) {
      damage = new Damage(name, position, what);
      damagedFrom = from;
    }
  }

  /// The next good event after what is damaged is `offset`.
  private void closeDamage(long offset) {
    Damage ended = damage;
    if (ended != null) {
      damage = null;
      badPieces.removeIf(piece -> piece.end > ended.position() && piece.damage.position() < at);
      tell(ended, damagedFrom, offset);
    }
  }

  /// Tells of pieces all of whose batches are valid for themselves.
  private void explained() {
    BadPiece piece = badPieces.peek();
    while (damage == null && piece != null && piece.end <= at) {
      badPieces.remove();
      tell(piece.damage, piece.from < 0 ? next : piece.from, piece.from < 0 ? next : piece.to);
      piece = badPieces.peek();
    }
  }

  private void finish() {
    if (end < segment.bytes()) {
      String what = "the file ends, though " + segment.bytes() + " bytes are expected";
      damaged(end, next, what);
    }
    at = end;
    closeDamage(segment.endOffset());
    explained();
  }

  private void tell(Damage what, long from, long to) {
    sound = false;
    findings.damaged(segment, what, from, to);
  }
}
