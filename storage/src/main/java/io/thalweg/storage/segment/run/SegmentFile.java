package io.thalweg.storage.segment.run;

import io.thalweg.core.base.Check;
import io.thalweg.storage.disk.Disk;
import io.thalweg.storage.disk.DiskFile;
import java.io.Closeable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;

/// A file of a segment that is read: whatever is wrong with it is damage. Thread-safe.
public final class SegmentFile implements Closeable {
  private final DiskFile file;

  private SegmentFile(DiskFile file) {
    this.file = file;
  }

  private interface Opening {
    DiskFile open(String name) throws IOException;
  }

  /// Opens a file that is read whole.
  public static SegmentFile open(Disk disk, String name) throws SegmentDamaged {
    return open(disk::open, name);
  }

  /// Opens a file that is read in large pieces.
  public static SegmentFile openUncached(Disk disk, String name) throws SegmentDamaged {
    return open(disk::openUncached, name);
  }

  private static SegmentFile open(Opening how, String name) throws SegmentDamaged {
    try {
      return new SegmentFile(how.open(name));
    } catch (NoSuchFileException | FileNotFoundException e) {
      throw new SegmentDamaged(name, 0, "the file is missing");
    } catch (IOException e) {
      throw unreadable(name, 0, e);
    }
  }

  private static SegmentDamaged unreadable(String name, long position, IOException why) {
    return new SegmentDamaged(name, position, "the file cannot be read: " + why);
  }

  /// The name inside its disk.
  public String name() {
    return file.name();
  }

  /// Current length in bytes.
  public long length() throws SegmentDamaged {
    try {
      return file.length();
    } catch (IOException e) {
      throw unreadable(file.name(), 0, e);
    }
  }

  /// Fills `into`, whose position is 0, from `position`.
  public void fill(ByteBuffer into, long position) throws SegmentDamaged {
    Check.equal(0, into.position(), "position of a buffer to be filled");
    int read;
    try {
      read = file.read(into, position);
    } catch (IOException e) {
      throw unreadable(file.name(), position, e);
    }
    if (into.hasRemaining()) {
      throw new SegmentDamaged(
          file.name(),
          position + Math.max(read, 0),
          "expected " + into.remaining() + " more bytes, but the file ends");
    }
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException _) {
      // Only read from: nothing can be lost.
    }
  }
}
