package io.thalweg.core.memory;

import io.thalweg.core.base.Check;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// A bounded number of blocks of one size. Memory is taken at first use and kept. Thread-safe.
public final class BlockPool {
  private static final int ALIGNMENT = 4096;

  private final int blockBytes;
  private final int limit;
  private final ArrayDeque<Block> free = new ArrayDeque<>();
  private final Runnable whenReturned;
  private int made;

  /// At most `limit` blocks of `blockBytes` (a multiple of 4 KB) each.
  public BlockPool(int blockBytes, int limit) {
    this(blockBytes, limit, () -> {});
  }

  /// The same; `whenReturned` runs whenever a block has come back, on any thread.
  public BlockPool(int blockBytes, int limit, Runnable whenReturned) {
    Check.that(blockBytes > 0 && blockBytes % ALIGNMENT == 0, "expected blocks of whole 4 KB");
    this.blockBytes = blockBytes;
    this.limit = limit;
    this.whenReturned = whenReturned;
  }

  /// A block with one holder, the caller; or null when all are in use. Its bytes are those of its
  /// last use.
  public synchronized @Nullable Block take() {
    Block block = free.pollLast();
    if (block == null) {
      if (made == limit) {
        return null;
      }
      made++;
      ByteBuffer raw = ByteBuffer.allocateDirect(blockBytes + ALIGNMENT);
      block = new Block(this, raw.alignedSlice(ALIGNMENT).slice(0, blockBytes));
    }
    block.taken();
    return block;
  }

  void returned(Block block) {
    synchronized (this) {
      free.addLast(block);
    }
    whenReturned.run();
  }

  /// How many blocks could be taken now.
  public synchronized int available() {
    return free.size() + limit - made;
  }

  /// Size of each block in bytes.
  public int blockBytes() {
    return blockBytes;
  }

  /// The largest number of blocks.
  public int limit() {
    return limit;
  }
}
