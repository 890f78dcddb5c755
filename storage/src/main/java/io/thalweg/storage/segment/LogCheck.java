package io.thalweg.storage.segment;

import static io.thalweg.core.journal.JournalWriter.MAX_PAYLOAD;

import io.thalweg.core.base.Check;
import io.thalweg.core.base.Damage;
import io.thalweg.core.batch.BatchCrc;
import io.thalweg.core.batch.BatchHeader;
import io.thalweg.core.journal.SegmentInfo;
import io.thalweg.storage.segment.SegmentCheck.Findings;
import io.thalweg.storage.segment.kafka.IndexAgreement;
import io.thalweg.storage.segment.run.Agreement;
import io.thalweg.storage.segment.run.Pieces;
import io.thalweg.storage.segment.run.SegmentDamaged;
import io.thalweg.storage.segment.run.SegmentFile;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Goes once through the runs of a file, in windows of whole pieces: the pieces against their
/// checksums, and the batches, each for itself and after the one before it. What is wrong is told
/// by the offsets of the batches; behind what is no batch it goes on at the next position at which
/// one is known to begin.
final class LogCheck {
  private static final int WINDOW = 32 * Pieces.BYTES;
  private static final int LARGEST_BATCH = (int) Pieces.roundUp(MAX_PAYLOAD);

  /// Events of one run.
  private static final class Range {
    final SegmentInfo run;
    final long from;
    long to;

    Range(SegmentInfo run, long from, long to) {
      this.run = run;
      this.from = from;
      this.to = to;
    }
  }

  /// A piece with another checksum, and the events in it, as long as nothing else explains it.
  private static final class BadPiece {
    final Damage damage;
    final long end;
    final List<Range> events = new ArrayList<>();

    BadPiece(Damage damage, long end) {
      this.damage = damage;
      this.end = end;
    }

    boolean overlaps(long from, long to) {
      return damage.position() < to && end > from;
    }

