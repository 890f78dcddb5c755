package io.thalweg.core.memory;

import io.thalweg.core.base.Check;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;

/// Off-heap memory of fixed size, aligned to 4 KB, shared by reference count: when the last holder
/// releases it, it goes back to its pool. Holders may be on any thread; the bytes are written by
/// one thread, and only before they are handed to others.
public final class Block {
  private static final VarHandle HOLDERS;

  static {
    try {
      HOLDERS = MethodHandles.lookup().findVarHandle(Block.class, "holders", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final BlockPool pool;
  private final ByteBuffer bytes;

  @SuppressWarnings("unused") // through HOLDERS
  private volatile int holders;

  Block(BlockPool pool, ByteBuffer bytes) {
    this.pool = pool;
    this.bytes = bytes;
  }

  /// The whole block, big-endian. Shared: use absolute access only, or a duplicate.
  public ByteBuffer bytes() {
    return bytes;
  }

  /// Its size in bytes.
  public int capacity() {
    return bytes.capacity();
  }

  /// Adds a holder. The caller must hold the block already.
  public void retain() {
    int before = (int) HOLDERS.getAndAdd(this, 1);
    Check.that(before > 0, "expected a held block to retain, but it is free");
  }

  /// Removes a holder; the last one gives the block back.
  public void release() {
    int before = (int) HOLDERS.getAndAdd(this, -1);
    Check.that(before > 0, "expected a held block to release, but it is free");
    if (before == 1) {
      pool.returned(this);
    }
  }

  /// How many hold it now.
  public int holders() {
    return holders;
  }

  void taken() {
    Check.that(HOLDERS.compareAndSet(this, 0, 1), "expected a free block in the pool");
  }
}
