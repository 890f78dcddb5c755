package io.thalweg.protocol.kafka.records;

import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import io.thalweg.core.batch.Codecs;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import net.jpountz.lz4.LZ4FrameOutputStream;
import net.jpountz.lz4.LZ4FrameOutputStream.BLOCKSIZE;
import net.jpountz.lz4.LZ4FrameOutputStream.FLG;
import org.xerial.snappy.SnappyOutputStream;

/// Kafka's codecs, by the libraries that its own client brings, and at that client's usual levels.
public final class KafkaCodecs implements Codecs {
  private static final int FIRST_BYTES = 64 << 10;
  private static final int BUFFER_BYTES = 16 << 10;
  private static final int ZSTD_LEVEL = 3;

  @Override
  public ByteBuffer opened(int codec, ByteBuffer packed, int front) throws IOException {
    byte[] records = new byte[packed.remaining()];
    packed.get(packed.position(), records);
    int most = OpeningBudget.MAX_BATCH_BYTES;
    byte[] opened = new byte[Math.max(FIRST_BYTES, 4 * records.length)];
    int end = front;
    try (Decompression in = Decompression.of(codec, records, most)) {
      int read = in.read(opened, end, opened.length - end);
      while (read >= 0) {
        end += read;
        if (end == opened.length) {
          opened = Arrays.copyOf(opened, Math.min(2 * end, front + most + 1));
        }
        read = in.read(opened, end, opened.length - end);
      }
    } catch (RuntimeException e) {
      throw new IOException(e); // libraries throw these of what is malformed
    }
    return ByteBuffer.wrap(opened, 0, end);
  }

  @Override
  public OutputStream packing(int codec, OutputStream into) throws IOException {
    OutputStream packing =
        switch (codec) {
          case Decompression.GZIP -> new GZIPOutputStream(into, BUFFER_BYTES);
          case Decompression.SNAPPY -> new SnappyOutputStream(into);
          case Decompression.LZ4 ->
              new LZ4FrameOutputStream(into, BLOCKSIZE.SIZE_64KB, FLG.Bits.BLOCK_INDEPENDENCE);
          case Decompression.ZSTD -> new ZstdOutputStreamNoFinalizer(into, ZSTD_LEVEL);
          default -> throw new IOException("expected a codec of 1 to 4, but it is " + codec);
        };
    return new BufferedOutputStream(packing, BUFFER_BYTES);
  }
}
