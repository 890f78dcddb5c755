package io.thalweg.core.shard;

/// Broker time: the time passed in, but never going back, also not across a restart.
final class BrokerTime {
  private long millis;

  long millis() {
    return millis;
  }

  /// A journal entry carries this time.
  void seen(long entryMillis) {
    millis = Math.max(millis, entryMillis);
  }

  /// The shard opens at this wall time.
  void opened(long wallMillis) {
    millis = Math.max(millis, wallMillis);
  }

  /// The clock shows this time now.
  void advance(long wallMillis) {
    millis = Math.max(millis, wallMillis);
  }
}
