package io.thalweg.storage.local;

import io.thalweg.core.base.Check;
import io.thalweg.core.batch.BatchHeader;
import io.thalweg.core.batch.BatchSieve.Left;
import io.thalweg.core.batch.Codecs;
import io.thalweg.core.journal.SegmentInfo;
import io.thalweg.core.memory.Block;
import io.thalweg.core.memory.BlockPool;
import io.thalweg.core.memory.Slice;
import io.thalweg.core.read.MergePlan.Cleaning;
import io.thalweg.core.read.MergePlan.Part;
import io.thalweg.storage.compact.Compaction;
import io.thalweg.storage.compact.NewestKeys;
import io.thalweg.storage.segment.BatchFilter;
import io.thalweg.storage.segment.SegmentReads;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Compacts parts of merges: first gathers the keys of a partition's dirty runs, then sifts batch
/// by batch. The keys stay in memory for the next plan of the same compaction, up to its end. Used
/// by the merger's thread.
final class Cleaner implements BatchFilter.Source, Closeable {
  private static final int READ_BYTES = 512 * 1024;

  private final SegmentReads reads;
  private final Codecs codecs;
  private final Consumer<String> log;
  private final CompactionStats stats = new CompactionStats();
  private final BlockPool blocks =
      new BlockPool(StorageSettings.READ_BLOCK_BYTES / 4096 * 4096, 1, () -> {});
  private @Nullable Gathering gathering;

  Cleaner(SegmentReads reads, Codecs codecs, Consumer<String> log) {
    this.reads = reads;
    this.codecs = codecs;
    this.log = log;
  }

  CompactionStats stats() {
    return stats;
  }

  @Override
  public @Nullable BatchFilter of(Part part) {
    Cleaning cleaning = part.cleaning();
    if (cleaning == null) {
      return null;
    }
    Gathering now = gathering;
    if (now == null || !now.dirty.equals(cleaning.dirty())) {
      close();
      now = new Gathering(cleaning.dirty());
      gathering = now;
    }
    return new Sifting(part, cleaning, now);
  }

  @Override
  public void close() {
    Gathering now = gathering;
    gathering = null;
    if (now != null) {
      now.keys.close();
    }
  }

  /// The keys of dirty runs, as far as they have been read.
  private final class Gathering {
    private final List<SegmentInfo> dirty;
    private final NewestKeys keys;
    private int run;
    private long next;

    Gathering(List<SegmentInfo> dirty) {
      SegmentInfo first = dirty.getFirst();
      this.dirty = dirty;
      this.next = Math.max(first.baseOffset(), first.cleanedTo());
      this.keys = new NewestKeys(codecs, next, dirty.getLast().endOffset());
    }

    /// Reads on; returns how many bytes, or 0 once all is known.
    int step() throws IOException {
      while (run < dirty.size()) {
        Block block = Check.present(blocks.take(), "a block to read into");
        int bytes;
        try {
          Slice batches = reads.read(dirty.get(run), next, READ_BYTES, block);
          bytes = batches.length();
          if (bytes == 0) {
            run++;
          } else if (keys.add(batches.view())) {
            next = end(batches);
            run += next >= dirty.get(run).endOffset() ? 1 : 0;
          } else {
            run = dirty.size();
          }
        } finally {
          block.release();
        }
        if (bytes > 0) {
          return bytes;
        }
      }
      return 0;
    }

    private static long end(Slice batches) {
      ByteBuffer in = batches.view();
      long end = -1;
      for (int at = 0; at < batches.length(); at += BatchHeader.bytes(in, at)) {
        end = BatchHeader.nextOffset(in, at);
      }
      return end;
    }
  }

  /// What is left of one part.
  private final class Sifting implements BatchFilter {
    private final Part part;
    private final Gathering gathering;
    private final Compaction compaction;
    private int unchangeable;

    Sifting(Part part, Cleaning cleaning, Gathering gathering) {
      this.part = part;
      this.gathering = gathering;
      this.compaction =
          new Compaction(codecs, gathering.keys, cleaning.nowMillis(), cleaning.tombstoneMillis());
    }

    @Override
    public int prepare() throws IOException {
      return gathering.step();
    }

    @Override
    public long prepares() {
      return gathering.dirty.get(gathering.run).id();
    }

    @Override
    public long cleanedTo() {
      return Math.clamp(gathering.keys.to(), part.baseOffset(), part.endOffset());
    }

    @Override
    public @Nullable ByteBuffer filter(ByteBuffer batch, boolean last) {
      Left left = compaction.filter(batch, 0, last);
      ByteBuffer bytes =
          switch (left) {
            case ALL, UNCHANGEABLE -> batch;
            case SOME -> compaction.batch();
            case NONE -> null;
          };
      unchangeable += left == Left.UNCHANGEABLE ? 1 : 0;
      stats.sifted(batch.remaining(), bytes == null ? 0 : bytes.remaining());
      if (last) {
        ended();
      }
      return bytes;
    }

    private void ended() {
      stats.ended();
      if (unchangeable > 0) {
        log.accept(
            unchangeable
                + " batches of partition "
                + part.partition()
                + " before offset "
                + part.endOffset()
                + " could not be compacted: they cannot be opened, or would become too large");
      }
      if (part.endOffset() >= gathering.dirty.getLast().endOffset()) {
        close();
      }
    }
  }
}
