package io.thalweg.core.group;

import io.thalweg.core.base.Check;

/// Bounds of groups.
///
/// @param minSessionMillis smallest session timeout that a member may ask for
/// @param maxSessionMillis largest one
/// @param initialDelayMillis how long an empty group waits for more members
/// @param newMemberMillis how long a new member may wait for its first generation
/// @param maxGroups number of groups
/// @param maxMembers members of a group
/// @param maxStatementBytes one group with its members' metadata and assignments
/// @param maxBytes all groups and offsets
/// @param maxMetadataBytes a committed offset's metadata
/// @param retentionMillis how long an empty group keeps its offsets
/// @param sweepMillis how often offsets are looked through for what is past that
public record GroupLimits(
    int minSessionMillis,
    int maxSessionMillis,
    int initialDelayMillis,
    int newMemberMillis,
    int maxGroups,
    int maxMembers,
    int maxStatementBytes,
    long maxBytes,
    int maxMetadataBytes,
    long retentionMillis,
    long sweepMillis) {
  /// The largest statement that leaves room in a journal entry.
  public static final int LARGEST_STATEMENT = 512 * 1024;

  /// Kafka's defaults, and bounds where Kafka has none.
  public static final GroupLimits DEFAULT =
      new GroupLimits(
          6_000,
          1_800_000,
          3_000,
          300_000,
          10_000,
          1_000,
          LARGEST_STATEMENT,
          32L << 20,
          4096,
          7L * 24 * 3_600_000,
          600_000);

  public GroupLimits {
    Check.within(1, minSessionMillis, maxSessionMillis, "smallest session timeout");
    Check.within(1, maxStatementBytes, LARGEST_STATEMENT, "largest statement of a group");
    Check.within(0, initialDelayMillis, Integer.MAX_VALUE, "initial delay of a group");
    Check.within(1, sweepMillis, Long.MAX_VALUE, "time between sweeps");
  }
}
