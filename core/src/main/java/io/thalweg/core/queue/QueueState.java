package io.thalweg.core.queue;

import io.thalweg.core.base.Ids;
import io.thalweg.core.base.LongMap;
import io.thalweg.core.turn.Restatable;
import io.thalweg.core.turn.Stated;
import io.thalweg.core.turn.Turn;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// All queues, and how far each has come. Changed by appliers only. A cursor and a page are
/// aggregates of their own, and may be heard of before what they belong to.
public final class QueueState extends Restatable implements QueueView {
  /// A queue, if it has been stated, and its cursors by their partitions' indexes.
  private static final class Seat extends Stated {
    private final TreeMap<Integer, Cursor> cursors = new TreeMap<>();
    private @Nullable Queue queue;
    private boolean paused;

    @Override
    protected int restateBytes() {
      Queue stated = queue;
      return stated == null
          ? 0
          : QueueStated.bytes(stated.settings()) + 3 * stated.name().name().length() + Paused.BYTES;
    }

    @Override
    protected void restate(Turn turn) {
      Queue stated = queue;
      if (stated != null) {
        QueueStated.write(turn, stated);
      }
      if (stated != null && paused) {
        Paused.write(turn, stated.id(), true);
      }
    }

    @Override
    public String toString() {
      Queue stated = queue;
      return "queue " + (stated == null ? "" : stated.name());
    }
  }

  private static final int KIND_BITS = 4;

  private final LongMap<Seat> seats = new LongMap<>();
  private final LongMap<Map<String, Queue>> byName = new LongMap<>();
  private int count;

  void state(long position, Queue queue) {
    Seat seat = seatOf(queue.id());
    count += seat.queue == null ? 1 : 0;
    seat.queue = queue;
    names(queue.name()).put(queue.name().name(), queue);
    order.stated(seat, position);
  }

  /// It may be heard of before the queue is stated.
  void pause(long id, boolean paused) {
    seatOf(id).paused = paused;
  }

  private Map<String, Queue> names(QueueName of) {
    long place = place(of.namespace(), of.kind());
    Map<String, Queue> own = byName.get(place);
    if (own == null) {
      own = new HashMap<>();
      byName.put(place, own);
    }
    return own;
  }

  private static long place(long namespace, QueueName.Kind kind) {
    return namespace << KIND_BITS | kind.number();
  }

  private Seat seatOf(long id) {
    Seat seat = seats.get(id);
    if (seat == null) {
      seat = new Seat();
      seats.put(id, seat);
    }
    return seat;
  }

  void remove(long id) {
    Seat seat = seats.remove(id);
    if (seat == null) {
      return;
    }
    for (Cursor cursor : seat.cursors.values()) {
      forget(cursor);
    }
    order.forget(seat);
    Queue queue = seat.queue;
    if (queue != null) {
      count--;
      Map<String, Queue> own = names(queue.name());
      own.remove(queue.name().name(), queue);
      if (own.isEmpty()) {
        byName.remove(place(queue.name().namespace(), queue.name().kind()));
      }
    }
  }

  private void forget(Cursor cursor) {
    cursor.dropPages();
    order.forget(cursor);
  }

  private Cursor cursorOf(long id) {
    return seatOf(Ids.topicOf(id))
        .cursors
        .computeIfAbsent(Ids.indexOf(id), _ -> new Cursor(id, order));
  }

  void stateCursor(long position, long id, long floor) {
    Cursor cursor = cursorOf(id);
    cursor.state(floor);
    order.stated(cursor, position);
  }

  void seek(long position, long id, long floor) {
    Cursor cursor = cursorOf(id);
    cursor.seek(floor);
    order.stated(cursor, position);
  }

  void statePage(long position, Page page) {
    cursorOf(page.cursor).statePage(position, page);
  }

  void finish(long position, long cursor, long from, long to) {
    cursorOf(cursor).finish(position, from, to);
  }

  void weigh(long cursor, long bytes) {
    cursorOf(cursor).weigh(bytes);
  }

  void note(long position, long cursor, long offset, Note note) {
    cursorOf(cursor).note(position, offset, note);
  }

  @Override
  public void replayed() {
    for (long id : seats.sortedKeys()) {
      Seat seat = seats.get(id);
      if (seat != null && seat.queue == null) {
        remove(id);
      } else if (seat != null) {
        seat.cursors.values().removeIf(this::isUnknown);
        seat.cursors.values().forEach(Cursor::replayed);
      }
    }
  }

  private boolean isUnknown(Cursor cursor) {
    if (!cursor.isKnown()) {
      forget(cursor);
    }
    return !cursor.isKnown();
  }

  @Override
  public @Nullable Queue named(QueueName name) {
    return named(name.namespace(), name.kind(), name.name());
  }

  private @Nullable Queue named(long namespace, QueueName.Kind kind, String name) {
    Map<String, Queue> own = byName.get(place(namespace, kind));
    return own == null ? null : own.get(name);
  }

  @Override
  public long find(long namespace, String name) {
    Queue queue = named(namespace, QueueName.Kind.AMQP, name);
    return queue == null ? NONE : queue.id();
  }

  @Override
  public @Nullable String nameOf(long id) {
    Queue queue = queue(id);
    return queue == null ? null : queue.name().name();
  }

  @Override
  public @Nullable Queue queue(long id) {
    Seat seat = seats.get(id);
    return seat == null ? null : seat.queue;
  }

  @Override
  public boolean isPaused(long id) {
    Seat seat = seats.get(id);
    return seat != null && seat.paused;
  }

  @Override
  public @Nullable CursorView cursor(long queue, int index) {
    Seat seat = seats.get(queue);
    return seat == null ? null : seat.cursors.get(index);
  }

  @Override
  public int count() {
    return count;
  }

  @Override
  public void forEach(Consumer<? super Queue> each) {
    for (Seat seat : seats.sorted(Seat[]::new)) {
      Queue queue = seat.queue;
      if (queue != null) {
        each.accept(queue);
      }
    }
  }
}
