package io.thalweg.core.queue.deliver;

import io.thalweg.core.batch.EventMarks;
import io.thalweg.core.queue.CursorView;
import io.thalweg.core.queue.Note;
import io.thalweg.core.queue.Note.Death;
import io.thalweg.core.queue.source.EventSource;
import io.thalweg.core.topic.PartitionView;
import io.thalweg.core.turn.Turn;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Events go to whoever takes them. What comes back goes before what has not been delivered.
final class AnyOrder extends Feed {
  /// An event that was delivered and came back, or had to wait before anybody got it.
  ///
  /// @param end offset behind its last part
  /// @param bytes of its value
  /// @param again whether somebody has had it
  private record Returned(
      long offset, long end, long bytes, int failures, long dueMillis, boolean again) {}

  private final PriorityQueue<Returned> returned =
      new PriorityQueue<>(Comparator.comparingLong(Returned::offset));
  private final PriorityQueue<Returned> delayed =
      new PriorityQueue<>(
          Comparator.comparingLong(Returned::dueMillis).thenComparingLong(Returned::offset));

  /// What lies before it has been delivered, or is done.
  private long next;

  /// What lies before it was there when this was last looked at.
  private long seen;

  /// So many more events may be filtered out before others have their turn.
  private int looks = LOOKED_AT;

  /// What lies before it the filter has looked at, also ahead of who takes.
  private long sifted;

  /// Finds what is looked at so; null: nothing is.
  private @Nullable EventSource ahead;

  /// What was first when an expiry was looked at: of new ones (-1: not looked at), and of those
  /// that came back.
  private long lookedAt = -1;

  private long lookedAtBack;
  private long expiryMillis;

  AnyOrder(LiveQueues all, LiveQueue queue, PartitionView partition) {
    super(all, queue, partition);
    this.next = view().floor();
    resume();
  }

  @Override
  @Nullable Lease take(Turn turn, QueueSession session) {
    Returned head = head(turn, true);
    if (head == null) {
      return null;
    }
    passed(head);
    Lease.Place place = new Lease.Place(this, head.offset, head.end);
    return new Lease(place, head.bytes, head.failures, head.again, null);
  }

  /// The event to be delivered next (or only looked at, unless it is `taken`), on which the source
  /// stands; null if there is none (yet). Whatever it meets that nobody is to get goes.
  private @Nullable Returned head(Turn turn, boolean taken) {
    while (true) {
      Returned head = candidate(turn);
      if (head == null) {
        return null;
      }
      boolean atOnce = taken && head.offset >= seen;
      if (!queue.isExpired(source.cursor(), turn.nowMillis(), atOnce)) {
        return head;
      }
      passed(head);
      dies(turn, head, Death.EXPIRED);
    }
  }

  private @Nullable Returned candidate(Turn turn) {
    while (true) {
      skipTrimmed(turn);
      Returned back = returned.peek();
      if (back != null && back.offset < next) {
        long found = source.find(back.offset);
        long end = found > back.offset ? EventSource.BROKEN : found < 0 ? found : source.whole();
        if (end == back.end) {
          return back;
        } else if (end == EventSource.WAITS || end == EventSource.END) {
          return null;
        }
        returned.remove(); // compaction took it meanwhile
        done(turn, back.offset, back.end, back.bytes);
        flush(turn);
        continue;
      }
      if (isFullOfNotes()) {
        return null;
      }
      Returned fresh = fresh(turn);
      if (fresh == null || fresh.dueMillis == 0) {
        return fresh;
      }
      next = fresh.end;
      withheld(fresh.end - fresh.offset, fresh.bytes);
      delayed.add(fresh);
    }
  }

  /// The next event that has not been delivered, or null.
  private @Nullable Returned fresh(Turn turn) {
    while (true) {
      CursorView view = view();
      next = view.nextOpen(next);
      long found = looks > 0 ? source.find(next) : EventSource.WAITS;
      if (found == EventSource.UNREADABLE) {
        long end = source.endOfBatch();
        unreadable(turn, next, end);
        looks--;
        next = end;
      } else if (found < 0) {
        flush(turn); // what was filtered out
        if (looks <= 0) {
          all().schedule(queue);
        }
        return null;
      } else if (found > next) {
        done(turn, next, found, 0); // compaction left nothing there
        flush(turn);
        next = found;
      } else {
        Returned event = event(turn, found);
        if (event != null || next == found) {
          return event;
        }
      }
    }
  }

