package io.thalweg.core.memory;

import io.thalweg.core.base.Check;
import org.jspecify.annotations.Nullable;

/// Where recent journal entries lie: for each retained position the block that still holds its
/// payload, if any, and how many batches in it are live (stored nowhere else). Positions are dense.
/// One thread.
public final class Tail {
  private @Nullable Block[] blocks = new Block[1024];
  private int[] payloads = new int[1024];
  private int[] live = new int[1024];
  private long first;
  private long next;
  private long oldestLive;
  private long oldestInMemory;
  private long liveBatches;
  private long evicted;

  /// Starts at `first`, unless something was added already.
  public void startIfEmpty(long first) {
    if (next == 0) {
      startAt(first);
    }
  }

  /// Starts empty; `first` is the position of the first entry to be added.
  public void startAt(long first) {
    Check.that(this.next == this.first, "expected an empty tail");
    this.first = first;
    this.next = first;
    this.oldestLive = first;
    this.oldestInMemory = first;
  }

  /// Adds the entry at `position`, whose payload begins at `payload` of `block`; the tail holds the
  /// block until it is evicted. A null block: the entry lies in the journal only.
  public void add(long position, @Nullable Block block, int payload) {
    while (next < position) {
      extend(null, 0);
    }
    Check.equal(next, position, "position of the next entry");
    if (block != null) {
      block.retain();
    }
    extend(block, payload);
  }

  private void extend(@Nullable Block block, int payload) {
    if (next - first == live.length) {
      grow();
    }
    int at = (int) (next & (live.length - 1));
    blocks[at] = block;
    payloads[at] = payload;
    live[at] = 0;
    next++;
  }

  /// One more batch in the entry at `position` is live.
  public void batchAdded(long position) {
    live[index(position)]++;
    liveBatches++;
    oldestLive = Math.min(oldestLive, position);
  }

  /// One batch in the entry at `position` is stored elsewhere or not wanted any more.
  public void batchDropped(long position) {
    int at = index(position);
    Check.that(live[at] > 0, "expected a live batch to drop");
    live[at]--;
    liveBatches--;
  }

  /// The bytes `[offset, offset + length)` of the payload at `position`, or null if no block holds
  /// them any more.
  public @Nullable Slice find(long position, int offset, int length) {
    if (position < first || position >= next) {
      return null;
    }
    int at = index(position);
    Block block = blocks[at];
    return block == null ? null : new Slice(block, payloads[at] + offset, length);
  }

  /// The oldest position with a live batch; the next position if there is none.
  public long oldestLive() {
    while (oldestLive < next && live[index(oldestLive)] == 0) {
      oldestLive++;
    }
    return oldestLive;
  }

  /// Lets go of the oldest block among entries at or before `upTo`, with all entries in it. False
  /// if there is none.
  public boolean evictOldest(long upTo) {
    Block last = null;
    while (oldestInMemory < next && oldestInMemory <= upTo) {
      int at = index(oldestInMemory);
      Block block = blocks[at];
      if (block != null) {
        if (last != null && last != block) {
          return true;
        }
        evicted += last == null ? 1 : 0;
        last = block;
        blocks[at] = null;
        block.release();
      }
      oldestInMemory++;
    }
    return last != null;
  }

  /// Whether [#evictOldest] would let go of a block.
  public boolean mayEvict(long upTo) {
    while (oldestInMemory < next && blocks[index(oldestInMemory)] == null) {
      oldestInMemory++;
    }
    return oldestInMemory < next && oldestInMemory <= upTo;
  }

  /// Forgets entries before `position`: the journal does not have them any more.
  public void forgetBefore(long position) {
    long until = Math.min(position, Math.min(oldestLive(), oldestInMemory));
    first = Math.max(first, until);
  }

  /// Batches that are stored in the journal only.
  public long liveBatches() {
    return liveBatches;
  }

  /// How often a block was let go of while it still held entries.
  public long evictedBlocks() {
    return evicted;
  }

  private int index(long position) {
    Check.within(first, position, next - 1, "position of an entry in the tail");
    return (int) (position & (live.length - 1));
  }

  private void grow() {
    int was = live.length;
    @Nullable Block[] newBlocks = new Block[was * 2];
    int[] newPayloads = new int[was * 2];
    int[] newLive = new int[was * 2];
    for (long p = first; p < next; p++) {
      int from = (int) (p & (was - 1));
      int to = (int) (p & (was * 2 - 1));
      newBlocks[to] = blocks[from];
      newPayloads[to] = payloads[from];
      newLive[to] = live[from];
    }
    blocks = newBlocks;
    payloads = newPayloads;
    live = newLive;
  }
}
