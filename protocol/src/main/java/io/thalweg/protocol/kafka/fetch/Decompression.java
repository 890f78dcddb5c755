package io.thalweg.protocol.kafka.fetch;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import net.jpountz.lz4.LZ4FrameInputStream;
import org.xerial.snappy.SnappyInputStream;

/// Opens the records of a batch, with the libraries that Kafka's own client brings.
final class Decompression {
  private static final int GZIP = 1;
  private static final int SNAPPY = 2;
  private static final int LZ4 = 3;
  private static final int ZSTD = 4;

  private Decompression() {}

  /// The decompressed bytes of `in`, by the codec in the batch's attributes.
  static InputStream open(int codec, InputStream in) throws IOException {
    return switch (codec) {
      case 0 -> in;
      case GZIP -> new GZIPInputStream(in);
      case SNAPPY -> new SnappyInputStream(in);
      case LZ4 -> new LZ4FrameInputStream(in);
      case ZSTD -> new ZstdInputStreamNoFinalizer(in);
      default -> throw new IOException("expected a codec of 0 to 4, but it is " + codec);
    };
  }
}
