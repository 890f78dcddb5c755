package io.thalweg.core.topic;

import io.thalweg.core.base.Check;
import io.thalweg.core.base.LongMap;
import io.thalweg.core.journal.SegmentInfo;
import io.thalweg.core.turn.Stated;
import io.thalweg.core.turn.Turn;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;

/// The segments that are named, each with those of its runs that still count. A segment without any
/// is forgotten: no record says so, because every replay finds the same.
final class Segments {
  /// A segment's file and its runs.
  private static final class Segment extends Stated {
    private final long id;

    private final boolean mixed;

    /// Bytes of all events in the file, whether they count or not.
    private final long fileBytes;

    /// In the order of their partitions; not many more than those that count.
    private SegmentInfo[] runs;

    private BitSet dropped = new BitSet();
    private int live;
    private long liveBytes;

    Segment(long fileBytes, List<SegmentInfo> runs) {
      this.id = runs.getFirst().id();
      this.mixed = runs.getFirst().mixed();
      this.fileBytes = fileBytes;
      this.runs = runs.toArray(SegmentInfo[]::new);
      this.live = runs.size();
      this.liveBytes = runs.stream().mapToLong(SegmentInfo::bytes).sum();
    }

    void drop(SegmentInfo run) {
      int at = Arrays.binarySearch(runs, run, BY_PARTITION);
      Check.that(at >= 0 && !dropped.get(at), "expected a run that counts");
      dropped.set(at);
      live--;
      liveBytes -= run.bytes();
      if (runs.length - live > runs.length / FORGET_ONE_IN) {
        runs = live().toArray(SegmentInfo[]::new);
        dropped = new BitSet();
      }
    }

    boolean isSparse() {
      return mixed && liveBytes < fileBytes / 2;
    }

    List<SegmentInfo> live() {
      List<SegmentInfo> all = new ArrayList<>(live);
      for (int at = dropped.nextClearBit(0); at < runs.length; at = dropped.nextClearBit(at + 1)) {
        all.add(runs[at]);
      }
      return all;
    }

    @Override
    protected int restateBytes() {
      return SegmentAdded.bytes(live);
    }

    @Override
    protected void restate(Turn turn) {
      SegmentAdded.write(turn, fileBytes, live());
    }

    @Override
    public String toString() {
      return "segment " + id;
    }
  }

  /// Runs that count no more are let go of when they are so many.
  private static final int FORGET_ONE_IN = 8;

  private static final Comparator<SegmentInfo> BY_PARTITION =
      Comparator.comparingLong(SegmentInfo::partition);

  private final Stated.Order order;
  private final LongMap<Segment> byId = new LongMap<>();
  private int runs;

  Segments(Stated.Order order) {
    this.order = order;
  }

  /// A statement of a segment at `position`; false if it was known.
  boolean stated(long position, long fileBytes, List<SegmentInfo> stated) {
    long id = stated.getFirst().id();
    Segment known = byId.get(id);
    Segment segment = known == null ? new Segment(fileBytes, stated) : known;
    byId.put(id, segment);
    order.stated(segment, position);
    runs += known == null ? stated.size() : 0;
    return known == null;
  }

  /// `run` counts no more; true if none of its segment does.
  boolean drop(SegmentInfo run) {
    Segment segment = Check.present(byId.get(run.id()), "the segment of a run");
    segment.drop(run);
    runs--;
    if (segment.live > 0) {
      return false;
    }
    byId.remove(segment.id);
    order.forget(segment);
    return true;
  }

  /// Forgets the segment of that id.
  void forget(long id) {
    Segment segment = byId.remove(id);
    if (segment != null) {
      runs -= segment.live;
      order.forget(segment);
    }
  }

  /// All runs that count, in the order of segments and partitions.
  List<SegmentInfo> runs() {
    List<SegmentInfo> all = new ArrayList<>();
    for (Segment segment : byId.sorted(Segment[]::new)) {
      all.addAll(segment.live());
    }
    return all;
  }

  /// Calls `each` with the runs that count of every mixed segment less than half of whose bytes
  /// count.
  void forEachSparse(Consumer<List<SegmentInfo>> each) {
    byId.forEach(
        segment -> {
          if (segment.isSparse()) {
            each.accept(segment.live());
          }
        });
  }

  /// How many runs count.
  int runCount() {
    return runs;
  }

  /// How many segments there are.
  int size() {
    return byId.size();
  }
}
