package io.thalweg.simulator.told;

import io.thalweg.simulator.disk.FaultCounts;
import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.List;

/// What happened in histories, so that a test can see that it tried something.
public final class Counts {
  public long histories;
  public long lives;
  public long powerCuts;
  public long kills;
  public long cutWhileOpening;
  public long failuresWhileOpening;
  public long journalFailures;
  public long tornEnds;
  public long entries;
  public long wraps;
  public long restatements;
  public long flushes;
  public long merges;
  public long heldBackForMerges;
  public long compactions;
  public long compactedAway;
  public long refusedWhileFull;
  public long segmentsDeleted;
  public long journalReads;
  public long segmentReads;
  public long acknowledged;
  public long resent;
  public long repeated;
  public long refusedGaps;
  public long batchesRead;
  public long committed;
  public long topicsChanged;
  public long topicsDeleted;
  public long trims;
  public long replaysCompared;
  public long diskCalls;
  public long operations;
  public long restartsCompared;
  public long rests;
  public long memberActs;
  public long joined;
  public long assigned;
  public long heartbeats;
  public long left;
  public long recreated;
  public long queueActs;
  public long queuesDeclared;
  public long queuesDeleted;
  public long published;
  public long publishedInParts;
  public long lettersRefused;
  public long lettersTooMany;
  public long purges;
  public long seeks;
  public long delivered;
  public long deliveredInParts;
  public long redelivered;
  public long settled;
  public long settledInVain;
  public long failed;
  public long rejected;
  public long released;
  public long lost;
  public long deadlinesPassed;
  public long extended;
  public long settledLate;
  public long deadLetters;
  public long deadLettersDue;
  public long filteredOut;
  public long restartsWithLeases;
  public long drained;
  public long flipsNoticed;
  public long flipsHarmless;

  /// What went wrong, on purpose.
  public final FaultCounts faults = new FaultCounts();

  /// Adds what `other` counted.
  public void add(Counts other) {
    faults.add(other.faults);
    for (var field : numbers()) {
      try {
        field.setLong(this, field.getLong(this) + field.getLong(other));
      } catch (IllegalAccessException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static List<Field> numbers() {
    return Arrays.stream(Counts.class.getFields())
        .filter(field -> field.getType() == long.class)
        .toList();
  }

  /// All crashes: with and without the loss of power.
  public long crashes() {
    return powerCuts + kills;
  }

  @Override
  public String toString() {
    StringBuilder out = new StringBuilder();
    for (var field : numbers()) {
      try {
        out.append(out.isEmpty() ? "" : ", ");
        out.append(field.getName()).append(' ').append(field.getLong(this));
      } catch (IllegalAccessException e) {
        throw new IllegalStateException(e);
      }
    }
    return out.toString();
  }
}
