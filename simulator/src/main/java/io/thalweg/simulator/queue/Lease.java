package io.thalweg.simulator.queue;

/// A delivery that is not settled.
final class Lease {
  final QueuedEvent event;
  final Taking taking;
  final long tag;

  /// How often the event had failed, as was told.
  final int failures;

  /// When it ends at the latest, in broker time; `Long.MAX_VALUE`: it has no deadline.
  long dueMillis = Long.MAX_VALUE;

  /// Whether its outcome does not count, since an earlier event of its key came back, or its queue
  /// has gone elsewhere.
  boolean inVain;

  /// Whether that is so because a deadline has passed: until that has come of it, this one counted.
  boolean perhapsLive;

  Lease(QueuedEvent event, Taking taking, long tag, int failures) {
    this.event = event;
    this.taking = taking;
    this.tag = tag;
    this.failures = failures;
  }

  TakerSession session() {
    return taking.session;
  }

  /// Nobody has the event by it any more.
  void end() {
    if (event.lease == this) {
      event.lease = null;
    }
  }

  @Override
  public String toString() {
    return "delivery " + tag + " to " + session() + (inVain ? " in vain" : "");
  }
}
