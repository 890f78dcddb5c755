package io.thalweg.protocol.kafka.request;

import org.apache.kafka.common.protocol.Errors;

/// The one epoch of the one broker, which leads everything.
public final class LeaderEpoch {
  /// The epoch that there is.
  public static final int CURRENT = 0;

  /// What clients say if they know of none.
  private static final int UNKNOWN = -1;

  private LeaderEpoch() {}

  /// What is wrong with the epoch that a client believes to be current (KIP-320); NONE if nothing.
  public static Errors check(int believed) {
    if (believed == UNKNOWN || believed == CURRENT) {
      return Errors.NONE;
    }
    return believed < CURRENT ? Errors.FENCED_LEADER_EPOCH : Errors.UNKNOWN_LEADER_EPOCH;
  }
}
