package io.thalweg.core.topic;

import io.thalweg.core.base.Ids;
import io.thalweg.core.base.LongMap;
import io.thalweg.core.batch.BatchHeader;
import io.thalweg.core.journal.RecordReader;
import io.thalweg.core.journal.SegmentInfo;
import io.thalweg.core.memory.Slice;
import io.thalweg.core.memory.Tail;
import io.thalweg.core.topic.TopicState.Coverage;
import io.thalweg.core.turn.Stated;
import io.thalweg.core.turn.Turn;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One partition: its offsets, its producers' windows, its runs in segments, and where its tail
/// lies.
final class PartitionState extends Stated implements PartitionView {
  /// Producers remembered per partition; the one that wrote longest ago goes first.
  static final int MAX_PRODUCERS = 2000;

  private final long id;
  private final Tail tail;
  private final Coverage coverage;
  private final TailIndex index = new TailIndex();
  private final ArrayList<SegmentInfo> runs = new ArrayList<>(0);
  private LongMap<ProducerWindow> producers = new LongMap<>();
  private boolean known;
  private long logStart;
  private long nextOffset;
  private long durableEnd;
  private long durableStart;
  private long runBytes;

  PartitionState(long id, Tail tail, Coverage coverage) {
    this.id = id;
    this.tail = tail;
    this.coverage = coverage;
  }

  /// Whether a statement of it has been applied.
  boolean isKnown() {
    return known;
  }

  void state(long start, long next, LongMap<ProducerWindow> windows) {
    known = true;
    logStart = start;
    nextOffset = next;
    producers = windows;
  }

  /// A batch of `bytes` bytes, next to be read from `in`, has been appended.
  void appended(RecordReader in, int bytes) {
    ByteBuffer buffer = in.buffer();
    int at = in.at();
    long base = BatchHeader.baseOffset(buffer, at);
    index.add(
        base,
        in.position(),
        in.offsetInPayload(),
        bytes,
        BatchHeader.maxTimestamp(buffer, at),
        in.brokerTime());
    added(in.position(), base, BatchHeader.nextOffset(buffer, at));
    if (!known) {
      return;
    }
    long producer = BatchHeader.producerId(buffer, at);
    if (producer >= 0) {
      int first = BatchHeader.baseSequence(buffer, at);
      int last = ProducerWindow.last(first, BatchHeader.count(buffer, at));
      window(producer)
          .stored(BatchHeader.producerEpoch(buffer, at), first, last, base, in.brokerTime());
    }
  }

  /// The `bytes` bytes at `offset` of the entry that `in` is in, which other partitions may have
  /// too, have been appended as the events from `base` on, before `next`.
  void appendedShared(
      RecordReader in, long base, long next, int offset, int bytes, long maxTimestamp) {
    index.add(base, in.position(), offset, bytes, maxTimestamp, in.brokerTime());
    index.share();
    added(in.position(), base, next);
  }

  private void added(long position, long base, long next) {
    tail.batchAdded(position);
    if (!known) {
      return;
    }
    if (base != nextOffset) {
      coverage.broken(position, id, nextOffset, base);
    }
    nextOffset = next;
  }

  private ProducerWindow window(long producer) {
    ProducerWindow window = producers.get(producer);
    if (window == null) {
      if (producers.size() == MAX_PRODUCERS) {
        evictProducer();
      }
      window = new ProducerWindow(producer);
      producers.put(producer, window);
    }
    return window;
  }

  private void evictProducer() {
    ProducerWindow[] all = producers.sorted(ProducerWindow[]::new);
    ProducerWindow oldest = all[0];
    for (ProducerWindow window : all) {
      if (window.lastTime() < oldest.lastTime()) {
        oldest = window;
      }
    }
    producers.remove(oldest.producer);
  }

  /// Moves the start; `gone` is given the runs that lie before it now.
  void moveLogStart(long start, Consumer<SegmentInfo> gone) {
    logStart = Math.max(logStart, start);
    nextOffset = Math.max(nextOffset, logStart);
    dropTailBefore(logStart);
    int before = 0;
    while (before < runs.size() && runs.get(before).endOffset() <= logStart) {
      before++;
    }
    drop(0, before, gone);
  }

  /// Whether a run would count.
  boolean wants(SegmentInfo run) {
    return known && run.endOffset() > logStart;
  }

  /// `run` counts from now on; `replaced` is given those that it replaces.
  void addRun(SegmentInfo run, Consumer<SegmentInfo> replaced) {
    int at = runs.size();
    while (at > 0 && runs.get(at - 1).baseOffset() >= run.baseOffset()) {
      at--;
    }
    int end = at;
    while (end < runs.size() && run.replaces(runs.get(end))) {
      end++;
    }
    drop(at, end, replaced);
    runs.add(at, run);
    runBytes += run.bytes();
    dropTailBefore(run.endOffset());
  }

  /// No run counts any more; `gone` is given each.
  void dropRuns(Consumer<SegmentInfo> gone) {
    drop(0, runs.size(), gone);
  }

  private void drop(int from, int to, Consumer<SegmentInfo> gone) {
    List<SegmentInfo> dropped = runs.subList(from, to);
    for (SegmentInfo run : dropped) {
      runBytes -= run.bytes();
      gone.accept(run);
    }
    dropped.clear();
  }

  void setDurableEnd(long end) {
    durableEnd = Math.max(durableEnd, end);
  }

  void setDurableStart(long start) {
    durableStart = Math.max(durableStart, start);
  }

  /// Drops what lies in the journal only.
  void dropTail() {
    while (!index.isEmpty()) {
      dropFirst();
    }
  }

