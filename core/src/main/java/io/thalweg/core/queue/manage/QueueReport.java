package io.thalweg.core.queue.manage;

import io.thalweg.core.queue.Queue;
import java.util.List;

/// A queue in numbers, at one moment.
///
/// @param paused whether nobody gets anything of it
/// @param blocked partitions of which nobody can get anything, since keys block it
public record QueueReport(
    Queue queue,
    boolean paused,
    int consumers,
    Contents contents,
    Counts counts,
    Rates rates,
    List<Blocked> blocked) {
  /// A partition of which so many events are known that no more are looked at, and none can be had
  /// before others of their keys are done.
  ///
  /// @param offset of the oldest event that is not done
  /// @param key of that event, or the beginning of it; for people
  /// @param events that are known
  public record Blocked(int partition, long offset, String key, int events) {}

  /// What is in it. Events of several parts count as many.
  ///
  /// @param ready events that wait for a consumer
  /// @param leased events that a consumer has and has not settled
  /// @param delayed events that failed and wait before they are delivered again
  /// @param dying dead letters whose copy is not made yet
  /// @param oldestMillis broker time at which the oldest ready event was taken, as far as is known;
  ///   -1: there is none
  public record Contents(long ready, long leased, long delayed, long dying, long oldestMillis) {
    /// All of them.
    public long events() {
      return ready + leased + delayed + dying;
    }
  }

  /// What happened in a second, over the last ten. Named as in [Counts].
  public record Rates(double published, double delivered, double acknowledged) {
    /// Nothing happened.
    public static final Rates NONE = new Rates(0, 0, 0);
  }

  /// What happened since the start, or since the queue was declared.
  ///
  /// @param published events that came to its topic
  /// @param delivered events, again or not
  /// @param acknowledged deliveries
  /// @param failed deliveries that failed, or were lost with their consumer
  /// @param deadLettered events of which a copy was made where dead letters go
  /// @param expired events whose time to live was over, whatever became of them
  /// @param dropped dead events of which no copy was made
  /// @param filtered events that the filter did not let pass; those of several parts once
  public record Counts(
      long published,
      long delivered,
      long acknowledged,
      long failed,
      long deadLettered,
      long expired,
      long dropped,
      long filtered) {
    /// Nothing happened.
    public static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0, 0, 0);

    /// These and the `others`.
    public Counts plus(Counts others) {
      return new Counts(
          published + others.published,
          delivered + others.delivered,
          acknowledged + others.acknowledged,
          failed + others.failed,
          deadLettered + others.deadLettered,
          expired + others.expired,
          dropped + others.dropped,
          filtered + others.filtered);
    }
  }
}
