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

/// Finds events of one partition by their offsets: in blocks, else by reads of older ones, whose
/// answers it keeps while events are taken from them.
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

  /// Whether that batch could not be opened.
  private boolean closed;

  /// Where to go on in batches of blocks, and in the batch.
  private final Mark recent = new Mark();

  private Mark mark = recent;

  /// How many answers are kept at most.
  private final int most;

  /// Answers of reads, the last one that was used last.
  private final List<Answer> answers;

  /// The answer that events are taken from; null: none.
  private @Nullable Answer used;

  /// What the read under way looks for.
  private long readFrom;

  /// Who will need what this one reads.
  private @Nullable EventSource follower;

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

  /// @param most answers that are kept: more than one if events are taken here and there
  /// @param codecs opens compressed batches
  /// @param wake called when what was waited for may be there
  public EventSource(
      PartitionView partition, BatchReads reads, int most, Codecs codecs, Runnable wake) {
    this.partition = partition;
    this.reads = reads;
    this.most = most;
    this.answers = new ArrayList<>(1);
    this.codecs = codecs;
    this.wake = wake;
  }

  /// What this one reads, `behind` will need soon: it need not read it again.
  public EventSource leading(EventSource behind) {
    follower = behind;
    return this;
  }

  /// Stands on the event at `from` and returns that offset, or [#WAITS], [#END], [#UNREADABLE]. If
  /// there is none, a larger offset is returned before which there is nothing.
  public long find(long from) {
    long offset = from;
    while (true) {
      long opened = OPEN;
      if (batch == null || offset < base || offset >= end) {
        opened = open(offset);
      } else if (closed) {
        return UNREADABLE;
      } else if (offset < cursor.offset()) {
        opened = place(offset);
      }
      if (opened != OPEN) {
        // what was passed over need not be there when the rest has been read
        return opened != UNREADABLE && offset > from ? offset : opened;
      }
      offset = Math.max(offset, base);
      if (!cursor.malformed() && (cursor.offset() >= offset || cursor.seek(offset))) {
        return cursor.offset();
      }
      if (cursor.malformed()) {
        return UNREADABLE;
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
    Slice block = entry < 0 ? null : partition.tailSlice(entry);
    if (block != null) {
      base = partition.tailBase(entry);
      end = base + BatchHeader.lastOffsetDelta(block.block().bytes(), block.offset()) + 1;
      batch = block.retain();
      mark = recent;
    } else if (!isRead(offset)) {
      read(offset);
      return WAITS;
    }
    return place(offset);
  }

  /// Holds the batch with `offset`, or the next one, if an answer has it.
  private boolean isRead(long offset) {
    for (int i = answers.size() - 1; i >= 0; i--) {
      Answer answer = answers.get(i);
      int at = answer.find(offset);
      if (at != Answer.NONE) {
        ByteBuffer bytes = answer.batches.block().bytes();
        base = BatchHeader.baseOffset(bytes, at);
        end = BatchHeader.nextOffset(bytes, at);
        batch = new Slice(answer.batches.block(), at, BatchHeader.bytes(bytes, at)).retain();
        mark = answer.mark;
        uses(answer);
        return true;
      }
    }
    return false;
  }

  /// Events are taken from `answer` now, and from no other.
  private void uses(Answer answer) {
    if (answer != used) {
      nothingUsed();
      used = answer;
      answers.remove(answer);
      answers.add(answer);
    }
    reads.uses(answer);
  }

  /// What was read is kept until others need room.
  private void nothingUsed() {
    if (used != null) {
      reads.rests(used);
      used = null;
    }
  }

  private void read(long offset) {
    if (!reading) {
      dropParts();
      nothingUsed();
      if (answers.size() == most) {
        giveUp(answers.getFirst());
      }
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
    closed = false;
    ByteBuffer bytes = held.block().bytes();
    if (BatchHeader.codec(bytes, held.offset()) != 0) {
      try {
        cursor = opener().open(bytes, held.offset());
      } catch (IOException unreadable) {
        closed = true;
        return UNREADABLE;
      }
      return OPEN;
    }
    cursor = plain.over(bytes, held.offset(), base);
    mark.apply(cursor, base, offset);
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
      rest = new EventSource(partition, reads.unbounded(), 1, codecs, wake);
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

  /// The batch that was looked at last as it is stored, until it is let go of; null: it has been.
  public @Nullable Slice stored() {
    return batch;
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
    if (cursor == plain && !closed && !cursor.malformed() && cursor.offset() >= base) {
      mark.set(base, cursor);
    } else {
      mark.clear();
    }
    batch = null;
    held.release();
  }

  /// All that can be taken now has been: what was read is let go of if others wait for that.
  public void restOrLetGo() {
    rest();
    nothingUsed();
    if (reads.areWanted()) {
      letGo();
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
    while (!answers.isEmpty()) {
      giveUp(answers.getLast());
    }
  }

  /// The answer, from which nobody takes now, is let go of.
  void giveUp(Answer answer) {
    if (answer == used) {
      used = null;
    }
    answers.remove(answer);
    reads.uses(answer);
    answer.batches.release();
    reads.ended();
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
    Answer answer = new Answer(this, batches, readFrom);
    answers.add(answer);
    uses(answer);
    EventSource behind = follower;
    if (behind != null && !behind.reading && !behind.stopped && reads.shares()) {
      behind.gets(batches, readFrom);
    }
    wake.run();
  }

  /// Keeps what another one has read, as long as nobody else needs room.
  private void gets(Slice batches, long from) {
    if (answers.size() == most) {
      giveUp(answers.getFirst());
    }
    Answer answer = new Answer(this, batches, from);
    answers.add(answer);
    reads.rests(answer);
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
