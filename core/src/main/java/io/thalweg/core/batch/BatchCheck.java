package io.thalweg.core.batch;

import io.thalweg.core.turn.Problem;
import java.nio.ByteBuffer;

/// Decides from header and CRC whether a client's batch may be stored as it is; its records are not
/// opened (after Kafka's `LogValidator` and `ProduceRequest.validateRecords`). Not thread-safe.
public final class BatchCheck {
  /// Most events in a batch. A compressed batch is not opened, so its count is a claim; without a
  /// bound a few bytes could use up 2^31 offsets.
  public static final int MAX_EVENTS = 1 << 24;

  /// Smallest record of an uncompressed batch: seven fields of one byte.
  private static final int MIN_RECORD_BYTES = 7;

  private static final int LAST_CODEC = 4;
  private static final int UNUSED_ATTRIBUTES = 0xffff & ~0x3f;

  private final BatchCrc crc = new BatchCrc();

  /// Judges the `length` bytes at `at`, which should be one batch. Nothing outside them is read.
  ///
  /// - `CORRUPT_BATCH`: it is cut short, its length field lies, or its CRC is wrong.
  /// - `OLD_BATCH_FORMAT`: magic 0 or 1.
  /// - `BATCH_TOO_LARGE`: larger than `maxBytes`.
  /// - `INVALID_BATCH`: several batches, a count that does not fit the offsets or the size, a
  ///   control batch, an unknown codec or attribute, a producer without epoch or sequence.
  /// - `INVALID_TIMESTAMP`: claims a timestamp given by the broker.
  /// - `UNSUPPORTED`: transactional.
  public Problem check(ByteBuffer in, int at, int length, int maxBytes) {
    if (length > BatchHeader.MAGIC_AT) {
      byte magic = BatchHeader.magic(in, at);
      if (magic == 0 || magic == 1) {
        return Problem.OLD_BATCH_FORMAT;
      }
    }
    if (length > maxBytes) {
      return Problem.BATCH_TOO_LARGE;
    }
    if (length < BatchHeader.BYTES || BatchHeader.magic(in, at) != BatchHeader.MAGIC) {
      return Problem.CORRUPT_BATCH;
    }
    int body = in.getInt(at + BatchHeader.LENGTH);
    if (body < BatchHeader.BYTES - BatchHeader.LENGTH_OVERHEAD
        || body > length - BatchHeader.LENGTH_OVERHEAD) {
      return Problem.CORRUPT_BATCH;
    }
    if (body != length - BatchHeader.LENGTH_OVERHEAD) {
      return Problem.INVALID_BATCH;
    }
    if (!crc.holds(in, at, length)) {
      return Problem.CORRUPT_BATCH;
    }
    return checkFields(in, at, length);
  }

  private static Problem checkFields(ByteBuffer in, int at, int length) {
    int attributes = BatchHeader.attributes(in, at);
    if ((attributes & UNUSED_ATTRIBUTES) != 0
        || BatchHeader.control(in, at)
        || BatchHeader.codec(in, at) > LAST_CODEC) {
      return Problem.INVALID_BATCH;
    }
    if (BatchHeader.transactional(in, at)) {
      return Problem.UNSUPPORTED;
    }
    if (BatchHeader.brokerTime(in, at)) {
      return Problem.INVALID_TIMESTAMP;
    }
    return countHolds(in, at, length) && producerHolds(in, at)
        ? Problem.NONE
        : Problem.INVALID_BATCH;
  }

  private static boolean countHolds(ByteBuffer in, int at, int length) {
    int count = BatchHeader.count(in, at);
    if (count < 1 || count > MAX_EVENTS || BatchHeader.lastOffsetDelta(in, at) != count - 1) {
      return false;
    }
    return BatchHeader.codec(in, at) != 0
        || (long) count * MIN_RECORD_BYTES <= length - BatchHeader.BYTES;
  }

  private static boolean producerHolds(ByteBuffer in, int at) {
    return BatchHeader.producerId(in, at) < 0
        || (BatchHeader.producerEpoch(in, at) >= 0 && BatchHeader.baseSequence(in, at) >= 0);
  }
}
