package io.thalweg.core.queue;

import io.thalweg.core.base.Ids;
import io.thalweg.core.base.LongMap;
import io.thalweg.core.turn.Stated;
import io.thalweg.core.turn.Turn;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// A queue's cursor in one partition. Its pages are aggregates of their own, so that what is stated
/// again is small.
final class Cursor extends Stated implements CursorView {
  private final long id;
  private final Stated.Order order;
  private final LongMap<Page> pages = new LongMap<>();
  private boolean known;
  private long floor;
  private long doneBehind;
  private int notes;

  /// Bytes of what is not done; negative: nobody counts them.
  private long bytes = -1;

  Cursor(long id, Stated.Order order) {
    this.id = id;
    this.order = order;
  }

  /// Whether a statement of it has been applied.
  boolean isKnown() {
    return known;
  }

  void state(long from) {
    known = true;
    floor = Math.max(floor, from);
  }

  /// Stands at `from`; nothing is done there or behind.
  void seek(long from) {
    known = true;
    dropPages();
    floor = from;
  }

  void weigh(long now) {
    bytes = now;
  }

  void dropPages() {
    pages.forEach(order::forget);
    for (long number : pages.sortedKeys()) {
      pages.remove(number);
    }
    doneBehind = 0;
    notes = 0;
  }

  void statePage(long position, Page page) {
    Page before = pages.remove(page.number);
    if (before != null) {
      order.forget(before);
      notes -= before.noted();
    }
    pages.put(page.number, page);
    notes += page.noted();
    order.stated(page, position);
  }

  private Page page(long position, long number) {
    Page page = pages.get(number);
    if (page == null) {
      page = new Page(id, number);
      pages.put(number, page);
      order.stated(page, position);
    }
    return page;
  }

  void finish(long position, long from, long to) {
    for (long at = known ? Math.max(from, floor) : from; at < to; ) {
      Page page = page(position, at >>> Page.BITS);
      long end = Math.min(to, page.base() + OffsetSet.SIZE);
      doneBehind += page.done.add((int) (at - page.base()), (int) (end - page.base()));
      if (page.noted() > 0) {
        notes -= page.noted();
        page.forgetNotes(at, end);
        notes += page.noted();
      }
      at = end;
    }
    if (known && from <= floor) {
      advance();
    }
  }

  /// Nothing is noted about what is done: its last outcome may come after retention has taken it.
  void note(long position, long offset, Note note) {
    if (known && offset < floor) {
      return;
    }
    Page page = page(position, offset >>> Page.BITS);
    notes -= page.noted();
    page.note(offset, note);
    notes += page.noted();
  }

  /// Moves the floor over what is done; pages before it go.
  private void advance() {
    long next = nextOpen(floor);
    doneBehind -= next - floor;
    for (long number = floor >>> Page.BITS; number < next >>> Page.BITS; number++) {
      drop(number);
    }
    floor = next;
  }

  private void drop(long number) {
    Page page = pages.remove(number);
    if (page != null) {
      order.forget(page);
      notes -= page.noted();
    }
  }

  /// Replay has ended: what lies before the floor goes, and all that is derived is counted. Until
  /// now the floor may have been behind, since pages were stated later than it.
  void replayed() {
    floor = nextOpen(floor);
    doneBehind = 0;
    for (Page page : pages.sorted(Page[]::new)) {
      if (page.base() + OffsetSet.SIZE <= floor) {
        drop(page.number);
      } else {
        long below = Math.max(0, floor - page.base());
        notes -= page.noted();
        page.forgetNotes(page.base(), page.base() + below);
        notes += page.noted();
        doneBehind += page.done.count() - page.done.countBefore((int) below);
      }
    }
  }

  @Override
  public long id() {
    return id;
  }

  @Override
  public long floor() {
    return floor;
  }

  @Override
  public long nextOpen(long offset) {
    long at = offset;
    for (Page page = pages.get(at >>> Page.BITS);
        page != null;
        page = pages.get(at >>> Page.BITS)) {
      long next = page.base() + page.done.nextAbsent((int) (at - page.base()));
      if (next < page.base() + OffsetSet.SIZE) {
        return next;
      }
      at = next;
    }
    return at;
  }

  @Override
  public long doneBehind() {
    return doneBehind;
  }

  @Override
  public long bytes() {
    return Math.max(0, bytes);
  }

  @Override
  public @Nullable Note note(long offset) {
    Page page = notes == 0 ? null : pages.get(offset >>> Page.BITS);
    return page == null ? null : page.note(offset);
  }

  @Override
  public int notes() {
    return notes;
  }

  @Override
  public void forEachNoted(LongConsumer each) {
    for (Page page : pages.sorted(Page[]::new)) {
      for (long offset : page.notedOffsets()) {
        each.accept(offset);
      }
    }
  }

  @Override
  protected int restateBytes() {
    return CursorStated.BYTES + (bytes < 0 ? 0 : Weighed.BYTES);
  }

  @Override
  protected void restate(Turn turn) {
    CursorStated.write(turn, id, floor);
    if (bytes >= 0) {
      Weighed.write(turn, id, bytes);
    }
  }

  @Override
  public String toString() {
    return "cursor " + Ids.indexOf(id) + " of queue " + Ids.topicOf(id);
  }
}
