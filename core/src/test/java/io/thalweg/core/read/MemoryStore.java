package io.thalweg.core.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.base.Damage;
import io.thalweg.core.batch.BatchHeader;
import io.thalweg.core.batch.BatchSieve;
import io.thalweg.core.batch.BatchSieve.Left;
import io.thalweg.core.batch.Codecs;
import io.thalweg.core.journal.MemoryJournal;
import io.thalweg.core.journal.SegmentInfo;
import io.thalweg.core.memory.Block;
import io.thalweg.core.memory.BlockPool;
import io.thalweg.core.memory.Slice;
import io.thalweg.core.read.FlushPlan.Extent;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/// Segments in memory. Nothing is done before the test lets [#work].
public final class MemoryStore implements SegmentStore {
  /// By segment and partition.
  public final Map<Long, Map<Long, List<ByteBuffer>>> files = new TreeMap<>();

  public final List<SegmentInfo> written = new ArrayList<>();
  public final List<SegmentInfo> merged = new ArrayList<>();

  public final List<SegmentInfo> deleted = new ArrayList<>();
  public final Set<Long> damaged = new HashSet<>();
  public final List<MergePlan.Part> cleaned = new ArrayList<>();
  public boolean failing;
  public boolean failingMerges;

  /// Merges that are under way.
  public int merging;

  public int looks;

  /// How often batches were asked for.
  public int reads;

  /// How many keys fit into memory; 0: all.
  public int mostKeys;

  /// Offsets of events that compaction leaves out.
  public final Set<Long> superseded = new HashSet<>();

  private final BatchSieve sieve = new BatchSieve(Codecs.NONE, 1 << 20);
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

  /// Does the oldest thing that is wanted, if there is one.
  public void workOne(Answers answers) {
    var next = wanted.poll();
    if (next != null) {
      next.accept(answers);
    }
  }

  public int pending() {
    return wanted.size();
  }

  @Override
  public void read(long read, SegmentInfo segment, long fromOffset, int maxBytes) {
    reads++;
    wanted.add(
        answers ->
            answer(
                answers,
                read,
                batches(segment),
                batch -> BatchHeader.nextOffset(batch, 0) > fromOffset,
                maxBytes));
  }

