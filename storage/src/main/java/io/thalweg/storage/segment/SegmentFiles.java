package io.thalweg.storage.segment;

import io.thalweg.core.journal.SegmentInfo;
import io.thalweg.storage.segment.kafka.KafkaSegment;
import io.thalweg.storage.segment.mixed.MixedSegment;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Which files segments have.
public final class SegmentFiles {
  private SegmentFiles() {}

  /// The names of all files of the segment that `run` is in.
  public static List<String> of(SegmentInfo run) {
    return run.mixed() ? List.of(MixedSegment.name(run.id())) : KafkaSegment.names(run);
  }

  /// Those of `files` that have the name of a segment's file.
  public static List<String> in(Collection<String> files) {
    return orphans(files, List.of());
  }

  /// Those of `files` that have the name of a segment's file, yet belong to none of `named`: left
  /// by a crash, to be deleted.
  public static List<String> orphans(Collection<String> files, Collection<SegmentInfo> named) {
    Set<String> wanted = new HashSet<>();
    named.forEach(run -> wanted.addAll(of(run)));
    List<String> orphans = new ArrayList<>();
    for (String file : files) {
      boolean ours = KafkaSegment.isName(file) || MixedSegment.isName(file);
      if (ours && !wanted.contains(file)) {
        orphans.add(file);
      }
    }
    return orphans;
  }
}
