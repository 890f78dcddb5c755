package io.thalweg.core.queue.order;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A [KeyOrder], those who consume through it, and a witness. Every step says whether it could be
/// taken.
final class OrderPlay {
  /// A delivery as a client has it.
  record Delivery(KeyedEvent event, long number) {}

  final OrderWitness witness;
  final KeyOrder order;
  final KeySession[] sessions;
  final Map<KeySession, List<Delivery>> has = new LinkedHashMap<>();
  long now = 1_000;
  private final KeyOrder.Limits limits;

  OrderPlay(KeyOrder.Limits limits, int sessions, boolean copies) {
    this.limits = limits;
    witness = new OrderWitness(limits.maxFailures(), limits.window(), copies);
    order = new KeyOrder(limits, 1, witness);
    order.due(now);
    this.sessions = new KeySession[sessions];
    for (int i = 0; i < sessions; i++) {
      open(i);
    }
  }

  private void open(int session) {
    sessions[session] = new KeySession();
    has.put(sessions[session], new ArrayList<>());
  }

  KeyOrder.Taken take(long offset, long key, int failures) {
    KeyOrder.Taken taken = order.take(offset, key, failures, 0);
    witness.offered(offset, key, failures, taken == KeyOrder.Taken.YES);
    return taken;
  }

  /// The keys of a log that is read from its beginning, by offset.
  long[] log = new long[0];

  private int read;
  private int offered;

  /// Offers the next events of the log, or those that were left out; not those that are final.
  void read(int most) {
    offered = Math.max(offered, read);
    long left = order.resumeFrom(read, offered);
    if (left < read) {
      read = (int) left;
      order.offerFrom(left);
    }
    int until = Math.min(read + most, log.length);
    while (read < until) {
      if (!witness.isFinal(read)) {
        take(read, log[read], 0);
      }
      read++;
    }
  }

  boolean deliver(int session) {
    KeyedEvent event = order.deliver(sessions[session]);
    if (event != null) {
      witness.delivered(event, sessions[session]);
      has.get(sessions[session]).add(new Delivery(event, event.delivery()));
    }
    return event != null;
  }

  private Delivery taken(int session, int which) {
    return has.get(sessions[session]).remove(which);
  }

  int outstanding(int session) {
    return has.get(sessions[session]).size();
  }

  void accept(int session, int which) {
    Delivery delivery = taken(session, which);
    boolean counts = witness.settling(delivery.event, true, false);
    assertThat(order.accept(delivery.event, delivery.number)).isEqualTo(counts);
    assertThat(order.accept(delivery.event, delivery.number)).as("once more").isFalse();
  }

  void reject(int session, int which) {
    Delivery delivery = taken(session, which);
    boolean counts = witness.settling(delivery.event, false, true);
    assertThat(order.reject(delivery.event, delivery.number)).isEqualTo(counts);
  }

  void fail(int session, int which, long delay) {
    fail(taken(session, which), delay);
  }

  private void fail(Delivery delivery, long delay) {
    boolean counts = witness.settling(delivery.event, false, false);
    boolean last = counts && delivery.event.failures() + 1 >= limits.maxFailures();
    if (counts && !last) {
      witness.broken(delivery.event, delay > 0);
    }
    assertThat(order.fail(delivery.event, delivery.number, now + delay)).isEqualTo(counts);
  }

  void release(int session, int which) {
    Delivery delivery = taken(session, which);
    boolean counts = witness.settling(delivery.event, false, false);
    if (counts) {
      witness.broken(delivery.event, false);
    }
    assertThat(order.release(delivery.event, delivery.number, now)).isEqualTo(counts);
  }

  /// All deliveries of a session are lost with it; another comes in its place.
  void lose(int session) {
    KeySession gone = sessions[session];
    gone.close();
    List<Delivery> lost = has.remove(gone);
    lost.sort(Comparator.comparingLong(each -> each.event.offset()));
    open(session);
    lost.forEach(delivery -> fail(delivery, 0));
  }

  void sync() {
    witness.durable = witness.position;
    order.durable(witness.position);
  }

  boolean bury(int which) {
    if (which >= witness.dying.size()) {
      return false;
    }
    KeyedEvent event = witness.dying.remove(which);
    order.buried(event, witness.buried(event));
    return true;
  }

  void pass(long millis) {
    now += millis;
    order.due(now);
    if (order.nextDueMillis() == Long.MAX_VALUE) {
      witness.due();
    }
  }

  void purge() {
    witness.purging();
    order.purge(Long.MAX_VALUE);
  }

  /// Everybody settles everything; all events become final.
  void finish() {
    for (int round = 0; witness.unfinished() > 0 || read < log.length; round++) {
      read(log.length);
      assertThat(round)
          .as("rounds until all is final: %d are left", witness.unfinished())
          .isLessThan(10_000);
      for (int i = 0; i < sessions.length; i++) {
        while (outstanding(i) > 0) {
          accept(i, 0);
        }
      }
      sync();
      while (bury(0)) {
        // one after the other
      }
      sync();
      pass(100_000);
      for (int i = 0; i < sessions.length; i++) {
        deliver(i);
      }
    }
    sync();
    order.offerFrom(read);
    assertThat(order.size()).isZero();
    assertThat(order.keys()).isZero();
  }
}
