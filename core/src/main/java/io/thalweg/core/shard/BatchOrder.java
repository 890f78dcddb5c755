package io.thalweg.core.shard;

import io.thalweg.core.base.LongMap;
import io.thalweg.core.batch.BatchCrc;
import io.thalweg.core.batch.BatchHeader;
import io.thalweg.core.journal.RecordReader;
import io.thalweg.core.shard.Inspection.Fault;
import io.thalweg.core.topic.Appended;
import io.thalweg.core.topic.AppendedShared;
import io.thalweg.core.topic.AppendedShared.BodyStored;
import io.thalweg.core.topic.PartitionStated;
import io.thalweg.core.topic.PartitionView;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Looks at the batches in a journal: each by itself, and whether a partition's follow each other.
final class BatchOrder {
  /// Where the newest batch of a partition that was seen ended.
  private static final class End {
    long next;
  }

  private final BatchCrc crc = new BatchCrc();
  private final LongMap<End> ends = new LongMap<>();
  private final List<Fault> faults;

  /// The newest batch that partitions share, if its checksum is right: the position of its entry,
  /// and where in that it lies; else -1.
  private long bodyPosition = -1;

  private int bodyOffset;
  private int bodyBytes;

  /// `faults` gets what is wrong.
  BatchOrder(List<Fault> faults) {
    this.faults = faults;
  }

  /// `record` of that kind has not been applied yet.
  void before(int kind, RecordReader record) {
    ByteBuffer in = record.buffer();
    int at = record.at();
    if (kind == Appended.V1.id()) {
      long base = BatchHeader.baseOffset(in, at);
      appended(record, base, BatchHeader.nextOffset(in, at), isRight(record));
    } else if (kind == BodyStored.V1.id()) {
      bodyPosition = isRight(record) ? record.position() : -1;
      bodyOffset = record.offsetInPayload();
      bodyBytes = record.remaining();
    } else if (kind == AppendedShared.V1.id()) {
      boolean right =
          bodyPosition == record.position()
              && bodyOffset == AppendedShared.offset(in, at)
              && bodyBytes == AppendedShared.bytes(in, at);
      long base = AppendedShared.baseOffset(in, at);
      appended(record, base, AppendedShared.nextOffset(in, at), right);
    }
  }

  private boolean isRight(RecordReader record) {
    int bytes = record.remaining();
    return bytes >= BatchHeader.BYTES
        && BatchHeader.bytes(record.buffer(), record.at()) == bytes
        && crc.holds(record.buffer(), record.at(), bytes);
  }

  /// `record` says that the partition's events from `base` on, before `next`, lie in a batch that
  /// is `right`.
  private void appended(RecordReader record, long base, long next, boolean right) {
    if (!right) {
      String what = "expected a batch whose checksum is right";
      faults.add(new Fault(record.position(), record.aggregate(), base, next, what));
    }
    End end = ends.get(record.aggregate());
    if (end == null) {
      end = new End();
      ends.put(record.aggregate(), end);
    } else if (base != end.next) {
      gap(record.position(), record.aggregate(), end.next, base);
    }
    end.next = next;
  }

  /// A record of that kind has been applied to `partition`, at `position` of the journal.
  void after(int kind, long position, @Nullable PartitionView partition) {
    if (kind != PartitionStated.V1.id() || partition == null) {
      return;
    }
    End end = ends.get(partition.id());
    if (end != null && end.next != partition.nextOffset()) {
      gap(position, partition.id(), end.next, partition.nextOffset());
      end.next = partition.nextOffset();
    }
  }

  /// Behind offset `expected - 1` of `partition` follows `found`.
  void gap(long position, long partition, long expected, long found) {
    Fault fault =
        found > expected
            ? new Fault(
                position, partition, expected, found, "in no segment and not in the journal")
            : new Fault(position, partition, found, expected, "in the journal twice");
    faults.add(fault);
  }
}
