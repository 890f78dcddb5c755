package io.thalweg.protocol.kafka.records;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import net.jpountz.lz4.LZ4FrameInputStream;

/// The opened records of a batch, by the libraries that Kafka's own client brings: so many bytes at
/// most, since a few bytes can claim to be gigabytes. Beyond them reading fails.
public final class Decompression extends FilterInputStream {
  static final int GZIP = 1;
  static final int SNAPPY = 2;
  static final int LZ4 = 3;
  static final int ZSTD = 4;

  private final boolean compressed;
  private final long most;
  private long opened;
  private boolean exceeded;

  private Decompression(InputStream in, boolean compressed, long most) {
    super(in);
    this.compressed = compressed;
    this.most = most;
  }

  /// Opens `records` by the codec in the batch's attributes; at most `most` bytes come out.
  public static Decompression of(int codec, byte[] records, int most) throws IOException {
    InputStream in = new ByteArrayInputStream(records);
    InputStream out =
        switch (codec) {
          case 0 -> in;
          case GZIP -> new GZIPInputStream(in);
          case SNAPPY -> new SnappyChunks(records, most);
          case LZ4 -> new LZ4FrameInputStream(in);
          case ZSTD -> new ZstdInputStreamNoFinalizer(in);
          default -> throw new IOException("expected a codec of 0 to 4, but it is " + codec);
        };
    return new Decompression(out, out != in, most);
  }

  public boolean isCompressed() {
    return compressed;
  }

  /// Bytes that came out so far, read or skipped.
  public long opened() {
    return opened;
  }

  /// Whether more was asked for than may come out.
  boolean isExceeded() {
    return exceeded;
  }

  /// As many of `bytes` as may still come out, at least one.
  private long allowed(long bytes) throws IOException {
    if (opened >= most) {
      exceeded = compressed;
      throw new IOException("expected at most " + most + " bytes of records");
    }
    return Math.min(bytes, most - opened);
  }

  @Override
  public int read() throws IOException {
    allowed(1);
    int next = super.read();
    opened += next < 0 ? 0 : 1;
    return next;
  }

  @Override
  public int read(byte[] into, int at, int bytes) throws IOException {
    int read = super.read(into, at, bytes == 0 ? 0 : (int) allowed(bytes));
    opened += Math.max(0, read);
    return read;
  }

  @Override
  public long skip(long bytes) throws IOException {
    long skipped = bytes <= 0 ? 0 : super.skip(allowed(bytes));
    opened += skipped;
    return skipped;
  }
}
