package io.thalweg.simulator.world;

import io.thalweg.core.base.Check;
import io.thalweg.simulator.told.HistoryFailed;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// What the state was in life when each of the newest entries had been appended: after a restart,
/// replay must come to the very same, wherever the log ends.
final class Lived {
  private final TreeMap<Long, Map<Statements.Key, Long>> states = new TreeMap<>();
  private final boolean whole;
  private long durable = -1;

  /// `whole`: from the very first life on.
  Lived(boolean whole) {
    this.whole = whole;
  }

  /// The entry at `position` is appended, and this is the state now.
  void entry(long position, Map<Statements.Key, Long> state) {
    states.put(position, state);
  }

  /// The journal says that everything up to `position` is durable.
  void durable(long position) {
    durable = position;
    states.headMap(position).clear();
  }

  /// The journal is open again and ends at `last`.
  void reopened(long last) {
    HistoryFailed.unless(
        last >= durable, "the journal ends at " + last + ", but " + durable + " was durable");
    states.tailMap(last, false).clear();
    durable = last;
  }

  /// This is the state after replay. What the opening itself has touched is left out. False: there
  /// is nothing to compare it with.
  boolean replayed(Map<Statements.Key, Long> state, Set<Long> touched) {
    Map<Statements.Key, Long> before = states.get(durable);
    if (durable == 0) {
      return false; // an empty journal
    }
    if (before == null && !whole) {
      return false;
    }
    HistoryFailed.unless(
        before != null, () -> "the journal ends at " + durable + ", which was never written");
    compare(Check.present(before, "state"), state, touched, "is not replayed");
    compare(state, Check.present(before, "state"), touched, "is replayed, though it was not there");
    return true;
  }

  private void compare(
      Map<Statements.Key, Long> one,
      Map<Statements.Key, Long> other,
      Set<Long> touched,
      String what) {
    one.forEach(
        (aggregate, crc) -> {
          if (!crc.equals(other.get(aggregate)) && !touched.contains(aggregate.aggregate())) {
            throw new HistoryFailed(aggregate + " of position " + durable + " " + what);
          }
        });
  }
}