  /// The event that was found; null if it is none, and then it waits unless [#next] lies behind it.
  private @Nullable Returned event(Turn turn, long found) {
    Note note = view().note(found);
    if (note != null && note.dying() != null) {
      next = found + 1; // its copy is under way
      return null;
    }
    boolean behind = isPart(source);
    int cost = behind || found < sifted ? 0 : sift(turn, source);
    if (cost > 0) {
      looks -= cost;
      next = found + 1;
      return null;
    }
    long end = behind ? EventSource.BROKEN : source.whole();
    if (end == EventSource.WAITS || end == EventSource.END) {
      return null;
    }
    if (end == EventSource.BROKEN) {
      looks--;
      next = found + 1;
      partGoes(turn, source); // it has no others
      return null;
    }
    long due = note == null ? queue.visibleAt(source.cursor()) : note.dueMillis();
    int failures = note == null ? 0 : note.failures();
    long wait = due > turn.nowMillis() ? due : 0;
    return new Returned(found, end, source.bytes(), failures, wait, false);
  }

  private static boolean isPart(EventSource in) {
    return (in.cursor().attributes() & EventMarks.WENT_BEFORE) != 0;
  }

  /// The part of an event is done on which `in` stands.
  private void partGoes(Turn turn, EventSource in) {
    long at = in.cursor().offset();
    done(turn, at, at + 1, Math.max(0, in.cursor().valueLength()));
  }

  @Override
  boolean siftAhead(Turn turn) {
    EventSource in = ahead;
    if (in == null) {
      in = all().source(queue, partition);
      ahead = in;
    }
    long found = 0;
    flush(turn);
    sifted = Math.max(sifted, Math.max(next, floor()));
    while (looks > 0 && found >= 0) {
      sifted = view().nextOpen(sifted);
      found = in.find(sifted);
      if (found == EventSource.UNREADABLE) {
        sifted = in.endOfBatch(); // it goes when it is the first
        looks--;
        found = sifted;
      } else if (found >= 0) {
        sifted = found + 1;
        boolean goes = isPart(in) && isDone(found - 1);
        int cost = isPart(in) ? 0 : sift(turn, in);
        if (goes) {
          partGoes(turn, in);
        }
        looks -= Math.max(1, cost);
      }
    }
    flush(turn);
    if (looks <= 0) {
      all().schedule(queue);
    }
    return found == EventSource.END;
  }

  @Override
  long unsifted() {
    return partition.nextOffset() - sifted;
  }

  /// What retention has taken is done.
  private void skipTrimmed(Turn turn) {
    long start = partition.logStart();
    while (!returned.isEmpty() && returned.peek().offset < start) {
      returned.remove(); // it may have come back since
    }
    trimmed(turn);
    next = Math.max(next, start);
  }

  /// `head` is taken.
  private void passed(Returned head) {
    if (head.offset < next) {
      returned.remove();
    } else {
      next = head.end;
    }
    withheld(head.end - head.offset, head.bytes);
  }

  private void dies(Turn turn, Returned head, Death why) {
    dies(turn, new Lease.Place(this, head.offset, head.end), head.bytes, head.failures, why);
  }

  private void dies(Turn turn, Lease lease, int failures, Death why) {
    dies(turn, new Lease.Place(this, lease.offset, lease.end), lease.bytes, failures, why);
  }

  @Override
  void accept(Turn turn, Lease lease) {
    done(turn, lease.offset, lease.end, lease.bytes);
    withheld(lease.offset - lease.end, -lease.bytes);
  }

  @Override
  void reject(Turn turn, Lease lease) {
    dies(turn, lease, lease.failures, Death.REJECTED);
  }

  @Override
  void fail(Turn turn, Lease lease) {
    queue.tally.failed++;
    int failures = lease.failures + 1;
    if (queue.isTooOften(failures)) {
      dies(turn, lease, failures, Death.FAILED);
      return;
    }
    long wait = queue.backoffMillis(failures, turn.chance());
    long due = wait > 0 ? turn.nowMillis() + wait : 0;
    if (queue.counts() || due > 0) {
      note(turn, lease.offset, new Note(failures, due, null));
    }
    comesBack(new Returned(lease.offset, lease.end, lease.bytes, failures, due, true));
  }

