package io.thalweg.core.queue.order;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Watches a [KeyOrder] from outside, by calls and journal only, and says when it breaks what is
/// promised of the order of keys. Knows nothing of how it works.
final class OrderWitness implements KeyOrder.Outcomes {
  /// What is known of an event.
  private static final class Seen {
    final long offset;
    final long key;
    int failures;
    boolean taken;
    boolean delayed;
    boolean passable;
    boolean dying;
    boolean isFinal;

    /// Who has it, and whether its outcome counts.
    KeySession holder;

    boolean live;
    boolean heldAccept;
    boolean heldReject;
    long delivery;

    Seen(long offset, long key, int failures) {
      this.offset = offset;
      this.key = key;
      this.failures = failures;
    }

    boolean isHeld() {
      return heldAccept || heldReject;
    }
  }

  /// Who had the key last, and when that became final.
  private record Last(KeySession owner, long finalAt) {}

  private final int maxFailures;
  private final int window;
  private final boolean copies;
  private final TreeMap<Long, Seen> events = new TreeMap<>();
  private final Map<Long, Last> last = new HashMap<>();
  final List<KeyedEvent> dying = new ArrayList<>();
  long position;
  long durable = -1;
  private KeySession speaking;

  /// If `copies`, dead letters take a copy; else they are dropped.
  OrderWitness(int maxFailures, int window, boolean copies) {
    this.maxFailures = maxFailures;
    this.window = window;
    this.copies = copies;
  }

  /// The event exists; whether it was taken in.
  void offered(long offset, long key, int failures, boolean taken) {
    Seen seen = events.computeIfAbsent(offset, _ -> new Seen(offset, key, failures));
    seen.taken |= taken;
  }

  private Seen seen(KeyedEvent event) {
    return events.get(event.offset());
  }

  private List<Seen> earlier(Seen of) {
    return of.key < 0
        ? List.of()
        : events.headMap(of.offset).values().stream().filter(e -> e.key == of.key).toList();
  }

  private List<Seen> others(Seen of) {
    return of.key < 0
        ? List.of()
        : events.values().stream().filter(e -> e.key == of.key && e != of).toList();
  }

  void delivered(KeyedEvent event, KeySession to) {
    Seen now = seen(event);
    String what = "delivery of " + event;
    assertThat(now.isFinal || now.dying).as("%s, which is final", what).isFalse();
    assertThat(now.passable).as("%s, which is resolved", what).isFalse();
    assertThat(now.delayed).as("%s, which is delayed", what).isFalse();
    assertThat(now.failures).as("failures at %s", what).isLessThan(maxFailures);
    assertThat(now.holder).as("who has it at %s", what).isNull();
    assertThat(now.isHeld()).as("held at %s", what).isFalse();
    for (Seen before : earlier(now)) {
      boolean over = before.isFinal || (before.passable && !before.dying);
      boolean here = (before.holder == to && before.live) || (before.isHeld() && owner(now) == to);
      assertThat(over || here).as("%s after %d", what, before.offset).isTrue();
    }
    int open = 1;
    for (Seen other : others(now)) {
      assertThat(other.holder == null || other.holder == to)
          .as("%s while another has %d", what, other.offset)
          .isTrue();
      boolean isVoid = other.holder == to && !other.live;
      assertThat(isVoid).as("%s while %d is in vain", what, other.offset).isFalse();
      boolean live = other.holder == to && other.live;
      assertThat(live && other.offset > now.offset).as("%s after a later one", what).isFalse();
      open += live || other.isHeld() ? 1 : 0;
      boolean alone = now.failures > 0 || (live && other.failures > 0);
      assertThat(alone && (live || other.isHeld())).as("%s, not alone", what).isFalse();
    }
    assertThat(open).as("open at %s", what).isLessThanOrEqualTo(window);
    Last before = last.get(now.key);
    if (now.key >= 0 && before != null && before.owner != to) {
      assertThat(before.finalAt).as("synced before %s", what).isLessThanOrEqualTo(durable);
      assertThat(others(now)).as("held at %s", what).noneMatch(Seen::isHeld);
    }
    if (now.key >= 0) {
      long finalAt = before == null || before.owner != to ? -1 : before.finalAt;
      last.put(now.key, new Last(to, finalAt));
    }
    assertThat(event.delivery()).as("number of %s", what).isGreaterThan(now.delivery);
    now.holder = to;
    now.live = true;
    now.delivery = event.delivery();
  }

