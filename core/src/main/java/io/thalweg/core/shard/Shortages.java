package io.thalweg.core.shard;

import io.thalweg.core.journal.JournalWriter;
import io.thalweg.core.journal.JournalWriter.Claim;
import io.thalweg.core.memory.BlockPool;
import io.thalweg.core.memory.Tail;

/// Whether there is too little of something for further commands, and what they wait for then.
final class Shortages {
  /// Blocks that are kept free for what is under way.
  static final int SPARE_BLOCKS = 4;

  private final BlockPool pool;
  private final JournalWriter journal;
  private final Tail tail;
  private final Restater restater;
  private final FlushPlanner flushes;
  private final int mostBatches;

  /// Batches are flushed when there are more than `maxLiveBatches`.
  Shortages(
      BlockPool pool,
      JournalWriter journal,
      Tail tail,
      Restater restater,
      FlushPlanner flushes,
      int maxLiveBatches) {
    this.pool = pool;
    this.journal = journal;
    this.tail = tail;
    this.restater = restater;
    this.flushes = flushes;
    this.mostBatches = maxLiveBatches + maxLiveBatches / 4;
  }

  /// Whether too many batches are in the journal only.
  boolean ofBatches() {
    return tail.liveBatches() > mostBatches;
  }

  /// `durable` is the newest durable position.
  Shortage now(long durable) {
    if (!journal.writable()) {
      return Shortage.RING;
    }
    if (ofBatches()) {
      return Shortage.BATCHES;
    }
    boolean blocks = pool.available() >= SPARE_BLOCKS || tail.mayEvict(durable);
    return blocks ? Shortage.NONE : Shortage.BLOCKS;
  }

  /// Lets go of blocks until so many are free, or the rest is in use.
  void free(long blocks, long durable) {
    while (pool.available() < blocks && tail.evictOldest(durable)) {
      // one more is free
    }
  }

  /// Whether events of `bytes` find room one behind the other, or never will. Blocks may be let go
  /// of for that.
  boolean hasRoom(long bytes, long durable) {
    // Of a block, parts of a large event leave a quarter empty at most.
    long blocks = 2 + bytes / (pool.blockBytes() - pool.blockBytes() / 4);
    free(blocks, durable);
    boolean enough = pool.available() >= blocks && journal.takes(Claim.EVENTS, bytes);
    return enough || blocks > pool.limit() - SPARE_BLOCKS;
  }

  /// What a shortage's end waits for, as an operator reads it.
  String why(Shortage shortage, long durable) {
    return switch (shortage) {
      case NONE -> "nothing is short";
      case RING -> "the journal is full: " + ring(durable);
      case BATCHES ->
          tail.liveBatches()
              + " batches are in the journal only, of "
              + mostBatches
              + " at most; waiting for segments, "
              + underWay();
      case BLOCKS -> "no free block: " + blocks(durable);
    };
  }

  private String ring(long durable) {
    long used = journal.usedBytes();
    long unsynced = used - journal.bytesBefore(durable);
    long live = tail.oldestLive();
    long stated = restater.oldestStatement();
    long freed = journal.bytesBefore(Math.min(live, stated) - 1);
    String waits;
    if (unsynced >= used / 2) {
      waits = "the sync of " + shown(unsynced);
    } else if (freed >= used / 8) {
      waits = "the sync of an entry that lets " + shown(freed) + " go";
    } else if (live < stated) {
      long target = journal.bytesBefore(FlushPlanner.target(journal, durable));
      String batches = " (" + tail.liveBatches() + " batches are in the journal only)";
      waits = "a flush of up to " + shown(target) + " to segments, " + underWay() + batches;
    } else {
      waits = restater.shownOldest() + " to be stated again";
    }
    return shown(used)
        + " of "
        + shown(journal.capacityBytes())
        + " are needed; waiting for "
        + waits;
  }

  private String blocks(long durable) {
    String used = pool.limit() - pool.available() + " of " + pool.limit() + " are in use; ";
    if (journal.busy()) {
      long unsynced = journal.usedBytes() - journal.bytesBefore(durable);
      return used + "waiting for the sync of " + shown(unsynced);
    }
    return used
        + "waiting for clients that have not read their answers, or for segments, "
        + underWay();
  }

  private String underWay() {
    int plans = flushes.underWay();
    return "of which " + (plans == 1 ? "1 is" : plans + " are") + " being written";
  }

  private static String shown(long bytes) {
    return bytes < 1 << 20 ? (bytes >> 10) + " KiB" : (bytes >> 20) + " MiB";
  }
}
