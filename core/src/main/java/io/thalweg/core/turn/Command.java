package io.thalweg.core.turn;

/// What a session asks of the shard. A command names one shard and is decided there whole; bytes
/// inside it are lent for the call. Each feature's commands nest in one sealed interface.
public interface Command {
  /// An upper bound of the journal bytes that deciding it may write, follow-ups included.
  int journalBytes();
}
