package io.thalweg.core.shard;

/// What there is too little of for further commands.
public enum Shortage {
  /// Nothing: they may come.
  NONE,
  /// Room in the journal.
  RING,
  /// Memory for batches that are in the journal only.
  BATCHES,
  /// Free memory blocks.
  BLOCKS
}
