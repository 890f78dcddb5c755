package io.thalweg.storage.segment;

import io.thalweg.core.base.Damage;
import io.thalweg.core.journal.SegmentInfo;
import io.thalweg.storage.disk.Disk;
import io.thalweg.storage.segment.kafka.IndexAgreement;
import io.thalweg.storage.segment.kafka.KafkaSegment;
import io.thalweg.storage.segment.kafka.KafkaSegment.Part;
import io.thalweg.storage.segment.kafka.OpenKafka;
import io.thalweg.storage.segment.kafka.Sidecar;
import io.thalweg.storage.segment.mixed.Directory;
import io.thalweg.storage.segment.mixed.DirectoryAgreement;
import io.thalweg.storage.segment.mixed.OpenMixed;
import io.thalweg.storage.segment.run.Pieces;
import io.thalweg.storage.segment.run.SegmentDamaged;
import io.thalweg.storage.segment.run.SegmentFile;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Goes through all bytes of a segment's files and tells of every damage. For one thread, segment
/// after segment.
public final class SegmentCheck {
  private final Disk disk;
  private final Counted findings;
  private final LogCheck log;

  /// Who is told.
  public interface Findings {
    /// Events `from` to `to - 1` of the run are not what was written, or cannot be found.
    void damaged(SegmentInfo run, Damage damage, long from, long to);

    /// So many bytes more were read. Stops the check by throwing something.
    void read(long bytes);
  }

  /// Counts what was read.
  private static final class Counted implements Findings {
    private final Findings to;
    private long bytes;

    Counted(Findings to) {
      this.to = to;
    }

    @Override
    public void damaged(SegmentInfo run, Damage damage, long from, long until) {
      to.damaged(run, damage, from, until);
    }

    @Override
    public void read(long more) {
      bytes += more;
      to.read(more);
    }
  }

  /// For segments of which the largest has `largest` bytes of batches.
  public SegmentCheck(Disk disk, Findings findings, long largest) {
    this.disk = disk;
    this.findings = new Counted(findings);
    this.log = new LogCheck(this.findings, largest);
  }

  /// Checks all files of a segment, of which `runs` are all that count, one at least.
  public void check(List<SegmentInfo> runs) {
    if (runs.getFirst().mixed()) {
      checkMixed(runs);
    } else {
      runs.forEach(this::checkKafka);
    }
  }

  private void checkMixed(List<SegmentInfo> runs) {
    SegmentInfo first = runs.getFirst();
    try (OpenMixed open = new OpenMixed(disk, first.id())) {
      Directory directory = open.directory(first);
      findings.read(directory.memoryBytes());
      long before = findings.bytes;
      log.begin(open.file(), directory.pieceBytes(), directory.pieces());
      for (Directory.Run run : find(runs, open)) {
        check(run, open.file().name());
      }
      log.ended();
      // what lies between is nobody's any more
      findings.read(directory.pieceBytes() - (findings.bytes - before));
    } catch (SegmentDamaged e) {
      runs.forEach(run -> damaged(run, e.damage()));
    }
  }

  /// The places of `runs`, as they lie in the file.
  private List<Directory.Run> find(List<SegmentInfo> runs, OpenMixed open) {
    List<Directory.Run> found = new ArrayList<>();
    for (SegmentInfo run : runs) {
      try {
        found.add(open.directory(run).find(run));
      } catch (SegmentDamaged e) {
        damaged(run, e.damage());
      }
    }
    found.sort(Comparator.comparingLong(Directory.Run::start));
    return found;
  }

  private void check(Directory.Run run, String file) {
    try {
      log.check(run.info(), run.start(), new DirectoryAgreement(file, run));
    } catch (SegmentDamaged e) {
      damaged(run.info(), e.damage());
    }
  }

  private void checkKafka(SegmentInfo segment) {
    Sidecar sidecar = sidecar(segment);
    @Nullable ByteBuffer offsets = index(segment, Part.INDEX, sidecar);
    @Nullable ByteBuffer times = index(segment, Part.TIME_INDEX, sidecar);
    String name = KafkaSegment.name(Part.LOG, segment);
    try (SegmentFile file = SegmentFile.openUncached(disk, name)) {
      long more = file.length() - segment.bytes();
      if (more > 0) {
        String what = "expected the file to end here, but it has " + more + " bytes more";
        Damage damage = new Damage(name, segment.bytes(), what);
        findings.damaged(segment, damage, segment.endOffset(), segment.endOffset());
      }
      log.begin(file, segment.bytes(), sidecar == null ? null : sidecar.pieces(Part.LOG));
      log.check(segment, 0, new IndexAgreement(segment, offsets, times));
      log.ended();
    } catch (SegmentDamaged e) {
      damaged(segment, e.damage());
    }
  }

  private @Nullable Sidecar sidecar(SegmentInfo segment) {
    try (OpenKafka open = new OpenKafka(disk, segment)) {
      Sidecar sidecar = open.sidecar();
      findings.read(sidecar.memoryBytes());
      return sidecar;
    } catch (SegmentDamaged e) {
      damaged(segment, e.damage());
    }
    return null;
  }

  /// The whole content of an index; null if it cannot be trusted.
  private @Nullable ByteBuffer index(SegmentInfo segment, Part part, @Nullable Sidecar sidecar) {
    try (SegmentFile file = SegmentFile.open(disk, KafkaSegment.name(part, segment))) {
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
      file.fill(content, 0);
      content.flip();
      findings.read(length);
      return holds(segment, sidecar.pieces(part), content) ? content : null;
    } catch (SegmentDamaged e) {
      damaged(segment, e.damage());
    }
    return null;
  }

  private boolean holds(SegmentInfo segment, Pieces pieces, ByteBuffer content) {
    boolean holds = true;
    for (int at = 0; at < content.limit(); at += Pieces.BYTES) {
      int length = Math.min(Pieces.BYTES, content.limit() - at);
      Damage wrong = pieces.wrong(at, content.slice(at, length));
      if (wrong != null) {
        damaged(segment, wrong);
        holds = false;
      }
    }
    return holds;
  }

  /// What concerns a whole file concerns every event of the run.
  private void damaged(SegmentInfo run, Damage damage) {
    findings.damaged(run, damage, run.baseOffset(), run.endOffset());
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
