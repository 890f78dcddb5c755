package io.thalweg.core.shard;

import io.thalweg.core.batch.BatchHeader;
import io.thalweg.core.topic.Appended;
import io.thalweg.core.topic.AppendedShared;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// What a journal entry holds whose bytes are not what was written: as far as its records can be
/// followed, the events in it by their offsets. A guess, for whoever looks for what is lost.
public final class EntryContents {
  private static final int LARGEST_KIND = 255;

  /// Events `from` to `to - 1` of the partition with that aggregate id.
  public record Range(long partition, long from, long to) {}

  private final ByteBuffer payload;
  private final List<Range> ranges = new ArrayList<>();
  private int at;

  private EntryContents(ByteBuffer payload) {
    this.payload = payload;
  }

  /// Follows the records of `payload`, between position and limit, from its start.
  public static EntryContents of(ByteBuffer payload) {
    EntryContents contents = new EntryContents(payload.slice());
    contents.follow();
    return contents;
  }

  /// In the order of the records; what follows each other is one.
  public List<Range> ranges() {
    return ranges;
  }

  /// Bytes up to where the records could be followed; 0: nothing looks like one.
  public int bytes() {
    return at;
  }

  private void follow() {
    int next = Frame.FRAME_HEADER;
    while (next + Frame.RECORD_HEADER <= payload.limit()) {
      int body = next + Frame.RECORD_HEADER;
      int length = payload.getInt(next);
      int kind = payload.getShort(next + 4);
      boolean plausible = length >= 0 && length <= payload.limit() - body;
      if (!plausible || kind <= 0 || kind > LARGEST_KIND) {
        return;
      }
      long partition = payload.getLong(next + 6);
      if (kind == Appended.V1.id() && length >= BatchHeader.BYTES) {
        long from = BatchHeader.baseOffset(payload, body);
        add(partition, from, BatchHeader.nextOffset(payload, body));
      } else if (kind == AppendedShared.V1.id() && length == AppendedShared.BYTES) {
        long from = AppendedShared.baseOffset(payload, body);
        add(partition, from, AppendedShared.nextOffset(payload, body));
      }
      next = body + length;
      at = next;
    }
  }

  private void add(long partition, long from, long to) {
    if (from < 0 || to <= from) {
      return;
    }
    Range last = ranges.isEmpty() ? null : ranges.getLast();
    if (last != null && last.partition == partition && last.to == from) {
      ranges.set(ranges.size() - 1, new Range(partition, last.from, to));
    } else {
      ranges.add(new Range(partition, from, to));
    }
  }
}
