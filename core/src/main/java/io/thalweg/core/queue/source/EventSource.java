package io.thalweg.core.queue.source;

import io.thalweg.core.batch.BatchHeader;
import io.thalweg.core.batch.BatchOpener;
import io.thalweg.core.batch.Codecs;
import io.thalweg.core.batch.EventCursor;
import io.thalweg.core.batch.EventMarks;
import io.thalweg.core.memory.Slice;
import io.thalweg.core.read.BatchReader;
import io.thalweg.core.topic.PartitionView;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds events of one partition by their offsets: in blocks, else by a read of older ones, whose
/// answer it keeps while events are taken from it.
public final class EventSource implements BatchReader {
  /// For [#find]: the event must be read first; who waits is woken. Damaged ones are waited for
  /// until somebody asks again.
  public static final long WAITS = -1;

  /// For [#find]: nothing durable is there.
  public static final long END = -2;

  /// For [#find]: what is stored up to [#endOfBatch] is no events.
  public static final long UNREADABLE = -3;

  /// For [#whole]: the event was never complete.
  public static final long BROKEN = -4;

  private static final long OPEN = 0;

  private final PartitionView partition;
  private final BatchReads reads;
  private final Codecs codecs;
  private final Runnable wake;
  private final EventCursor plain = new EventCursor();
  private EventCursor cursor = plain;
  private @Nullable BatchOpener opener;

  /// The batch that the cursor is in, held; null: none.
  private @Nullable Slice batch;

  private long base;
  private long end;

  /// The event to go on with in the batch that was let go of last.
  private long markBase = -1;

  private long markOffset;
  private int markStart;
  private int markLeft;

  /// The answer of the last read, held; null: none.
  private @Nullable Slice older;

  /// What that read looked for.
  private long readFrom;

  /// The parts of the value but the first, held, of the event at `wholeOf`; -1: of none.
  private final List<Slice> parts = new ArrayList<>(0);

  private long wholeOf = -1;
  private boolean complete;

  /// Whether the parts of an event were wanted since the last [#pause].
  private boolean wanted;

  /// Finds those parts.
  private @Nullable EventSource more;

  private boolean reading;

  /// Whether it may read, as it wanted to, and has not done so.
  private boolean turn;

  private boolean stopped;

  /// @param codecs opens compressed batches
  /// @param wake called when what was waited for may be there
  public EventSource(PartitionView partition, BatchReads reads, Codecs codecs, Runnable wake) {
    this.partition = partition;
    this.reads = reads;
    this.codecs = codecs;
    this.wake = wake;
  }

  /// Stands on the event at `from` and returns that offset, or [#WAITS], [#END], [#UNREADABLE]. If
  /// there is none, a larger offset is returned before which there is nothing.
  public long find(long from) {
    long offset = from;
    while (true) {
      long opened = OPEN;
      if (batch == null || offset < base || offset >= end) {
        opened = open(offset);
      } else if (offset < cursor.offset()) {
        opened = place(offset);
      }
      if (opened != OPEN) {
        return opened == END && offset > from ? offset : opened;
      }
      offset = Math.max(offset, base);
      while (cursor.offset() < offset && cursor.next()) {
        // those before it are passed over
      }
      if (cursor.malformed()) {
        return UNREADABLE;
      }
      if (cursor.offset() >= offset) {
        return cursor.offset();
      }
      offset = end;
    }
  }

  /// Holds the batch with `offset`, or the next one, and puts the cursor into it.
  private long open(long offset) {
    rest();
    if (offset >= partition.durableEnd()) {
      return END;
    }
    long entry = partition.tailFind(offset);
    Slice recent = entry < 0 ? null : partition.tailSlice(entry);
    if (recent != null) {
      base = partition.tailBase(entry);
      end = base + BatchHeader.lastOffsetDelta(recent.block().bytes(), recent.offset()) + 1;
      batch = recent.retain();
    } else if (!isRead(offset)) {
      read(offset);
      return WAITS;
    }
    return place(offset);
  }

  /// Holds the batch with `offset`, or the next one, if what was read last has it.
  private boolean isRead(long offset) {
    Slice read = older;
    if (read == null || offset < readFrom) {
      return false;
    }
    ByteBuffer bytes = read.block().bytes();
    int limit = read.offset() + read.length();
    for (int at = read.offset(); at < limit; at += BatchHeader.bytes(bytes, at)) {
      end = BatchHeader.nextOffset(bytes, at);
      if (end > offset) {
        base = BatchHeader.baseOffset(bytes, at);
        batch = new Slice(read.block(), at, BatchHeader.bytes(bytes, at)).retain();
        reads.uses(this);
        return true;
      }
    }
    return false;
  }

  private void read(long offset) {
    if (!reading) {
      letGo();
      turn = false;
      reading = true;
      readFrom = offset;
      reads.begin(this, partition, offset);
    }
  }

