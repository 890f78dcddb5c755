package io.thalweg.storage.segment.run;

import io.thalweg.core.base.Check;
import io.thalweg.core.base.Damage;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// The checksums of one file's pieces: a CRC32C for each 64 KB, bound to segment, file and
/// position. Immutable.
///
/// @param name of the file
/// @param segment that it belongs to
/// @param file its number among the segment's files
/// @param checksums an `int` for each piece, from its first byte on
public record Pieces(String name, long segment, int file, ByteBuffer checksums) {
  /// Size of a piece; a file's last one may be shorter.
  public static final int BYTES = 64 * 1024;

  /// Pieces that `bytes` have.
  public static int count(long bytes) {
    return Math.toIntExact((bytes + BYTES - 1) / BYTES);
  }

  /// Whole pieces that hold `bytes`, in bytes.
  public static long roundUp(long bytes) {
    return (bytes + BYTES - 1) / BYTES * BYTES;
  }

  /// CRC32C of the bytes between position and limit, for what is no piece.
  public static int plain(ByteBuffer bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes.duplicate());
    return (int) crc.getValue();
  }

  /// Compares the bytes between position and limit, read from `position` of the file (a piece's
  /// start) up to a piece's end.
  public void check(long position, ByteBuffer read) throws SegmentDamaged {
    PieceCrc crc = new PieceCrc(segment, file);
    int piece = (int) (position / BYTES);
    long at = position;
    for (int from = read.position(); from < read.limit(); from += BYTES) {
      int length = Math.min(BYTES, read.limit() - from);
      int expected = checksums.getInt(piece * Integer.BYTES);
      int actual = crc.of(at, read.slice(from, length));
      if (actual != expected) {
        throw new SegmentDamaged(
            name,
            at,
            String.format(
                "expected checksum %08x of the next %d bytes, but it is %08x",
                expected, length, actual));
      }
      piece++;
      at += length;
    }
  }

  /// What is wrong with the one piece between position and limit, read from `position`; or null.
  public @Nullable Damage wrong(long position, ByteBuffer piece) {
    try {
      check(position, piece);
      return null;
    } catch (SegmentDamaged e) {
      return e.damage();
    }
  }

  /// Gathers the checksums of a file while it is written.
  public static final class Gathered {
    private final PieceCrc crc;
    private int[] crcs = new int[64];
    private int count;
    private long bytes;

    /// For the file with that number among the segment's.
    public Gathered(long segment, int file) {
      this.crc = new PieceCrc(segment, file);
    }

    /// Takes note of the bytes between position and limit, which come next: whole pieces, but for
    /// the last.
    public void cover(ByteBuffer written) {
      Check.equal(0, bytes % BYTES, "bytes in the last piece before more of a file");
      for (int at = written.position(); at < written.limit(); at += BYTES) {
        int length = Math.min(BYTES, written.limit() - at);
        add(crc.of(bytes, written.slice(at, length)));
        bytes += length;
      }
    }

    private void add(int pieceCrc) {
      if (count == crcs.length) {
        crcs = Arrays.copyOf(crcs, 2 * count);
      }
      crcs[count++] = pieceCrc;
    }

    /// Bytes that are covered.
    public long bytes() {
      return bytes;
    }

    /// Bytes that [#putTo] puts.
    public int encodedBytes() {
      return count * Integer.BYTES;
    }

    /// Puts a checksum for each piece.
    public void putTo(ByteBuffer out) {
      for (int i = 0; i < count; i++) {
        out.putInt(crcs[i]);
      }
    }
  }
}
