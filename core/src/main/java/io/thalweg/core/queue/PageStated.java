package io.thalweg.core.queue;

import io.thalweg.core.journal.RecordKind;
import io.thalweg.core.journal.RecordReader;
import io.thalweg.core.journal.RecordWriter;
import io.thalweg.core.queue.Note.Death;
import io.thalweg.core.turn.Turn;

/// A page of a cursor, stated again in whole. The first record about a page need not be one: what
/// is not stated is empty.
public final class PageStated extends RecordKind<QueueState> {
  public static final PageStated V1 = new PageStated();

  /// Bytes of a note.
  static final int NOTE_BYTES = 15;

  private PageStated() {
    super(74);
  }

  static void write(Turn turn, Page page) {
    RecordWriter out = turn.begin(V1, page.cursor).putLong(page.number);
    page.done.write(out);
    long[] noted = page.notedOffsets();
    out.putInt(noted.length);
    for (long offset : noted) {
      Note note = page.note(offset);
      if (note != null) {
        out.putShort((int) (offset - page.base()));
        write(out, note);
      }
    }
    out.end();
  }

  static void write(RecordWriter out, Note note) {
    Death dying = note.dying();
    out.putInt(note.failures())
        .putLong(note.dueMillis())
        .putByte(dying == null ? 0 : dying.number());
  }

  static Note note(RecordReader in) {
    int failures = in.getInt();
    long due = in.getLong();
    int dying = in.getByte();
    return new Note(failures, due, dying == 0 ? null : Death.of(dying));
  }

  @Override
  public void apply(RecordReader in, QueueState state) {
    Page page = new Page(in.aggregate(), in.getLong());
    page.done = OffsetSet.read(in);
    int notes = in.getInt();
    for (int i = 0; i < notes; i++) {
      long offset = page.base() + (in.getShort() & 0xffff);
      page.note(offset, note(in));
    }
    state.statePage(in.position(), page);
  }
}