  private KeySession owner(Seen of) {
    Last before = last.get(of.key);
    return before == null ? null : before.owner;
  }

  /// An outcome is about to be told; returns whether it must count.
  boolean settling(KeyedEvent event, boolean accepted, boolean rejected) {
    Seen now = seen(event);
    boolean counts = now.holder != null && now.live;
    speaking = now.holder;
    now.holder = null;
    now.live = false;
    if (counts && accepted) {
      now.heldAccept = true;
    } else if (counts && rejected) {
      now.heldReject = true;
    }
    return counts;
  }

  /// The event comes back: whatever the session has of later ones is in vain.
  void broken(KeyedEvent event, boolean delayed) {
    Seen now = seen(event);
    now.delayed = delayed;
    for (Seen later : others(now)) {
      if (later.offset > now.offset) {
        later.live = false;
        later.heldAccept = false;
        later.heldReject = false;
      }
    }
  }

  void due() {
    events.values().forEach(event -> event.delayed = false);
  }

  boolean isExhausted(KeyedEvent event) {
    return seen(event).failures >= maxFailures;
  }

  void purging() {
    for (Seen event : events.values()) {
      event.passable |=
          event.taken && event.holder == null && !event.isHeld() && !event.isFinal && !event.dying;
    }
  }

  private long finished(Seen now) {
    for (Seen before : earlier(now)) {
      assertThat(before.isFinal).as("%d is final after %d", now.offset, before.offset).isTrue();
    }
    now.isFinal = true;
    now.heldAccept = false;
    now.heldReject = false;
    long at = ++position;
    Last owner = last.get(now.key);
    if (now.key >= 0) {
      last.put(now.key, new Last(owner == null ? null : owner.owner, at));
    }
    return at;
  }

  @Override
  public long accepted(KeyedEvent event) {
    Seen now = seen(event);
    assertThat(now.heldAccept).as("somebody has accepted %s", event).isTrue();
    return finished(now);
  }

  @Override
  public long passed(KeyedEvent event) {
    assertThat(seen(event).passable).as("%s may be passed over", event).isTrue();
    return finished(seen(event));
  }

  @Override
  public long dying(KeyedEvent event, boolean rejected) {
    Seen now = seen(event);
    assertThat(rejected ? now.heldReject : now.failures >= maxFailures)
        .as("cause of the death of %s", event)
        .isTrue();
    if (!copies) {
      return finished(now);
    }
    for (Seen before : earlier(now)) {
      assertThat(before.isFinal).as("%d dies after %d", now.offset, before.offset).isTrue();
    }
    now.dying = true;
    now.heldReject = false;
    position++;
    dying.add(event);
    return -1;
  }

  long buried(KeyedEvent event) {
    Seen now = seen(event);
    now.dying = false;
    return finished(now);
  }

  @Override
  public void failed(KeyedEvent event) {
    Seen now = seen(event);
    now.failures++;
    assertThat(event.failures()).isEqualTo(now.failures);
    assertThat(speaking).as("a failure of %s has a cause", event).isNotNull();
    now.passable |= now.failures >= maxFailures;
  }

  boolean isFinal(long offset) {
    Seen event = events.get(offset);
    return event != null && event.isFinal;
  }

  long unfinished() {
    return events.values().stream().filter(event -> !event.isFinal).count();
  }
}
