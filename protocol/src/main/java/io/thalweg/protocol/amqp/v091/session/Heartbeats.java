package io.thalweg.protocol.amqp.v091.session;

/// Whether the peer is still there, and has reason to think so of the broker (AMQP 0-9-1, section
/// 4.2.7). Anything that comes or goes counts.
final class Heartbeats {
  private static final int MISSED = 2;

  private long intervalMillis;
  private long heardMillis;
  private long saidMillis;
  private boolean said;

  /// What has to be done now.
  enum Due {
    NOTHING,
    /// A heartbeat is to be sent.
    BEAT,
    /// The peer is gone.
    GONE
  }

  /// From now on something is to be heard each `seconds`; 0: not.
  void begin(int seconds, long nowMillis) {
    intervalMillis = 1000L * seconds;
    heardMillis = nowMillis;
    saidMillis = nowMillis;
  }

  /// Something has come, or nothing could.
  void heard(long nowMillis) {
    heardMillis = nowMillis;
  }

  /// Something was written.
  void said() {
    said = true;
  }

  Due due(long nowMillis) {
    if (said) {
      said = false;
      saidMillis = nowMillis;
    }
    if (intervalMillis == 0) {
      return Due.NOTHING;
    }
    if (nowMillis - heardMillis > MISSED * intervalMillis) {
      return Due.GONE;
    }
    return nowMillis - saidMillis >= intervalMillis / 2 ? Due.BEAT : Due.NOTHING;
  }
}