  @Override
  void release(Turn turn, Lease lease) {
    comesBack(new Returned(lease.offset, lease.end, lease.bytes, lease.failures, 0, true));
  }

  private void comesBack(Returned event) {
    if (event.dueMillis > 0) {
      delayed.add(event);
    } else {
      withheld(event.offset - event.end, -event.bytes);
      returned.add(event);
    }
  }

  @Override
  long purge(Turn turn, long from, long to, int most) {
    int left = most;
    flush(turn);
    for (; left > 0 && !returned.isEmpty(); left--) {
      Returned each = returned.remove();
      done(turn, each.offset, each.end, each.bytes);
    }
    for (; left > 0 && !delayed.isEmpty(); left--) {
      Returned each = delayed.remove();
      done(turn, each.offset, each.end, each.bytes);
      withheld(each.offset - each.end, -each.bytes);
    }
    flush(turn);
    if (left == 0) {
      return from;
    }
    if (next < to) {
      TreeSet<Long> kept = new TreeSet<>();
      forEachDead(kept::add);
      next = doneBut(turn, next, to, kept, left, readyBytes());
    }
    return next < to ? from : to;
  }

  @Override
  long purgeable() {
    return ready() + delayed.size();
  }

  @Override
  boolean remove(Turn turn, long offset, long end) {
    if (!isWaiting(offset)) {
      return false;
    }
    Returned waits = removed(returned, offset);
    Returned later = removed(delayed, offset);
    if (later != null) {
      withheld(offset - end, -later.bytes);
      waits = later;
    }
    done(turn, offset, end, waits == null ? 0 : waits.bytes);
    flush(turn);
    return true;
  }

  private static @Nullable Returned removed(PriorityQueue<Returned> from, long offset) {
    for (Returned each : from) {
      if (each.offset == offset) {
        from.remove(each);
        return each;
      }
    }
    return null;
  }

  @Override
  boolean isFree(long offset) {
    return offset >= next
        || returned.stream().anyMatch(each -> each.offset == offset)
        || delayed.stream().anyMatch(each -> each.offset == offset);
  }

  @Override
  int delayed() {
    return delayed.size();
  }

  @Override
  long firstReady() {
    long fresh = view().nextOpen(Math.max(next, floor()));
    Returned back = returned.peek();
    if (back != null && back.offset < fresh) {
      return back.offset;
    }
    return fresh < partition.durableEnd() ? fresh : -1;
  }

  @Override
  long due(Turn turn) {
    long now = turn.nowMillis();
    while (!delayed.isEmpty() && delayed.peek().dueMillis <= now) {
      Returned each = delayed.remove();
      comesBack(new Returned(each.offset, each.end, each.bytes, each.failures, 0, each.again));
    }
    long soonest = nextDueMillis();
    if (!queue.mayExpire()) {
      return soonest;
    }
    if (!isLookedAt() || expiryMillis <= now) {
      lookedAt = -1;
      if (head(turn, queue.isTaken()) == null) {
        return soonest;
      }
      expiryMillis = queue.expiryOf(source.cursor());
      lookedAt = next;
      lookedAtBack = back();
    }
    return Math.min(soonest, expiryMillis);
  }

  @Override
  long nextDueMillis() {
    return delayed.isEmpty() ? Long.MAX_VALUE : delayed.peek().dueMillis;
  }

  /// Whether the first event is still the one whose expiry was looked at: it need not be read
  /// again.
  private boolean isLookedAt() {
    return lookedAt == next && lookedAtBack == back();
  }

  /// The first event that came back; -1: there is none.
  private long back() {
    Returned first = returned.peek();
    return first == null ? -1 : first.offset;
  }

  @Override
  long drop(Turn turn, Death why) {
    Returned head = head(turn, false);
    if (head == null) {
      return NOTHING;
    }
    passed(head);
    dies(turn, head, why);
    return head.bytes;
  }

  @Override
  void rest() {
    seen = partition.durableEnd();
    looks = LOOKED_AT;
    EventSource in = ahead;
    if (in != null) {
      in.restOrLetGo();
    }
    super.rest();
  }

  @Override
  void stop() {
    EventSource in = ahead;
    if (in != null) {
      in.stop();
    }
    super.stop();
  }
}