    void holds(SegmentInfo run, long from, long to) {
      if (!events.isEmpty() && events.getLast().run.equals(run)) {
        events.getLast().to = to;
      } else {
        events.add(new Range(run, from, to));
      }
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
  private @Nullable SegmentFile file;
  private String name = "";

  /// Checksums of the file, if they are known.
  private @Nullable Pieces pieces;

  /// Bytes of batches that the file should have.
  private long fileBytes;

  /// Where what may be read of the file ends.
  private long readable;

  /// Where the window begins in the file, and where what was read ends.
  private long windowStart;

  private long filled;
  private SegmentInfo run;
  private Agreement agreement;

  /// Where the run begins, where it should end, and where it ends in the file.
  private long start;

  private long wantedEnd;
  private long end;

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

  /// For files whose batches have `largest` bytes at most.
  LogCheck(Findings findings, long largest) {
    this.findings = findings;
    this.windowBytes = (int) Math.min(WINDOW, wholePieces(largest));
    this.carryBytes = (int) Math.min(LARGEST_BATCH, wholePieces(largest));
    this.buffer = SegmentWriters.aligned(carryBytes + windowBytes);
    this.run = new SegmentInfo(0, false, 0, 0, 0, 0, 0, 0, 0, 0);
    this.agreement = new IndexAgreement(run, null, null);
  }

  private static long wholePieces(long bytes) {
    return Math.max(Pieces.BYTES, Pieces.roundUp(bytes));
  }

  long batches() {
    return batches;
  }

  long events() {
    return events;
  }

  /// Begins with `next`, which should have `bytes` of batches; without `checksums` they are checked
  /// for themselves. Its runs are given in the order in which they lie there.
  void begin(SegmentFile next, long bytes, @Nullable Pieces checksums) throws SegmentDamaged {
    file = next;
    name = next.name();
    fileBytes = bytes;
    pieces = checksums;
    readable = Math.min(next.length(), bytes);
    windowStart = 0;
    filled = 0;
    badPieces.clear();
  }

  /// Checks the batches of `info`, which begin at `position`.
  void check(SegmentInfo info, long position, Agreement with) throws SegmentDamaged {
    beginRun(info, position, with);
    while (at < end) {
      if (at >= filled || !batch()) {
        readOn();
      }
    }
    endRun();
  }

  private void beginRun(SegmentInfo info, long position, Agreement with) {
    damage = null;
    at = position;
    explained();
    run = info;
    agreement = with;
    start = position;
    wantedEnd = position + info.bytes();
    end = Math.min(wantedEnd, readable);
    lastAt = position;
    next = info.baseOffset();
    lastNext = next;
    lastSpan = 0;
    sound = true;
    if (at < windowStart || at >= filled) {
      filled = at - at % Pieces.BYTES;
      windowStart = filled;
    }
  }

  private void readOn() throws SegmentDamaged {
    int wanted = (int) Math.min(windowBytes, readable - filled);
    carry();
    windowStart = filled;
    ByteBuffer window = buffer.slice(carryBytes, wanted);
    Check.present(file, "a file").fill(window, windowStart);
    filled += wanted;
    checkPieces(window.flip());
    findings.read(wanted);
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

  private void checkPieces(ByteBuffer window) {
    Pieces checksums = pieces;
    for (int from = 0; checksums != null && from < window.limit(); from += Pieces.BYTES) {
      int length = Math.min(Pieces.BYTES, window.limit() - from);
      boolean cut = windowStart + from + length == readable && readable < fileBytes;
      Damage wrong = checksums.wrong(windowStart + from, window.slice(from, length));
      if (wrong != null && !cut) {
        badPieces.add(new BadPiece(wrong, windowStart + from + length));
      }
    }
  }

  /// Takes the batch at [#at], or what is in its place; false if more must be read before.
  private boolean batch() {
    boolean isAll = filled >= end;
    long there = Math.min(filled, end) - at;
    if (there < BatchHeader.BYTES) {
      return isAll && lost("expected a batch, but the log ends");
    }
    int index = index(at);
    int size = BatchHeader.bytes(buffer, index);
    boolean plausible =
        size >= BatchHeader.BYTES
            && size <= carryBytes
            && size <= wantedEnd - at
            && BatchHeader.magic(buffer, index) == BatchHeader.MAGIC
            && BatchHeader.lastOffsetDelta(buffer, index) >= 0;
    if (!plausible) {
      return lost("expected a batch, but there is none");
    }
    if (size > there) {
      return isAll && lost("expected a batch of " + size + " bytes, but the file ends");
    }
    long base = BatchHeader.baseOffset(buffer, index);
    if (!crc.holds(buffer, index, size)) {
      damaged(at, next, "expected a batch whose checksum is right, from offset " + next + " on");
    } else if (base < run.baseOffset() || BatchHeader.nextOffset(buffer, index) > run.endOffset()) {
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
    agreement.batch(at, base, next - 1, BatchHeader.maxTimestamp(buffer, index));
    for (BadPiece piece : badPieces) {
      if (piece.overlaps(at, at + size)) {
        piece.holds(run, base, next);
      }
    }
  }

  /// What begins here is no batch: goes on where the next one is known to begin.
  private boolean lost(String what) {
    damaged(at, next, what);
    long known = agreement.positionBehind(at);
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
      badPieces.removeIf(piece -> piece.overlaps(ended.position(), at));
      tell(ended, damagedFrom, offset);
    }
  }

  /// Tells of pieces all of whose batches are valid for themselves.
  private void explained() {
    BadPiece piece = badPieces.peek();
    while (damage == null && piece != null && piece.end <= at) {
      badPieces.remove();
      for (Range range : piece.events) {
        findings.damaged(range.run, piece.damage, range.from, range.to);
        sound &= !range.run.equals(run);
      }
      piece = badPieces.peek();
    }
  }

  private void endRun() {
    if (end < wantedEnd) {
      String what = "the file ends, though " + fileBytes + " bytes are expected";
      damaged(end, next, what);
    }
    at = Math.max(start, end);
    closeDamage(run.endOffset());
    explained();
    sound &= badPieces.stream().noneMatch(piece -> piece.overlaps(start, at));
    if (sound) {
      for (Damage wrong : agreement.ended()) {
        findings.damaged(run, wrong, run.baseOffset(), run.endOffset());
      }
    }
  }

  /// No more runs of the file follow.
  void ended() {
    at = Long.MAX_VALUE;
    explained();
    file = null;
  }

  private void tell(Damage what, long from, long to) {
    sound = false;
    findings.damaged(run, what, from, to);
  }
}
