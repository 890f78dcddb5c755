package io.thalweg.simulator.queue;

import io.thalweg.core.queue.QueueCommand.Deadline;

/// Somebody who consumes, or asks for one event.
final class Taking {
  final QueueModel queue;
  final TakerSession session;
  final boolean settles;

  /// Most unsettled deliveries at once; 0: any number.
  final int credit;

  final Deadline deadline;

  /// Whether it asks for one event only.
  final boolean once;

  /// Number of its request.
  long request;

  /// Deliveries that are not settled.
  int open;

  boolean begun;
  boolean ended;

  Taking(
      QueueModel queue,
      TakerSession session,
      boolean settles,
      int credit,
      boolean once,
      Deadline deadline) {
    this.queue = queue;
    this.session = session;
    this.settles = settles;
    this.credit = credit;
    this.once = once;
    this.deadline = deadline;
    this.begun = once;
  }
}
