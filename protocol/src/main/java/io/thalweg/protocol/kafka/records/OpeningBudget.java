package io.thalweg.protocol.kafka.records;

import java.io.IOException;

/// How many bytes of records one request may have opened, of one batch and of all.
public final class OpeningBudget {
  /// Bytes of records in one batch.
  public static final int MAX_BATCH_BYTES = 16 << 20;

  private static final int MAX_BYTES = 64 << 20;

  private long left = MAX_BYTES;
  private boolean exceeded;

  /// Opens `records` by the codec in the batch's attributes; records that are not compressed are
  /// free.
  public Decompression open(int codec, byte[] records) throws IOException {
    exceeded = false;
    int most = codec == 0 ? records.length : (int) Math.min(MAX_BATCH_BYTES, left);
    return Decompression.of(codec, records, most);
  }

  /// `opened` is done with.
  public void spent(Decompression opened) {
    left -= opened.isCompressed() ? opened.opened() : 0;
    exceeded = opened.isExceeded();
  }

  /// Whether the batch that was opened last holds more than it may.
  public boolean isExceeded() {
    return exceeded;
  }
}
