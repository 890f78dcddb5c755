package io.thalweg.storage.ring;

import io.thalweg.storage.disk.Disk;
import io.thalweg.storage.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One file of the ring. `base` is where it begins in the ring's endless line of bytes, while it is
/// in use.
final class RingFile {
  private static final Pattern NAME = Pattern.compile("ring-(\\d{6})\\.journal");
  private static final int ZERO_BYTES = 1 << 20;

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

  /// Makes a new file of zeros; durable when this returns.
  static RingFile create(Disk disk, int number, int bytes) throws IOException {
    DiskFile file = disk.create(String.format(Locale.ROOT, "ring-%06d.journal", number));
    zero(file, bytes);
    disk.syncDirectory();
    return new RingFile(number, file, bytes);
  }

  /// Opens an existing file, whose creation may have been cut off.
  static RingFile open(Disk disk, String name, int bytes) throws IOException {
    DiskFile file = disk.open(name);
    long length = file.length();
    if (length < bytes) {
      boolean complete = length >= RingSettings.SMALLEST_FILE && length % 4096 == 0;
      if (complete) {
        return new RingFile(numberOf(name), file, (int) length);
      }
      zero(file, bytes);
    }
    return new RingFile(numberOf(name), file, (int) Math.max(bytes, length));
  }

  private static void zero(DiskFile file, int bytes) throws IOException {
    ByteBuffer zeros = ByteBuffer.allocateDirect(ZERO_BYTES);
    for (int at = 0; at < bytes; at += ZERO_BYTES) {
      zeros.clear().limit(Math.min(ZERO_BYTES, bytes - at));
      file.write(zeros, at);
    }
    file.sync();
  }
}