  @Override
  public void readFrom(
      long read, SegmentInfo segment, long fromOffset, long timestamp, int maxBytes) {
    wanted.add(
        answers -> {
          List<ByteBuffer> file = batches(segment);
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
    reads++;
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
      ByteBuffer copy = ByteBuffer.allocate(memory.length());
      return placed(extent, copy.put(0, memory.view(), 0, memory.length()));
    }
    byte[] payload = journal.payload(extent.position());
    if (payload == null) {
      return null;
    }
    byte[] copy = Arrays.copyOfRange(payload, extent.offset(), extent.offset() + extent.length());
    return placed(extent, ByteBuffer.wrap(copy));
  }

  private static ByteBuffer placed(Extent extent, ByteBuffer batch) {
    assertThat(extent.place(batch, 0)).isTrue();
    assertThat(BatchHeader.baseOffset(batch, 0)).isEqualTo(extent.baseOffset());
    return batch;
  }

  private List<ByteBuffer> batches(SegmentInfo run) {
    Map<Long, List<ByteBuffer>> file = files.get(run.id());
    return file == null ? null : file.get(run.partition());
  }

  @Override
  public void flush(FlushPlan plan) {
    wanted.add(
        answers -> {
          Map<Long, List<ByteBuffer>> file = new TreeMap<>();
          boolean whole = true;
          for (FlushPlan.Part part : plan.parts()) {
            List<ByteBuffer> batches = new ArrayList<>();
            for (Extent extent : part.extents()) {
              ByteBuffer batch = batch(extent);
              whole &= batch != null;
              batches.add(batch);
              if (extent.memory() != null) {
                extent.memory().release();
              }
            }
            assertThat(file.put(part.partition(), batches)).isNull();
          }
          if (failing || !whole) {
            answers.notFlushed(plan, "told to fail");
            return;
          }
          files.put(plan.segment(), file);
          List<SegmentInfo> runs =
              plan.parts().stream()
                  .map(
                      part ->
                          run(
                              plan.segment(),
                              plan.mixed(),
                              part,
                              file.get(part.partition()),
                              part.baseOffset()))
                  .toList();
          written.addAll(runs);
          answers.flushed(plan, runs);
        });
  }

  private static SegmentInfo run(
      long segment, boolean mixed, FlushPlan.Part part, List<ByteBuffer> batches, long cleanedTo) {
    return new SegmentInfo(
        segment,
        mixed,
        part.partition(),
        part.baseOffset(),
        part.endOffset(),
        batches.stream().mapToLong(ByteBuffer::limit).sum(),
        (int) segment,
        batches.stream().mapToLong(b -> b.getLong(35)).max().orElseThrow(),
        part.brokerTime(),
        cleanedTo);
  }

  private static FlushPlan.Part covered(MergePlan.Part part) {
    return new FlushPlan.Part(
        part.partition(),
        part.baseOffset(),
        part.endOffset(),
        part.brokerTime(),
        part.maxTimestamp(),
        List.of());
  }

  @Override
  public void merge(MergePlan plan) {
    merging++;
    wanted.add(
        answers -> {
          merging--;
          Map<Long, List<ByteBuffer>> file = new TreeMap<>();
          for (MergePlan.Part part : plan.parts()) {
            List<ByteBuffer> batches = new ArrayList<>();
            for (SegmentInfo source : part.sources()) {
              List<ByteBuffer> of = batches(source);
              if (of == null || damaged.contains(source.id())) {
                answers.notMerged(plan, source.id(), "damaged");
                return;
              }
              batches.addAll(part.cleaning() == null ? of : sifted(of));
            }
            assertThat(file.put(part.partition(), batches)).isNull();
          }
          if (failing || failingMerges) {
            answers.notMerged(plan, -1, "told to fail");
            return;
          }
          files.put(plan.segment(), file);
          List<SegmentInfo> runs =
              plan.parts().stream()
                  .map(
                      part ->
                          run(
                              plan.segment(),
                              plan.mixed(),
                              covered(part),
                              file.get(part.partition()),
                              cleanedTo(part)))
                  .toList();
          merged.addAll(runs);
          answers.merged(plan, runs);
        });
  }

  private List<ByteBuffer> sifted(List<ByteBuffer> batches) {
    List<ByteBuffer> sifted = new ArrayList<>();
    for (ByteBuffer batch : batches) {
      Left left =
          sieve.sift(
              batch, 0, event -> !superseded.contains(event.offset()), BatchSieve.NO_HORIZON);
      if (left == Left.SOME) {
        ByteBuffer some = sieve.batch();
        sifted.add(ByteBuffer.allocate(some.remaining()).put(some.duplicate()).flip());
      } else if (left != Left.NONE) {
        sifted.add(batch);
      }
    }
    return sifted;
  }

  /// All events stay but those that are [#superseded].
  private long cleanedTo(MergePlan.Part part) {
    if (part.cleaning() != null) {
      cleaned.add(part);
      return part.cleaning().dirty().getFirst().partition() == part.partition() && mostKeys > 0
          ? Math.clamp(
              part.cleaning().dirty().getFirst().cleanedTo() + mostKeys,
              part.baseOffset(),
              part.endOffset())
          : part.endOffset();
    }
    long to = part.baseOffset();
    for (SegmentInfo source : part.sources()) {
      to = source.baseOffset() == to ? Math.min(source.cleanedTo(), source.endOffset()) : to;
    }
    return to;
  }

  @Override
  public void look() {
    looks++;
  }

  @Override
  public void delete(SegmentInfo segment) {
    files.remove(segment.id());
    deleted.add(segment);
  }
}
