package io.thalweg.simulator.disk;

import io.thalweg.simulator.disk.Faults.Call;
import io.thalweg.simulator.disk.Faults.Outcome;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// How often each fault has struck.
public final class FaultCounts {
  /// Calls that storage makes, each of which may be the last.
  public static final Set<Call> CALLS = EnumSet.allOf(Call.class);

  /// Calls that may be left half done.
  public static final Set<Call> DIVISIBLE = EnumSet.of(Call.WRITE, Call.SYNC, Call.SYNC_DIRECTORY);

  private static final Map<Outcome, Fault> CRASHES =
      Map.of(
          Outcome.CUT_BEFORE, Fault.CRASH_BEFORE_CALL,
          Outcome.CUT_DURING, Fault.CRASH_DURING_CALL,
          Outcome.CUT_AFTER, Fault.CRASH_AFTER_CALL);

  private final EnumMap<Fault, Long> faults = new EnumMap<>(Fault.class);
  private final TreeMap<String, Long> crashes = new TreeMap<>();

  /// With every number at nought.
  public FaultCounts() {
    for (Fault fault : Fault.values()) {
      faults.put(fault, 0L);
    }
    for (Call call : CALLS) {
      crashes.put(name(call, Outcome.CUT_BEFORE), 0L);
      crashes.put(name(call, Outcome.CUT_AFTER), 0L);
    }
    for (Call call : DIVISIBLE) {
      crashes.put(name(call, Outcome.CUT_DURING), 0L);
    }
  }

  private static String name(Call call, Outcome outcome) {
    return call + " " + outcome;
  }

  /// `fault` has struck.
  public void struck(Fault fault) {
    faults.merge(fault, 1L, Long::sum);
  }

  /// `call` was the last one.
  void crashed(Call call, Outcome outcome) {
    Fault fault = CRASHES.get(outcome);
    if (fault != null) {
      struck(fault);
    }
    crashes.merge(name(call, outcome), 1L, Long::sum);
  }

  /// How often each fault has struck.
  public Map<Fault, Long> faults() {
    return faults;
  }

  /// How many crashes there were at each kind of call, by its name and where the crash was.
  public Map<String, Long> crashes() {
    return crashes;
  }

  /// Adds what `other` counted.
  public void add(FaultCounts other) {
    other.faults.forEach((fault, count) -> faults.merge(fault, count, Long::sum));
    other.crashes.forEach((call, count) -> crashes.merge(call, count, Long::sum));
  }

  @Override
  public String toString() {
    StringBuilder out = new StringBuilder();
    faults.forEach((fault, count) -> out.append(String.format("%-24s%10d%n", fault, count)));
    crashes.forEach((call, count) -> out.append(String.format("  %-26s%6d%n", call, count)));
    return out.toString();
  }
}
