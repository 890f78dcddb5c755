package io.thalweg.core.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.base.Damage;
import io.thalweg.core.batch.BatchHeader;
import io.thalweg.core.journal.MemoryJournal;
import io.thalweg.core.journal.SegmentInfo;
import io.thalweg.core.memory.Block;
import io.thalweg.core.memory.BlockPool;
import io.thalweg.core.memory.Slice;
import io.thalweg.core.read.FlushPlan.Extent;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/// Segments in memory. Nothing is done before the test lets [#work].
public final class MemoryStore implements SegmentStore {
  public final Map<Long, List<ByteBuffer>> files = new TreeMap<>();
  public final List<SegmentInfo> written = new ArrayList<>();
  public final List<SegmentInfo> deleted = new ArrayList<>();
  public boolean failing;
  private final BlockPool blocks = new BlockPool(4 << 20, 64);
  private final ArrayDeque<Consumer<Answers>> wanted = new ArrayDeque<>();
  private MemoryJournal journal;

  public MemoryStore(MemoryJournal journal) {
    this.journal = journal;
  }

  /// After a crash: files stay, what was under way does not.
  public void crashed(MemoryJournal after) {
    journal = after;
    wanted.clear();
  }

  /// Does all that is wanted; returns how much that was.
  public int work(Answers answers) {
    int done = 0;
    for (var next = wanted.poll(); next != null; next = wanted.poll()) {
      next.accept(answers);
      done++;
    }
    return done;
  }

  public int pending() {
    return wanted.size();
  }

  @Override
  public void read(long read, SegmentInfo segment, long fromOffset, int maxBytes) {
    wanted.add(
        answers ->
            answer(
                answers,
                read,
                files.get(segment.id()),
                batch -> BatchHeader.nextOffset(batch, 0) > fromOffset,
                maxBytes));
  }

  @Override
  public void readFrom(
      long read, SegmentInfo segment, long fromOffset, long timestamp, int maxBytes) {
    wanted.add(
        answers -> {
          List<ByteBuffer> file = files.get(segment.id());
          if (file == null) {
            answers.damaged(read, new Damage("segment", 0, "no such file"));
            return;
          }
          List<ByteBuffer> behind =
              file.stream().filter(it -> BatchHeader.nextOffset(it, 0) > fromOffset).toList();
          long reached =
              timestamp == LARGEST
                  ? behind.stream().mapToLong(b -> b.getLong(35)).max().orElse(LARGEST)
                  : timestamp;
          if (behind.stream().anyMatch(batch -> batch.getLong(35) >= reached)) {
            answer(answers, read, behind, batch -> batch.getLong(35) >= reached, maxBytes);
          } else {
            answers.arrived(read, slice(List.of()));
          }
        });
  }

  private void answer(
      Answers answers,
      long read,
      List<ByteBuffer> batches,
      java.util.function.Predicate<ByteBuffer> from,
      int maxBytes) {
    List<ByteBuffer> chosen = new ArrayList<>();
    int left = maxBytes;
    for (ByteBuffer batch : batches == null ? List.<ByteBuffer>of() : batches) {
      boolean begins = !chosen.isEmpty() || from.test(batch);
      if (begins && (chosen.isEmpty() || batch.limit() <= left)) {
        chosen.add(batch);
        left -= batch.limit();
      } else if (begins) {
        break;
      }
    }
    if (chosen.isEmpty()) {
      answers.damaged(read, new Damage("segment", 0, "no such batch"));
    } else {
      answers.arrived(read, slice(chosen));
    }
  }

  private Slice slice(List<ByteBuffer> batches) {
    Block block = blocks.take();
    int at = 0;
    for (ByteBuffer batch : batches) {
      block.bytes().put(at, batch, 0, batch.limit());
      at += batch.limit();
    }
    return new Slice(block, 0, at);
  }

  @Override
  public void read(long read, List<Extent> extents) {
    wanted.add(
        answers -> {
          List<ByteBuffer> batches = new ArrayList<>();
          for (Extent extent : extents) {
            ByteBuffer batch = batch(extent);
            if (batch == null) {
              answers.damaged(read, new Damage("journal", extent.position(), "overwritten"));
              return;
            }
            batches.add(batch);
          }
          answers.arrived(read, slice(batches));
        });
  }

  private ByteBuffer batch(Extent extent) {
    Slice memory = extent.memory();
    if (memory != null) {
      return ByteBuffer.allocate(memory.length()).put(0, memory.view(), 0, memory.length());
    }
    byte[] payload = journal.payload(extent.position());
    if (payload == null) {
      return null;
    }
    ByteBuffer batch = ByteBuffer.wrap(payload).slice(extent.offset(), extent.length());
    assertThat(BatchHeader.baseOffset(batch, 0)).isEqualTo(extent.baseOffset());
    return batch;
  }

  @Override
  public void flush(FlushPlan plan) {
    wanted.add(
        answers -> {
          List<ByteBuffer> batches = new ArrayList<>();
          boolean whole = true;
          for (Extent extent : plan.extents()) {
            ByteBuffer batch = batch(extent);
            whole &= batch != null;
            batches.add(batch);
            if (extent.memory() != null) {
              extent.memory().release();
            }
          }
          if (failing || !whole) {
            answers.notFlushed(plan, "told to fail");
            return;
          }
          files.put(plan.segment(), batches);
          SegmentInfo segment = segment(plan, batches);
          written.add(segment);
          answers.flushed(plan, segment);
        });
  }

  private static SegmentInfo segment(FlushPlan plan, List<ByteBuffer> batches) {
    long bytes = batches.stream().mapToLong(ByteBuffer::limit).sum();
    return new SegmentInfo(
        plan.segment(),
        plan.partition(),
        plan.baseOffset(),
        plan.endOffset(),
        bytes,
        (int) bytes,
        plan.maxTimestamp(),
        plan.brokerTime());
  }

  @Override
  public void delete(SegmentInfo segment) {
    files.remove(segment.id());
    deleted.add(segment);
  }
}
