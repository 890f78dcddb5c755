package io.thalweg.simulator.queue;

/// A delivery that is not settled.
final class Lease {
  final QueuedEvent event;
  final Taking taking;
  final long tag;

  /// How often the event had failed, as was told.
  final int failures;

  /// Whether its outcome does not count, since an earlier event of its key came back, or its queue
  /// has gone elsewhere.
  boolean inVain;

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
