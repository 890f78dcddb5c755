package io.thalweg.storage.local;

import io.thalweg.core.base.Damage;
import io.thalweg.core.batch.BatchCrc;
import io.thalweg.core.batch.BatchHeader;
import io.thalweg.core.memory.Block;
import io.thalweg.core.memory.Slice;
import io.thalweg.core.read.FlushPlan.Extent;
import io.thalweg.storage.ring.JournalRing;
import io.thalweg.storage.segment.run.SegmentDamaged;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads batches that lie in the journal. Used by one thread.
final class JournalReads {
  private final JournalRing ring;
  private final BatchCrc crc = new BatchCrc();

  JournalReads(JournalRing ring) {
    this.ring = ring;
  }

  /// Reads `extents` one after the other into `block`, which the returned slice holds.
  ///
  /// @throws SegmentDamaged if the bytes there are not those batches
  Slice read(List<Extent> extents, Block block) throws IOException {
    int at = 0;
    for (Extent extent : extents) {
      ByteBuffer into = block.bytes().slice(at, extent.length());
      Damage damage = ring.read(extent.position(), extent.offset(), into);
      if (damage == null) {
        damage = wrong(extent, block.bytes(), at);
      }
      if (damage != null) {
        throw new SegmentDamaged(damage);
      }
      at += extent.length();
    }
    return new Slice(block, 0, at);
  }

  private @Nullable Damage wrong(Extent extent, ByteBuffer bytes, int at) {
    boolean right =
        extent.place(bytes, at)
            && BatchHeader.bytes(bytes, at) == extent.length()
            && crc.holds(bytes, at, extent.length());
    return right
        ? null
        : new Damage(
            ring.head(), extent.offset(), "expected a batch at offset " + extent.baseOffset());
  }
}
