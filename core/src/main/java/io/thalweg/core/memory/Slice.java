package io.thalweg.core.memory;

import java.nio.ByteBuffer;

/// A range of a block. It does not hold the block by itself: whoever keeps a slice beyond the call
/// that gave it retains it, and releases it once.
///
/// @param block where the bytes are
/// @param offset first byte in the block
/// @param length in bytes
public record Slice(Block block, int offset, int length) {
  /// The bytes, as a read-only-by-convention view of their own position and limit.
  public ByteBuffer view() {
    return block.bytes().slice(offset, length);
  }

  /// Holds the block.
  public Slice retain() {
    block.retain();
    return this;
  }

  /// Lets go of the block.
  public void release() {
    block.release();
  }
}
