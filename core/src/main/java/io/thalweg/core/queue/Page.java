package io.thalweg.core.queue;

import io.thalweg.core.base.LongMap;
import io.thalweg.core.turn.Stated;
import io.thalweg.core.turn.Turn;
import org.jspecify.annotations.Nullable;

/// 65,536 offsets of a cursor: which are done, and notes about others.
final class Page extends Stated {
  /// Bits of an offset that lie inside a page.
  static final int BITS = 16;

  final long cursor;
  final long number;
  OffsetSet done = new OffsetSet();
  private @Nullable LongMap<Note> notes;

  Page(long cursor, long number) {
    this.cursor = cursor;
    this.number = number;
  }

  /// Offset of its first event.
  long base() {
    return number << BITS;
  }

  /// What is noted about the event at `offset`, or null.
  @Nullable Note note(long offset) {
    LongMap<Note> all = notes;
    return all == null ? null : all.get(offset);
  }

  int noted() {
    LongMap<Note> all = notes;
    return all == null ? 0 : all.size();
  }

  void note(long offset, Note note) {
    LongMap<Note> all = notes;
    if (all == null) {
      all = new LongMap<>();
      notes = all;
    }
    all.put(offset, note);
  }

  /// Forgets the notes about the offsets from `from` to before `to`.
  void forgetNotes(long from, long to) {
    LongMap<Note> all = notes;
    if (all == null) {
      return;
    }
    if (to - from <= all.size()) {
      for (long offset = from; offset < to; offset++) {
        all.remove(offset);
      }
    } else {
      for (long offset : all.sortedKeys()) {
        if (offset >= from && offset < to) {
          all.remove(offset);
        }
      }
    }
    if (all.size() == 0) {
      notes = null;
    }
  }

  /// Offsets with notes, ascending.
  long[] notedOffsets() {
    LongMap<Note> all = notes;
    return all == null ? new long[0] : all.sortedKeys();
  }

  @Override
  protected int restateBytes() {
    return 64 + done.bytes() + noted() * PageStated.NOTE_BYTES;
  }

  @Override
  protected void restate(Turn turn) {
    PageStated.write(turn, this);
  }

  @Override
  public String toString() {
    return "offsets from " + base() + " of cursor " + cursor;
  }
}
