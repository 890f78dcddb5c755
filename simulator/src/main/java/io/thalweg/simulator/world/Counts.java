package io.thalweg.simulator.world;

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

  /// Adds what `other` counted.
  public void add(Counts other) {
    for (var field : Counts.class.getFields()) {
      try {
        field.setLong(this, field.getLong(this) + field.getLong(other));
      } catch (IllegalAccessException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /// All crashes: with and without the loss of power.
  public long crashes() {
    return powerCuts + kills;
  }

  @Override
  public String toString() {
    StringBuilder out = new StringBuilder();
    for (var field : Counts.class.getFields()) {
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
