package io.thalweg.bench.queue;

/// How a consumer settles a delivery.
enum Settlement {
  /// Done.
  ACCEPT,
  /// Failed, to be delivered again.
  REQUEUE,
  /// Refused, to be a dead letter.
  REJECT
}
