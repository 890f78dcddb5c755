package io.thalweg.core.queue;

/// Where somebody begins to read what is kept, in each partition.
///
/// @param value of [Kind#OFFSET], and in milliseconds of [Kind#TIME] and [Kind#AGE]; else 0
/// @param partition index of the only one that is read; -1: all are
public record Start(Kind kind, long value, int partition) {
  /// What is written from now on, in all partitions.
  public static final Start NEXT = new Start(Kind.NEXT, 0, -1);

  /// How a place is named.
  public enum Kind {
    /// The first event that is there.
    FIRST,
    /// The last event that is there.
    LAST,
    /// The event that is written next.
    NEXT,
    /// The event at an offset, as near as there are events.
    OFFSET,
    /// The first event whose timestamp is not before a time.
    TIME,
    /// The first event that is not older.
    AGE
  }
}
