package io.thalweg.simulator.world;

import io.thalweg.core.base.Chance;
import io.thalweg.simulator.disk.FaultCounts;
import io.thalweg.simulator.disk.Faults.Call;
import io.thalweg.simulator.disk.Faults.Outcome;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How bad the disk is in one life: where it stops, how often it fails, when it is full.
final class Weather {
  private static final List<Call> CALLS = new ArrayList<>(FaultCounts.CALLS);

  static {
    // those that matter most are made often, and yet are seldom the last
    for (int times = 0; times < 2; times++) {
      CALLS.addAll(List.of(Call.WRITE, Call.SYNC, Call.SYNC_DIRECTORY, Call.TRUNCATE));
      CALLS.addAll(FaultCounts.DIVISIBLE);
    }
    CALLS.addAll(List.of(Call.CREATE, Call.DELETE, Call.LIST, Call.LOCK, Call.OPEN, Call.LENGTH));
    CALLS.addAll(List.of(Call.TRUNCATE, Call.TRUNCATE, Call.TRUNCATE, Call.FREE_BYTES));
  }

  /// Nothing goes wrong.
  static final Weather FAIR = new Weather(new Stop(null, false, 0, Outcome.GO), 0, 0, 0, false);

  private static final String JOURNAL = "ring-";

  /// Where it stops.
  ///
  /// @param lastCall the kind of call; null: any
  /// @param inJournal of calls for the journal's files only
  /// @param after so many of them; 0: never
  private record Stop(@Nullable Call lastCall, boolean inJournal, int after, Outcome cut) {}

  private final Stop stop;
  private final int failsOneIn;
  private final int fullFrom;
  private final int fullUntil;
  private final boolean slow;
  private int left;
  private int calls;

  private Weather(Stop stop, int failsOneIn, int fullFrom, int fullUntil, boolean slow) {
    this.stop = stop;
    this.left = stop.after;
    this.failsOneIn = failsOneIn;
    this.fullFrom = fullFrom;
    this.fullUntil = fullUntil;
    this.slow = slow;
  }

  /// Any weather. After a kill (`unsynced`) what matters happens soon, and often after a loss of
  /// power, when much that does not count any more lies beyond the log's end.
  static Weather of(Chance chance, boolean unsynced) {
    int pick = chance.nextInt(10);
    boolean early = chance.nextInt(2) == 0 || (unsynced && pick > 5);
    int fails = chance.nextInt(4) == 0 ? 30 + chance.nextInt(300) : 0;
    int from = chance.nextInt(3) == 0 ? 1 + chance.nextInt(100) : 0;
    int until = from + 20 + chance.nextInt(300);
    if (pick > 7) {
      int after = 1 + chance.nextInt(early ? 4 : 30);
      return new Weather(
          new Stop(Call.SYNC, true, after, unfinished(chance)), fails, from, until, true);
    }
    Call last = pick < 6 ? CALLS.get(chance.nextInt(CALLS.size())) : null;
    int after = pick == 7 ? 0 : 1 + chance.nextInt(most(last, early));
    Outcome cut = chance.nextInt(2) == 0 ? Outcome.CUT_BEFORE : Outcome.CUT_AFTER;
    if ((last == null || FaultCounts.DIVISIBLE.contains(last)) && chance.nextInt(2) == 0) {
      cut = Outcome.CUT_DURING;
    }
    Stop stop = new Stop(last, false, after, cut);
    return new Weather(stop, fails, from, until, chance.nextInt(3) == 0);
  }

  /// Where a sync does not come to its end, and much of the journal's is left to chance.
  private static Outcome unfinished(Chance chance) {
    return chance.nextInt(2) == 0 ? Outcome.CUT_BEFORE : Outcome.CUT_DURING;
  }

  private static int most(@Nullable Call last, boolean early) {
    return switch (last) {
      case null -> early ? 40 : 500;
      case LOCK -> 1;
      case LIST -> 2;
      case CREATE, DELETE -> early ? 1 : 4;
      case SYNC_DIRECTORY -> early ? 2 : 5;
      case FREE_BYTES -> early ? 1 : 3;
      case OPEN, TRUNCATE, LENGTH -> early ? 2 : 8;
      default -> early ? 5 : 50;
    };
  }

  /// What becomes of the next call.
  Outcome next(Call call, String file, Chance chance) {
    calls++;
    boolean last = stop.lastCall == null || stop.lastCall == call;
    boolean counts = left > 0 && last && (!stop.inJournal || file.startsWith(JOURNAL));
    left -= counts ? 1 : 0;
    if (counts && left == 0) {
      boolean whole = stop.cut == Outcome.CUT_DURING && !FaultCounts.DIVISIBLE.contains(call);
      return whole ? Outcome.CUT_AFTER : stop.cut;
    }
    return failsOneIn > 0 && chance.nextInt(failsOneIn) == 0 ? Outcome.FAIL : Outcome.GO;
  }

  /// Whether the journal's agent has to wait this time: then much gathers for its next write.
  boolean holdsBack(Chance chance) {
    return slow && chance.nextInt(12) != 0;
  }

  /// Whether the disk fills up with this call.
  boolean fillsUp() {
    return calls == fullFrom && fullFrom > 0;
  }

  /// Whether it fills up at all.
  boolean mayBeFull() {
    return fullFrom > 0;
  }

  /// Whether it has room again.
  boolean clears() {
    return calls == fullUntil && fullFrom > 0;
  }
}
