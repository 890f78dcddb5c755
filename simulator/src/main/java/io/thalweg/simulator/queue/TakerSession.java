package io.thalweg.simulator.queue;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/// What a client calls a session, as long as it is one.
final class TakerSession {
  final int client;
  final int number;

  /// What it has not settled, by tags.
  final TreeMap<Long, Lease> open = new TreeMap<>();

  /// Those of them that have a deadline, the earliest first.
  final TreeSet<Lease> deadlines =
      new TreeSet<>(
          Comparator.comparingLong((Lease lease) -> lease.dueMillis)
              .thenComparingLong(lease -> lease.tag));

  /// Tags of those whose deadline has passed.
  final List<Long> late = new ArrayList<>();

  final List<Taking> takings = new ArrayList<>();
  long lastTag;

  /// Most unsettled deliveries at once; 0: any number.
  int limit;

  TakerSession(int client, int number) {
    this.client = client;
    this.number = number;
  }

  /// `lease` is settled, or has ended.
  void remove(Lease lease) {
    open.remove(lease.tag);
    deadlines.remove(lease);
    lease.taking.open--;
  }

  /// `lease` ends then.
  void endsAt(Lease lease, long dueMillis) {
    deadlines.remove(lease);
    lease.dueMillis = dueMillis;
    deadlines.add(lease);
  }

  /// All whose deadline has passed by `nowMillis` end, and are taken away, in the order of that.
  List<Lease> ended(long nowMillis) {
    List<Lease> all = new ArrayList<>(0);
    while (!deadlines.isEmpty() && deadlines.first().dueMillis <= nowMillis) {
      Lease lease = deadlines.first();
      remove(lease);
      late.add(lease.tag);
      all.add(lease);
    }
    return all;
  }

  @Override
  public String toString() {
    return "session " + number + " of client " + client;
  }
}
