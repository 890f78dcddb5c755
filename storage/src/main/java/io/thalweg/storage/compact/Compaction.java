package io.thalweg.storage.compact;

import io.thalweg.core.batch.BatchHeader;
import io.thalweg.core.batch.BatchSieve;
import io.thalweg.core.batch.BatchSieve.Left;
import io.thalweg.core.batch.Codecs;
import io.thalweg.core.batch.EventCursor;
import io.thalweg.core.journal.JournalWriter;
import java.nio.ByteBuffer;

/// What is left of a partition's batches when it is compacted (Kafka's rules, those of
/// `Cleaner.shouldRetainRecord` and KIP-534). An event stays unless
///
/// - a newer one has its key, as far as keys are known;
/// - it has no key;
/// - it is a tombstone in a batch whose delete horizon has passed.
///
/// Used by one thread at a time.
public final class Compaction {
  private final NewestKeys keys;
  private final long nowMillis;
  private final long horizon;
  private final BatchSieve sieve;

  /// At `nowMillis`; tombstones stay `tombstoneMillis` from the first compaction on that leaves
  /// them.
  public Compaction(Codecs codecs, NewestKeys keys, long nowMillis, long tombstoneMillis) {
    this.keys = keys;
    this.nowMillis = nowMillis;
    this.horizon =
        tombstoneMillis > Long.MAX_VALUE - nowMillis ? Long.MAX_VALUE : nowMillis + tombstoneMillis;
    this.sieve = new BatchSieve(codecs, JournalWriter.MAX_PAYLOAD);
  }

  /// What is left of the batch at `at`; what [Left#SOME] are is in [#batch].
  ///
  /// @param last whether a batch must be left, if only one without events: as the run's last, at
  ///   which whoever reads sees its end
  public Left filter(ByteBuffer in, int at, boolean last) {
    if (BatchHeader.baseOffset(in, at) >= keys.to()) {
      return Left.ALL;
    }
    boolean passed = passed(BatchSieve.horizon(in, at));
    boolean known = BatchHeader.nextOffset(in, at) <= keys.to();
    long mark = known ? horizon : BatchSieve.NO_HORIZON;
    Left left = sieve.sift(in, at, event -> stays(event, passed), mark);
    if (left != Left.NONE || !last) {
      return left;
    }
    if (BatchHeader.count(in, at) == 0) {
      return Left.ALL;
    }
    sieve.empty(in, at);
    return Left.SOME;
  }

  private boolean passed(long itsHorizon) {
    return itsHorizon != BatchSieve.NO_HORIZON && nowMillis >= itsHorizon;
  }

  private boolean stays(EventCursor event, boolean passed) {
    if (event.offset() >= keys.to()) {
      return true;
    }
    return event.keyLength() >= 0
        && event.offset() >= keys.newest(event)
        && (event.valueLength() >= 0 || !passed);
  }

  /// What is left: one batch, from 0 to the limit. Lent until the next call.
  public ByteBuffer batch() {
    return sieve.batch();
  }
}
