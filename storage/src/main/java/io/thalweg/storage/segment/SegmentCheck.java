package io.thalweg.storage.segment;

import io.thalweg.core.base.Damage;
import io.thalweg.core.journal.SegmentInfo;
import io.thalweg.storage.disk.Disk;
import io.thalweg.storage.disk.DiskFile;
import io.thalweg.storage.segment.KafkaSegment.Part;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;

/// Goes through all bytes of a segment's files and tells of every damage. For one thread, segment
/// after segment.
public final class SegmentCheck {
  private final Disk disk;
  private final Findings findings;
  private final LogCheck log;

  /// Who is told.
  public interface Findings {
    /// Events `from` to `to - 1` of the segment are not what was written, or cannot be found.
    void damaged(SegmentInfo segment, Damage damage, long from, long to);

    /// So many bytes more were read. Stops the check by throwing something.
    void read(long bytes);
  }

  /// For segments of which the largest has a log of `largest` bytes.
  public SegmentCheck(Disk disk, Findings findings, long largest) {
    this.disk = disk;
    this.findings = findings;
    this.log = new LogCheck(findings, largest);
  }

  /// Checks all files of `segment`.
  public void check(SegmentInfo segment) {
    Sidecar sidecar = sidecar(segment);
    @Nullable ByteBuffer offsets = index(segment, Part.INDEX, sidecar);
    @Nullable ByteBuffer times = index(segment, Part.TIME_INDEX, sidecar);
    IndexAgreement indexes = new IndexAgreement(segment, offsets, times);
    try (DiskFile file = open(segment, Part.LOG)) {
      log.check(segment, file, sidecar, indexes);
    } catch (SegmentDamaged e) {
      damaged(segment, e.damage());
    } catch (IOException e) {
      damaged(segment, unreadable(segment, Part.LOG, e).damage());
    }
  }

  private @Nullable Sidecar sidecar(SegmentInfo segment) {
    try (OpenSegment open = new OpenSegment(disk, segment)) {
      Sidecar sidecar = open.sidecar();
      findings.read(sidecar.memoryBytes());
      return sidecar;
    } catch (SegmentDamaged e) {
      damaged(segment, e.damage());
    } catch (IOException e) {
      damaged(segment, unreadable(segment, Part.SIDECAR, e).damage());
    }
    return null;
  }

  /// The whole content of an index; null if it cannot be trusted.
  private @Nullable ByteBuffer index(SegmentInfo segment, Part part, @Nullable Sidecar sidecar) {
    try (DiskFile file = open(segment, part)) {
      long length = file.length();
      if (sidecar == null) {
        return null; // how long it should be stood there
      }
      if (length != sidecar.length(part)) {
        String what = "expected " + sidecar.length(part) + " bytes, but the file has " + length;
        long position = Math.min(length, sidecar.length(part));
        damaged(segment, new Damage(file.name(), position, what));
        return null;
      }
      ByteBuffer content = ByteBuffer.allocate((int) length);
      file.read(content, 0);
      content.flip();
      findings.read(length);
      return holds(segment, part, sidecar, content) ? content : null;
    } catch (SegmentDamaged e) {
      damaged(segment, e.damage());
    } catch (IOException e) {
      damaged(segment, unreadable(segment, part, e).damage());
    }
    return null;
  }

  private boolean holds(SegmentInfo segment, Part part, Sidecar sidecar, ByteBuffer content) {
    boolean holds = true;
    for (int at = 0; at < content.limit(); at += PieceCrc.BYTES) {
      int length = Math.min(PieceCrc.BYTES, content.limit() - at);
      Damage wrong = sidecar.wrong(part, at, content.slice(at, length));
      if (wrong != null) {
        damaged(segment, wrong);
        holds = false;
      }
    }
    return holds;
  }

  private DiskFile open(SegmentInfo segment, Part part) throws SegmentDamaged {
    String name = KafkaSegment.name(part, segment);
    try {
      return part == Part.LOG ? disk.openUncached(name) : disk.open(name);
    } catch (NoSuchFileException | FileNotFoundException e) {
      throw new SegmentDamaged(name, 0, "the file is missing");
    } catch (IOException e) {
      throw unreadable(segment, part, e);
    }
  }

  private static SegmentDamaged unreadable(SegmentInfo segment, Part part, IOException why) {
    return new SegmentDamaged(
        KafkaSegment.name(part, segment), 0, "the file cannot be read: " + why);
  }

  /// What concerns a whole file concerns every event of the segment.
  private void damaged(SegmentInfo segment, Damage damage) {
    findings.damaged(segment, damage, segment.baseOffset(), segment.endOffset());
  }

  /// Batches that are what was written.
  public long batches() {
    return log.batches();
  }

  /// Events in these batches.
  public long events() {
    return log.events();
  }
}
