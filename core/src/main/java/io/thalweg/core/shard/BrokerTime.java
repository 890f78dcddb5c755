package io.thalweg.core.shard;

/// Broker time: that of the wall clock that is passed in, but never going back, also not across a
/// restart. While that clock is behind, since it was set back, this one goes on at half its pace:
/// who waits is not left waiting.
final class BrokerTime {
  private long millis;
  private long wall;
  private long halfMillis;

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
    wall = wallMillis;
  }

  /// The clock shows this time now.
  void advance(long wallMillis) {
    if (wallMillis >= millis) {
      millis = wallMillis;
    } else {
      halfMillis += Math.max(0, wallMillis - wall);
      millis += halfMillis / 2;
      halfMillis %= 2;
    }
    wall = wallMillis;
  }

  /// What the clock will show when it is `due` in broker time, unless it is set meanwhile.
  long onTheClock(long due) {
    if (millis <= wall || due == Long.MAX_VALUE) {
      return due;
    }
    return Math.min(due, wall + 2 * Math.max(0, due - millis));
  }
}
