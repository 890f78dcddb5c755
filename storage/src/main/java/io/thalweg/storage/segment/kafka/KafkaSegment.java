package io.thalweg.storage.segment.kafka;

import io.thalweg.core.journal.SegmentInfo;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/// The files of a segment that holds one run: as Kafka keeps it, and a sidecar of checksums.
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
  public enum Part {
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

  /// The name of one of its files.
  public static String name(Part part, long segment, long partition, long baseOffset) {
    return String.format("%020d.p%ds%d.%s", baseOffset, partition, segment, part.suffix);
  }

  /// The same.
  public static String name(Part part, SegmentInfo segment) {
    return name(part, segment.id(), segment.partition(), segment.baseOffset());
  }

  /// Whether `file` has the name of a segment's file.
  public static boolean isName(String file) {
    return NAME.matcher(file).matches();
  }

  /// The names of all files of `segment`.
  public static List<String> names(SegmentInfo segment) {
    return names(segment.id(), segment.partition(), segment.baseOffset());
  }

  static List<String> names(long segment, long partition, long baseOffset) {
    return Arrays.stream(Part.values())
        .map(part -> name(part, segment, partition, baseOffset))
        .toList();
  }
}
