package io.thalweg.protocol.kafka.fetch;

import java.io.IOException;

/// How many bytes of records one request may have opened, of one batch and of all.
final class OpeningBudget {
  private static final int MAX_BATCH_BYTES = 16 << 20;
  private static final int MAX_BYTES = 64 << 20;

  private long left = MAX_BYTES;

  /// Opens `records` by the codec in the batch's attributes; records that are not compressed are
  /// free.
  Decompression open(int codec, byte[] records) throws IOException {
    int most = codec == 0 ? records.length : (int) Math.min(MAX_BATCH_BYTES, left);
    return Decompression.of(codec, records, most);
  }

  /// `opened` is done with.
  void spent(Decompression opened) {
    left -= opened.isCompressed() ? opened.opened() : 0;
  }
}
