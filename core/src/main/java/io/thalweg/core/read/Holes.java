package io.thalweg.core.read;

import io.thalweg.core.batch.BatchHeader;
import io.thalweg.core.journal.SegmentInfo;
import io.thalweg.core.memory.Slice;
import io.thalweg.core.topic.PartitionView;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Where reads of compacted runs found nothing but batches without events, so that the next fetch
/// goes on behind them: some clients do not move over such batches by themselves. Bounded; what is
/// forgotten is found again.
final class Holes {
  private static final int MOST = 1024;

  /// A run.
  private record Key(long segment, long partition) {}

  /// No events from the one offset up to the other.
  private record Hole(long from, long to) {}

  private final Map<Key, Hole> known = new LinkedHashMap<>();

  /// `batches` were read of `run`, of what ends behind `offset`.
  void read(SegmentInfo run, long offset, Slice batches) {
    ByteBuffer in = batches.view();
    long to = -1;
    int at = 0;
    while (at < batches.length() && BatchHeader.count(in, at) == 0) {
      to = BatchHeader.nextOffset(in, at);
      at += BatchHeader.bytes(in, at);
    }
    if (to < 0 || at < batches.length()) {
      return;
    }
    if (known.size() == MOST) {
      known.remove(known.keySet().iterator().next());
    }
    known.put(new Key(run.id(), run.partition()), new Hole(offset, to));
  }

  /// The offset from which on `offset` is to be looked for: behind what is known to be empty, if
  /// something durable is there.
  long behind(PartitionView partition, long offset) {
    if (known.isEmpty()) {
      return offset;
    }
    long next = offset;
    @Nullable SegmentInfo run = partition.segmentFor(next);
    while (run != null) {
      Hole hole = known.get(new Key(run.id(), run.partition()));
      if (hole == null || next < hole.from || next >= hole.to) {
        break;
      }
      next = hole.to;
      run = partition.segmentFor(next);
    }
    return next < partition.durableEnd() ? next : offset;
  }
}
