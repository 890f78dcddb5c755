package io.thalweg.protocol.kafka.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.utils.internals.ByteBufferOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.xerial.snappy.Snappy;

/// What Kafka's client compresses is opened, but never beyond the bound.
class DecompressionTest {
  private static final int BYTES = 300_000;

  private static byte[] records() {
    byte[] records = new byte[BYTES];
    for (int i = 0; i < BYTES; i++) {
      records[i] = (byte) ((i * i) >> 7);
    }
    return records;
  }

  private static byte[] packed(CompressionType codec) throws IOException {
    ByteBufferOutputStream out = new ByteBufferOutputStream(1 << 20);
    try (OutputStream packed = Compression.of(codec).build().wrapForOutput(out, (byte) 2)) {
      packed.write(records());
    }
    return Arrays.copyOf(out.buffer().array(), out.position());
  }

  @ParameterizedTest
  @EnumSource(CompressionType.class)
  void everyCodecIsOpened(CompressionType codec) throws IOException {
    try (InputStream in = Decompression.of(codec.id, packed(codec), BYTES + 1)) {
      assertThat(in.readAllBytes()).isEqualTo(records());
    }
  }

  @ParameterizedTest
  @EnumSource(CompressionType.class)
  void nothingComesOutBeyondTheBound(CompressionType codec) throws IOException {
    int most = BYTES - 1;
    try (Decompression in = Decompression.of(codec.id, packed(codec), most)) {
      assertThatThrownBy(in::readAllBytes).isInstanceOf(IOException.class);
      assertThat(in.opened()).isLessThanOrEqualTo(most);
    }
    try (Decompression in = Decompression.of(codec.id, packed(codec), most)) {
      assertThatThrownBy(() -> in.skipNBytes(BYTES)).isInstanceOf(IOException.class);
      assertThat(in.opened()).isEqualTo(most);
      assertThatThrownBy(in::read).isInstanceOf(IOException.class);
    }
  }

  @ParameterizedTest
  @EnumSource(CompressionType.class)
  void garbageIsRefused(CompressionType codec) {
    byte[] garbage = new byte[50];
    Arrays.fill(garbage, (byte) 0x5a);
    if (codec != CompressionType.NONE) {
      assertThatThrownBy(() -> Decompression.of(codec.id, garbage, BYTES).readAllBytes())
          .isInstanceOf(IOException.class);
    }
  }

  /// As some clients write it.
  @Test
  void snappyWithoutAFrameIsOpened() throws IOException {
    byte[] packed = Snappy.compress(records());
    try (InputStream in = Decompression.of(CompressionType.SNAPPY.id, packed, BYTES + 1)) {
      assertThat(in.readAllBytes()).isEqualTo(records());
    }
  }
}
