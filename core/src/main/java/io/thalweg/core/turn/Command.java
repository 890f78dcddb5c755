package io.thalweg.core.turn;

import io.thalweg.core.journal.JournalWriter.Claim;

/// What a session asks of the shard. A command names one shard and is decided there whole; bytes
/// inside it are lent for the call. Each feature's commands nest in one sealed interface.
public interface Command {
  /// An upper bound of the journal bytes that deciding it may write, follow-ups included.
  int journalBytes();

  /// What it asks the journal's room for.
  default Claim claim() {
    return Claim.WORK;
  }
}
