package io.thalweg.storage.segment.kafka;

import io.thalweg.core.base.Damage;
import io.thalweg.core.journal.SegmentInfo;
import io.thalweg.storage.segment.kafka.KafkaSegment.Part;
import io.thalweg.storage.segment.run.Agreement;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Compares a segment's indexes, and what the journal says of it, with its batches.
public final class IndexAgreement implements Agreement {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
  private static final int POSITION_AT = Integer.BYTES;
  private static final int TIME_OFFSET_AT = Long.BYTES;

  private final SegmentInfo segment;
  private final ByteBuffer offsets;
  private final ByteBuffer times;
  private final List<Damage> damages = new ArrayList<>();
  private boolean offsetsWrong;
  private boolean timesWrong;
  private int offsetsAt;
  private int timesAt;
  private long maxTimestamp = -1;

  /// The whole content of both indexes; one that cannot be trusted is null, and not compared.
  public IndexAgreement(
      SegmentInfo segment, @Nullable ByteBuffer offsets, @Nullable ByteBuffer times) {
    this.segment = segment;
    this.offsets = offsets == null ? NOTHING : offsets;
    this.times = times == null ? NOTHING : times;
    this.offsetsWrong = offsets == null;
    this.timesWrong = times == null;
  }

  @Override
  public void batch(long position, long baseOffset, long lastOffset, long timestamp) {
    maxTimestamp = Math.max(maxTimestamp, timestamp);
    if (!offsetsWrong && offsetsAt + SparseIndex.OFFSET_ENTRY <= offsets.limit()) {
      compareOffset(position, lastOffset - segment.baseOffset());
    }
    if (!timesWrong && timesAt + SparseIndex.TIME_ENTRY <= times.limit()) {
      compareTime(lastOffset - segment.baseOffset(), timestamp);
    }
  }

  private void compareOffset(long position, long relativeOffset) {
    int named = offsets.getInt(offsetsAt + POSITION_AT);
    if (named > position) {
      return;
    }
    if (named < position || offsets.getInt(offsetsAt) != relativeOffset) {
      wrongOffsets();
    }
    offsetsAt += SparseIndex.OFFSET_ENTRY;
  }

  private void compareTime(long relativeOffset, long timestamp) {
    int named = times.getInt(timesAt + TIME_OFFSET_AT);
    if (named > relativeOffset) {
      return;
    }
    long time = times.getLong(timesAt);
    if (named < relativeOffset || time != timestamp || time != maxTimestamp) {
      wrongTimes();
    }
    timesAt += SparseIndex.TIME_ENTRY;
  }

  private void wrongOffsets() {
    offsetsWrong = true;
    String what = "expected an entry with a batch's last offset and position, but the log has none";
    damages.add(new Damage(KafkaSegment.name(Part.INDEX, segment), offsetsAt, what));
  }

  private void wrongTimes() {
    timesWrong = true;
    String what = "expected an entry with a batch's largest timestamp, but the log has none";
    damages.add(new Damage(KafkaSegment.name(Part.TIME_INDEX, segment), timesAt, what));
  }

  @Override
  public List<Damage> ended() {
    if (!offsetsWrong && offsetsAt < offsets.limit()) {
      wrongOffsets();
    }
    boolean reached =
        timesAt == 0
            ? maxTimestamp < 0
            : times.getLong(timesAt - SparseIndex.TIME_ENTRY) == maxTimestamp;
    if (!timesWrong && (timesAt < times.limit() || !reached)) {
      wrongTimes();
    }
    if (maxTimestamp != segment.maxTimestamp()) {
      String what =
          "expected a largest timestamp of "
              + segment.maxTimestamp()
              + ", as the journal says, but it is "
              + maxTimestamp;
      damages.add(new Damage(KafkaSegment.name(Part.LOG, segment), 0, what));
    }
    return damages;
  }

  @Override
  public long positionBehind(long position) {
    for (int at = 0;
        at + SparseIndex.OFFSET_ENTRY <= offsets.limit();
        at += SparseIndex.OFFSET_ENTRY) {
      if (offsets.getInt(at + POSITION_AT) > position) {
        return offsets.getInt(at + POSITION_AT);
      }
    }
    return -1;
  }
}