  /// Replay has ended: what is covered elsewhere leaves the tail; what must be there is there.
  void replayed() {
    dropTailBefore(Math.max(logStart, runs.isEmpty() ? 0 : runs.getLast().endOffset()));
    long covered = logStart;
    for (SegmentInfo segment : runs) {
      if (segment.baseOffset() > covered) {
        coverage.broken(Coverage.AFTER_REPLAY, id, covered, segment.baseOffset());
      }
      covered = Math.max(covered, segment.endOffset());
    }
    long tailStart = index.isEmpty() ? nextOffset : index.baseOffset(index.first());
    if (tailStart > covered) {
      coverage.broken(Coverage.AFTER_REPLAY, id, covered, tailStart);
    }
    durableEnd = nextOffset;
    durableStart = logStart;
  }

  private void dropTailBefore(long offset) {
    while (!index.isEmpty() && endOffset(index.first()) <= offset) {
      dropFirst();
    }
  }

  private void dropFirst() {
    tail.batchDropped(index.position(index.first()));
    index.dropFirst();
  }

  private long endOffset(long entry) {
    return entry + 1 < index.next() ? index.baseOffset(entry + 1) : nextOffset;
  }

  @Override
  protected int restateBytes() {
    return PartitionStated.EMPTY_BYTES + producers.size() * ProducerWindow.BYTES;
  }

  @Override
  protected void restate(Turn turn) {
    LongMap<ProducerWindow> kept = new LongMap<>();
    producers.forEach(
        window -> {
          if (turn.nowMillis() - window.lastTime() < PartitionStated.PRODUCER_EXPIRY_MILLIS) {
            kept.put(window.producer, window);
          }
        });
    PartitionStated.write(turn, id, logStart, nextOffset, kept.sorted(ProducerWindow[]::new));
  }

  @Override
  public String toString() {
    return "partition " + Ids.indexOf(id) + " of topic " + Ids.topicOf(id);
  }

  @Override
  public long id() {
    return id;
  }

  @Override
  public long logStart() {
    return logStart;
  }

  @Override
  public long durableStart() {
    return durableStart;
  }

  @Override
  public long nextOffset() {
    return nextOffset;
  }

  @Override
  public long durableEnd() {
    return durableEnd;
  }

  @Override
  public long bytes() {
    return runBytes + index.bytes();
  }

  @Override
  public long checkProducer(long producer, short epoch, int firstSequence, int lastSequence) {
    ProducerWindow window = producers.get(producer);
    return window == null ? ProducerWindow.NEXT : window.check(epoch, firstSequence, lastSequence);
  }

  @Override
  public int producers() {
    return producers.size();
  }

  @Override
  public List<Producer> producersSince(long millis) {
    List<Producer> active = new ArrayList<>(producers.size());
    for (ProducerWindow window : producers.sorted(ProducerWindow[]::new)) {
      if (window.lastTime() > millis) {
        active.add(window.shown());
      }
    }
    return active;
  }

  @Override
  public @Nullable SegmentInfo segmentFor(long offset) {
    int low = 0;
    int high = runs.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (runs.get(middle).baseOffset() <= offset) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    SegmentInfo last = low == 0 ? null : runs.get(low - 1);
    return last != null && offset < last.endOffset() ? last : null;
  }

  @Override
  public List<SegmentInfo> runs() {
    return Collections.unmodifiableList(runs);
  }

  @Override
  public @Nullable SegmentInfo newestSegment() {
    return runs.isEmpty() ? null : runs.getLast();
  }

  @Override
  public @Nullable SegmentInfo segmentFrom(long offset, long timestamp) {
    for (SegmentInfo segment : runs) {
      if (segment.maxTimestamp() >= timestamp && segment.endOffset() > offset) {
        return segment;
      }
    }
    return null;
  }

  @Override
  public long segmentMaxTimestampBehind(long offset) {
    long max = -1;
    for (SegmentInfo segment : runs) {
      if (segment.endOffset() > offset) {
        max = Math.max(max, segment.maxTimestamp());
      }
    }
    return max;
  }

  @Override
  public long tailFirst() {
    return index.first();
  }

  @Override
  public long tailNext() {
    return index.next();
  }

  @Override
  public long tailFind(long offset) {
    return offset >= nextOffset ? -1 : index.find(offset);
  }

  @Override
  public long tailFrom(long offset, long timestamp) {
    return index.findTimestamp(timestamp, tailEndingBehind(offset), durableNext());
  }

  @Override
  public long tailMaxTimestampBehind(long offset) {
    return index.maxTimestamp(tailEndingBehind(offset), durableNext());
  }

  /// The oldest entry that ends behind `offset`, or the number that the next will have.
  private long tailEndingBehind(long offset) {
    return offset >= nextOffset ? index.next() : Math.max(index.first(), index.find(offset));
  }

  /// The oldest entry that is not durable, or the number that the next will have.
  private long durableNext() {
    return durableEnd >= nextOffset ? index.next() : index.find(durableEnd - 1) + 1;
  }

  @Override
  public long tailBase(long entry) {
    return index.baseOffset(entry);
  }

  @Override
  public boolean tailIsShared(long entry) {
    return index.isShared(entry);
  }

  @Override
  public long tailPosition(long entry) {
    return index.position(entry);
  }

  @Override
  public int tailLength(long entry) {
    return index.length(entry);
  }

  @Override
  public long tailMaxTimestamp(long entry) {
    return index.maxTimestamp(entry);
  }

  @Override
  public long tailBrokerTime(long entry) {
    return index.brokerTime(entry);
  }

  @Override
  public long tailBytesFrom(long entry) {
    return index.bytesFrom(entry);
  }

  @Override
  public @Nullable Slice tailSlice(long entry) {
    return tail.find(index.position(entry), index.offset(entry), index.length(entry));
  }

  @Override
  public int tailOffset(long entry) {
    return index.offset(entry);
  }
}