  /// Puts the cursor before the batch's first event, or the one that it was let go of with.
  private long place(long offset) {
    Slice held = batch;
    if (held == null) {
      return WAITS;
    }
    ByteBuffer bytes = held.block().bytes();
    if (BatchHeader.codec(bytes, held.offset()) != 0) {
      try {
        cursor = opener().open(bytes, held.offset());
      } catch (IOException unreadable) {
        return UNREADABLE;
      }
      return OPEN;
    }
    cursor = plain.over(bytes, held.offset(), base);
    if (markBase == base && markOffset <= offset) {
      cursor.goOn(markStart, markLeft, markOffset);
    }
    return OPEN;
  }

  /// Holds all parts of the event that was found. Returns the offset behind the last one; or
  /// [#WAITS], [#END] if it may become complete, [#BROKEN].
  public long whole() {
    long first = cursor.offset();
    if (wholeOf != first) {
      dropParts();
    }
    if ((cursor.attributes() & EventMarks.GOES_ON) == 0) {
      return first + 1;
    }
    wanted = true;
    if (!reads.assembles(this)) {
      return WAITS;
    }
    wholeOf = first;
    EventSource rest = more();
    while (!complete) {
      long next = first + 1 + parts.size();
      long found = rest.find(next);
      if (found == END) {
        dropParts();
      }
      if (found == WAITS || found == END) {
        return found;
      }
      Slice in = rest.batch();
      EventCursor event = rest.cursor();
      boolean fits = found == next && (event.attributes() & EventMarks.WENT_BEFORE) != 0;
      if (!fits || in == null || event.valueLength() < 0) {
        dropParts();
        return BROKEN;
      }
      parts.add(new Slice(in.block(), event.valueAt(), event.valueLength()).retain());
      complete = (event.attributes() & EventMarks.GOES_ON) == 0;
    }
    rest.letGo();
    return first + 1 + parts.size();
  }

  private EventSource more() {
    EventSource rest = more;
    if (rest == null) {
      rest = new EventSource(partition, reads.unbounded(), codecs, wake);
      more = rest;
    }
    return rest;
  }

  /// The parts of the value but the first, if the event is [#whole].
  public List<Slice> parts() {
    return parts;
  }

  /// Bytes of the value, all parts, of the event that was found and is [#whole].
  public long bytes() {
    long bytes = Math.max(0, cursor.valueLength());
    for (int i = 0; i < parts.size(); i++) {
      bytes += parts.get(i).length();
    }
    return bytes;
  }

  /// All that can be done now has been: what is not needed to go on is let go of.
  public void pause() {
    if (wanted && wholeOf >= 0 && !complete) {
      rest();
      passTurn();
    } else {
      restOrLetGo();
    }
    if (complete || !wanted) {
      dropParts();
      reads.passes(this);
    }
    wanted = false;
  }

  private void dropParts() {
    EventSource rest = more;
    if (rest != null) {
      rest.letGo();
    }
    if (wholeOf >= 0) {
      parts.forEach(Slice::release);
      parts.clear();
      wholeOf = -1;
      complete = false;
      reads.assembled(this);
    }
  }

  private BatchOpener opener() {
    BatchOpener own = opener;
    if (own == null) {
      own = new BatchOpener(codecs);
      opener = own;
    }
    return own;
  }

  /// The event that was found.
  public EventCursor cursor() {
    return cursor;
  }

  /// The batch with the event that was found, or null if that lies in no block.
  public @Nullable Slice batch() {
    return cursor == plain ? batch : null;
  }

  /// The offset behind the batch that was looked at last.
  public long endOfBatch() {
    return end;
  }

  /// Lets go of the batch for now.
  public void rest() {
    Slice held = batch;
    if (held == null) {
      return;
    }
    boolean marks = cursor == plain && !cursor.malformed() && cursor.offset() >= base;
    markBase = marks ? base : -1;
    if (marks) {
      markOffset = cursor.offset();
      markStart = cursor.start();
      markLeft = cursor.left();
    }
    batch = null;
    held.release();
  }

  /// All that can be taken now has been: what was read is let go of if others wait for that.
  public void restOrLetGo() {
    rest();
    if (reads.areWanted()) {
      letGo();
    } else if (older != null) {
      reads.rests(this);
    }
    passTurn();
  }

  private void passTurn() {
    if (turn) {
      turn = false;
      reads.passesTurn();
    }
  }

  /// Nobody wants anything now: what was read is let go of.
  public void letGo() {
    dropParts();
    rest();
    giveUp();
  }

  /// What was read is let go of; the batch stays.
  void giveUp() {
    Slice held = older;
    if (held != null) {
      older = null;
      held.release();
      reads.uses(this);
      reads.ended();
    }
  }

  /// Nothing will be looked for any more.
  public void stop() {
    stopped = true;
    letGo();
    passTurn();
    EventSource rest = more;
    if (rest != null) {
      rest.stop();
    }
    if (reads.forget(this)) {
      reading = false;
    }
  }

  @Override
  public void read(@Nullable Slice batches) {
    reading = false;
    if (batches == null || stopped) {
      reads.ended();
      return;
    }
    older = batches.retain();
    wake.run();
  }

  @Override
  public void outdated() {
    reading = false;
    reads.ended();
    wake.run();
  }

  /// What it waited for may be there.
  void wake() {
    wake.run();
  }

  /// It waited until others have read: it may ask again.
  void turnCame() {
    reading = false;
    turn = true;
    wake.run();
  }
}
