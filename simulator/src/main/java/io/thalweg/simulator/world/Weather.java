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
    CALLS.addAll(List.of(Call.CREATE, Call.CREATE, Call.DELETE, Call.DELETE));
    CALLS.addAll(List.of(Call.LIST, Call.LOCK, Call.OPEN, Call.LENGTH));
    CALLS.addAll(List.of(Call.TRUNCATE, Call.TRUNCATE, Call.TRUNCATE, Call.FREE_BYTES));
  }

  /// Nothing goes wrong.
  static final Weather FAIR =
      new Weather(new Stop(null, false, 0, Outcome.GO), 0, Full.NEVER, false);

  private static final String JOURNAL = "ring-";
  private static final int LITTLE_ROOM = 100_000;
  private static final int MUCH_ROOM = 4_000_000;

  /// Where it stops.
  ///
  /// @param lastCall the kind of call; null: any
  /// @param inJournal of calls for the journal's files only
  /// @param after so many of them; 0: never
  private record Stop(@Nullable Call lastCall, boolean inJournal, int after, Outcome cut) {}

  /// When it fills up.
  ///
  /// @param from which call on; 0: never
  /// @param until which call
  /// @param room bytes that are left then; negative: none, and somebody else has taken it while a
  ///   new file was being written
  private record Full(int from, int until, int room) {
    static final Full NEVER = new Full(0, 0, 0);

    static Full of(Chance chance) {
      if (chance.nextInt(3) != 0) {
        return NEVER;
      }
      int from = 1 + chance.nextInt(100);
      int until = from + 20 + chance.nextInt(300);
      return new Full(from, until, room(chance));
    }

    private static int room(Chance chance) {
      return switch (chance.nextInt(4)) {
        case 0 -> chance.nextInt(LITTLE_ROOM);
        case 1 -> chance.nextInt(MUCH_ROOM);
        default -> -1 - chance.nextInt(LITTLE_ROOM);
      };
    }
  }

  private final Stop stop;
  private final int failsOneIn;
  private final Full full;
  private final boolean slow;
  private int left;
  private int calls;
  private boolean filled;

  private Weather(Stop stop, int failsOneIn, Full full, boolean slow) {
    this.stop = stop;
    this.left = stop.after;
    this.failsOneIn = failsOneIn;
    this.full = full;
    this.slow = slow;
  }

  /// Any weather. After a kill (`unsynced`) what matters happens soon, and often after a loss of
  /// power, when much that does not count any more lies beyond the log's end.
  static Weather of(Chance chance, boolean unsynced) {
    int pick = chance.nextInt(10);
    boolean early = chance.nextInt(2) == 0 || (unsynced && pick > 5);
    int fails = chance.nextInt(4) == 0 ? 30 + chance.nextInt(300) : 0;
    Full full = Full.of(chance);
    if (pick > 7) {
      int after = 1 + chance.nextInt(early ? 4 : 30);
      return new Weather(new Stop(Call.SYNC, true, after, unfinished(chance)), fails, full, true);
    }
    Call last = pick < 6 ? CALLS.get(chance.nextInt(CALLS.size())) : null;
    int after = pick == 7 ? 0 : 1 + chance.nextInt(most(last, early));
    Outcome cut = chance.nextInt(2) == 0 ? Outcome.CUT_BEFORE : Outcome.CUT_AFTER;
    if ((last == null || FaultCounts.DIVISIBLE.contains(last)) && chance.nextInt(2) == 0) {
      cut = Outcome.CUT_DURING;
    }
    Stop stop = new Stop(last, false, after, cut);
    return new Weather(stop, fails, full, chance.nextInt(3) == 0);
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
  boolean fillsUp(Call call, String file) {
    boolean due = !filled && mayBeFull() && calls >= full.from && calls < full.until;
    boolean grows = call == Call.CREATE || (call == Call.WRITE && !file.startsWith(JOURNAL));
    boolean now = due && (full.room >= 0 || grows);
    filled |= now;
    return now;
  }

  /// How much room there is when it is full.
  int room() {
    return full.room;
  }

  /// Whether it fills up at all.
  boolean mayBeFull() {
    return full.from > 0;
  }

  /// Whether it has room again.
  boolean clears() {
    return calls == full.until && mayBeFull();
  }
}
