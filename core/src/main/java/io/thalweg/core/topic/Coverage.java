package io.thalweg.core.topic;

import io.thalweg.core.base.Check;

/// Is told where the offsets of a partition do not follow each other, though every one of them is
/// in a segment or in the journal.
@FunctionalInterface
public interface Coverage {
  /// Position of what is found when replay has ended, between segments and the journal.
  long AFTER_REPLAY = -1;

  /// A shard's own: it cannot happen.
  Coverage UNBROKEN =
      (_, partition, expected, found) ->
          Check.that(
              false,
              "expected offset "
                  + expected
                  + " of partition "
                  + partition
                  + " in the journal or a segment, but the next one is "
                  + found);

  /// Behind what covers the offsets of `partition` up to `expected`, the next to be covered is
  /// `found`; seen at journal position `position`.
  void broken(long position, long partition, long expected, long found);
}
