package io.thalweg.storage.segment;

import io.thalweg.core.journal.SegmentInfo;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// The files of one segment: a range of one partition as Kafka keeps it, and a sidecar of
/// checksums.
///
/// - `.log`: batches one after the other, with their absolute base offsets.
/// - `.index`: for about every 16 KB, (last offset of a batch − base offset, its position), two
///   `int`s.
/// - `.timeindex`: (largest client timestamp so far, offset of the batch that has it − base
///   offset), a `long` and an `int`.
/// - `.crc`: our own, see [Sidecar].
///
/// A name begins with the base offset in 20 digits and a point, because `kafka-dump-log` takes it
/// from there; what makes it unique stands behind: `00000000000000000042.p7s19.log` is segment 19,
/// of partition 7. The tool finds the `.log` of an index by that offset alone, so indexes are
/// dumped from a copy with Kafka's names.
public final class KafkaSegment {
  /// Offsets and positions are `int`s relative to the segment's start.
  public static final long MAX_BYTES = Integer.MAX_VALUE;

  private static final Pattern NAME =
      Pattern.compile("[0-9]{20}\\.p[0-9]{1,19}s[0-9]{1,19}\\.(log|index|timeindex|crc)");

  /// One of a segment's files.
  enum Part {
    LOG(0, "log"),
    INDEX(1, "index"),
    TIME_INDEX(2, "timeindex"),
    SIDECAR(3, "crc");

    /// Its place in the sidecar; the sidecar itself comes after all that it covers.
    final int number;

    private final String suffix;

    Part(int number, String suffix) {
      this.number = number;
      this.suffix = suffix;
    }
  }

  private KafkaSegment() {}

  static String name(Part part, long segment, long partition, long baseOffset) {
    return String.format("%020d.p%ds%d.%s", baseOffset, partition, segment, part.suffix);
  }

  static String name(Part part, SegmentInfo segment) {
    return name(part, segment.id(), segment.partition(), segment.baseOffset());
  }

  /// Those of `files` that have a segment's name, yet belong to none of `named`: left by a crash,
  /// to be deleted.
  public static List<String> orphans(Collection<String> files, Collection<SegmentInfo> named) {
    Set<String> wanted = HashSet.newHashSet(4 * named.size());
    for (SegmentInfo segment : named) {
      for (Part part : Part.values()) {
        wanted.add(name(part, segment));
      }
    }
    List<String> orphans = new ArrayList<>();
    for (String file : files) {
      if (NAME.matcher(file).matches() && !wanted.contains(file)) {
        orphans.add(file);
      }
    }
    return orphans;
  }
}
