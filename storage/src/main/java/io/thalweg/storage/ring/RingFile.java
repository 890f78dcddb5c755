package io.thalweg.storage.ring;

import io.thalweg.core.base.Check;
import io.thalweg.core.journal.JournalWriter;
import io.thalweg.storage.disk.Disk;
import io.thalweg.storage.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One file of the ring, whose name says its number and its length. `base` is where it begins in
/// the ring's endless line of bytes, while it is in use.
final class RingFile {
  private static final Pattern NAME = Pattern.compile("ring-(\\d{6})-(\\d{4,10})\\.journal");

  /// The page cache keeps a file in pieces as large as its first writes were, and each later write
  /// makes dirty all of the pieces that it touches.
  private static final int ZERO_BYTES = 64 << 10;

  private static final int BLOCK = JournalWriter.ALIGNMENT;

  final int number;
  final DiskFile file;
  final int bytes;
  long base;

  /// The newest sequence in it; -1 if it holds none that counts.
  long newest = -1;

  private RingFile(int number, DiskFile file, int bytes) {
    this.number = number;
    this.file = file;
    this.bytes = bytes;
  }

  /// Its number if `name` is that of a ring file, else -1.
  static int numberOf(String name) {
    Matcher matcher = NAME.matcher(name);
    return matcher.matches() ? Integer.parseInt(matcher.group(1)) : -1;
  }

  /// Whether it was found retired when it was scanned.
  boolean retired;

  /// Makes a new file of zeros; durable when this returns.
  static RingFile create(Disk disk, int number, int bytes) throws IOException {
    DiskFile file = disk.create(String.format(Locale.ROOT, "ring-%06d-%d.journal", number, bytes));
    try {
      zero(file, bytes);
      disk.syncDirectory();
    } catch (IOException e) {
      file.close();
      disk.delete(file.name());
      throw e;
    }
    return new RingFile(number, file, bytes);
  }

  /// Opens an existing file, which may be shorter than its name says.
  static RingFile open(Disk disk, String name) throws IOException {
    Matcher matcher = NAME.matcher(name);
    Check.that(matcher.matches(), "expected the name of a ring file");
    int bytes = Integer.parseInt(matcher.group(2));
    return new RingFile(Integer.parseInt(matcher.group(1)), disk.open(name), bytes);
  }

  /// Whether it ends before it should: its creation was cut off, or it has been truncated.
  boolean isShort() throws IOException {
    return file.length() < bytes;
  }

  /// Says in its first block that no frame in it counts any more, so that recovery need not read
  /// it. Not synced: one that is not found retired is scanned.
  void retire() throws IOException {
    ByteBuffer block = ByteBuffer.allocateDirect(2 * BLOCK).alignedSlice(BLOCK).limit(BLOCK);
    FrameHeader.retire(block, 0);
    file.write(block, 0);
  }

  /// Makes the length durable of a file that holds no frame: its creation may have ended in a
  /// failed sync, after which no later one would write what that one left out.
  void secureLength() throws IOException {
    file.write(ByteBuffer.allocateDirect(BLOCK), bytes - BLOCK);
    file.sync();
  }

  private static void zero(DiskFile file, int bytes) throws IOException {
    ByteBuffer zeros = ByteBuffer.allocateDirect(Math.min(ZERO_BYTES, bytes));
    for (int at = 0; at < bytes; at += ZERO_BYTES) {
      zeros.clear().limit(Math.min(ZERO_BYTES, bytes - at));
      file.write(zeros, at);
    }
    file.sync();
  }
}
