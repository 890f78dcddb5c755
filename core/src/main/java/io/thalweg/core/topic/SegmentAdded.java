package io.thalweg.core.topic;

import io.thalweg.core.base.Check;
import io.thalweg.core.journal.RecordKind;
import io.thalweg.core.journal.RecordReader;
import io.thalweg.core.journal.RecordWriter;
import io.thalweg.core.journal.SegmentInfo;
import io.thalweg.core.turn.Turn;
import java.util.ArrayList;
import java.util.List;

/// A synced file holds runs of partitions. It takes the place of all segments with smaller ids, as
/// far as it covers their runs. Stated again, it names the runs that still count.
public final class SegmentAdded extends RecordKind<TopicState> {
  /// Of segments that hold one run, which was not merged from others.
  public static final SegmentAdded V1 = new SegmentAdded(7);

  public static final SegmentAdded V2 = new SegmentAdded(10);

  private static final int V1_NUMBER = 7;
  private static final int EMPTY_BYTES = 64;
  private static final int RUN_BYTES = 7 * Long.BYTES;

  private SegmentAdded(int number) {
    super(number);
  }

  /// Journal bytes of a segment with so many runs, at most.
  static int bytes(int runs) {
    return EMPTY_BYTES + runs * RUN_BYTES;
  }

  /// `runs` are those that count, of one segment, in the order of their partitions; `fileBytes` are
  /// the bytes of all events in its file.
  static void write(Turn turn, long fileBytes, List<SegmentInfo> runs) {
    SegmentInfo any = runs.getFirst();
    RecordWriter out =
        turn.begin(V2, any.id())
            .putLong(fileBytes)
            .putByte(any.mixed() ? 1 : 0)
            .putInt(any.checksum())
            .putInt(runs.size());
    for (SegmentInfo run : runs) {
      out.putLong(run.partition())
          .putLong(run.baseOffset())
          .putLong(run.endOffset())
          .putLong(run.bytes())
          .putLong(run.maxTimestamp())
          .putLong(run.brokerTime())
          .putLong(run.cleanedTo());
    }
    out.end();
  }

  @Override
  public void apply(RecordReader in, TopicState state) {
    if (id() == V1_NUMBER) {
      SegmentInfo run = readFirst(in);
      state.addSegment(in.position(), run.bytes(), List.of(run));
      return;
    }
    state.addSegment(in.position(), in.getLong(), runs(in));
  }

  /// The runs of a record of [#V2], of which [RecordReader#getLong] has brought the bytes of all
  /// events.
  public static List<SegmentInfo> runs(RecordReader in) {
    boolean mixed = in.getByte() != 0;
    int checksum = in.getInt();
    int count = in.getInt();
    Check.within(1, count, in.remaining() / RUN_BYTES, "runs of a segment");
    List<SegmentInfo> runs = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      runs.add(
          new SegmentInfo(
              in.aggregate(),
              mixed,
              in.getLong(),
              in.getLong(),
              in.getLong(),
              in.getLong(),
              checksum,
              in.getLong(),
              in.getLong(),
              in.getLong()));
    }
    return runs;
  }

  private static SegmentInfo readFirst(RecordReader in) {
    long partition = in.getLong();
    long base = in.getLong();
    long end = in.getLong();
    long bytes = in.getLong();
    int checksum = in.getInt();
    return new SegmentInfo(
        in.aggregate(),
        false,
        partition,
        base,
        end,
        bytes,
        checksum,
        in.getLong(),
        in.getLong(),
        base);
  }
}
