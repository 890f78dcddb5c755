package io.thalweg.protocol.kafka.records;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.xerial.snappy.Snappy;

/// Snappy as Kafka's clients write it: chunks behind the header of snappy-java, each with its
/// length; or, of some clients, one chunk without either. The library's own stream believes the
/// sizes that chunks claim, and takes memory for them.
final class SnappyChunks extends InputStream {
  private static final byte[] MAGIC = "\u0082SNAPPY\u0000".getBytes(StandardCharsets.ISO_8859_1);

  /// Magic, version, oldest compatible version.
  private static final int HEADER_BYTES = 16;

  /// No chunk grows to more than this times its size: Snappy's longest copies take three bytes for
  /// 64.
  private static final long MAX_GROWTH = 24;

  private final ByteBuffer chunks;
  private final boolean framed;
  private final int most;
  private byte[] chunk = new byte[0];
  private int at;

  /// The bytes in `records`; no chunk may have more than `most`.
  SnappyChunks(byte[] records, int most) {
    this.most = most;
    this.chunks = ByteBuffer.wrap(records);
    this.framed =
        records.length >= HEADER_BYTES
            && Arrays.equals(records, 0, MAGIC.length, MAGIC, 0, MAGIC.length);
    if (framed) {
      chunks.position(HEADER_BYTES);
    }
  }

  /// Whether there is a byte at `at`, if need be of the next chunk.
  private boolean any() throws IOException {
    while (at == chunk.length && chunks.hasRemaining()) {
      open();
    }
    return at < chunk.length;
  }

  private void open() throws IOException {
    int bytes = framed && chunks.remaining() >= Integer.BYTES ? chunks.getInt() : -1;
    bytes = framed ? bytes : chunks.remaining();
    if (bytes < 0 || bytes > chunks.remaining()) {
      throw new IOException("expected a chunk of the batch, not of " + bytes + " bytes");
    }
    int from = chunks.position();
    long opened = Snappy.uncompressedLength(chunks.array(), from, bytes);
    if (opened < 0 || opened > most || opened > MAX_GROWTH * bytes) {
      throw new IOException("a chunk of " + bytes + " bytes claims to open to " + opened);
    }
    chunk = new byte[(int) opened];
    at = 0;
    Snappy.uncompress(chunks.array(), from, bytes, chunk, 0);
    chunks.position(from + bytes);
  }

  @Override
  public int read() throws IOException {
    return any() ? chunk[at++] & 0xff : -1;
  }

  @Override
  public int read(byte[] into, int from, int bytes) throws IOException {
    if (bytes == 0) {
      return 0;
    }
    if (!any()) {
      return -1;
    }
    int some = Math.min(bytes, chunk.length - at);
    System.arraycopy(chunk, at, into, from, some);
    at += some;
    return some;
  }
}
