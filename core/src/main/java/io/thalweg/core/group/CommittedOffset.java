package io.thalweg.core.group;

/// How far a group has come in a partition. Immutable.
///
/// @param partition aggregate id
/// @param offset of the next event to read
/// @param leaderEpoch of the last event read, or -1
/// @param metadata the client's own words
/// @param committedMillis broker time
public record CommittedOffset(
    long partition, long offset, int leaderEpoch, String metadata, long committedMillis) {

  /// An upper bound of its statement's bytes.
  int bytes() {
    return 96 + 3 * metadata.length();
  }
}
