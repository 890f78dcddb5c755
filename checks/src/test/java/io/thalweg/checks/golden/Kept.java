package io.thalweg.checks.golden;

import io.thalweg.core.base.Ids;
import io.thalweg.core.journal.JournalReader;
import io.thalweg.core.journal.SegmentInfo;
import io.thalweg.core.shard.Inspection;
import io.thalweg.core.topic.PartitionView;
import io.thalweg.core.topic.TopicInfo;
import io.thalweg.core.topic.TopicSettings;
import io.thalweg.core.topic.TopicView;
import io.thalweg.storage.disk.LocalDisk;
import io.thalweg.storage.ring.RingCheck;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/// What the files of a data directory say that nobody serves: replayed, and told as text.
final class Kept {
  private static final int FRAME_HEADER = 8;
  private static final int RECORD_HEADER = 14;

  private final SortedSet<Integer> kinds = new TreeSet<>();
  private final Inspection inspection = new Inspection();

  private Kept() {}

  static Kept in(Path folder) throws IOException {
    Kept kept = new Kept();
    try (RingCheck ring = RingCheck.of(LocalDisk.readOnly(folder), Runnable::run, _ -> {})) {
      ring.read(reader -> kept.inspection.replay(kept.watched(reader)));
    }
    kept.inspection.ended();
    return kept;
  }

  /// `reader`, whose entries are looked at as they pass.
  private JournalReader watched(JournalReader reader) {
    return new JournalReader() {
      @Override
      public boolean next(Entry into) throws IOException {
        boolean more = reader.next(into);
        if (more) {
          look(into.payload);
        }
        return more;
      }

      @Override
      public void close() throws IOException {
        reader.close();
      }
    };
  }

  private void look(ByteBuffer payload) {
    int at = payload.position() + FRAME_HEADER;
    while (at < payload.limit()) {
      kinds.add((int) payload.getShort(at + 4));
      at += RECORD_HEADER + payload.getInt(at);
    }
  }

  /// The numbers of all kinds of records in the journal.
  SortedSet<Integer> kinds() {
    return kinds;
  }

  /// Topics, partitions with their producers, and segments: a line each. Written out, so that the
  /// lines stay the same when a class gains something.
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    TopicView topics = inspection.topics();
    topics.forEachPartition(
        partition -> {
          TopicInfo topic = topics.topic(Ids.topicOf(partition.id()));
          if (Ids.indexOf(partition.id()) == 0) {
            lines.add(topic == null ? "kept: a partition without a topic" : line(topic));
          }
          lines.add(line(partition));
        });
    inspection.runs().forEach(segment -> lines.add(line(segment)));
    inspection.faults().forEach(fault -> lines.add("kept: " + fault));
    return lines;
  }

  private static String line(TopicInfo topic) {
    TopicSettings settings = topic.settings();
    return "kept: topic %d, %s, named %s, %d partitions, kept for %d ms and %d bytes, batches of %d"
            .formatted(
                topic.id(),
                topic.uuid(),
                topic.name(),
                topic.partitions(),
                settings.retentionMillis(),
                settings.retentionBytes(),
                settings.maxBatchBytes())
        + ", %s, given %d, timestamps: broker's %s, at most %d ms before and %d ms after"
            .formatted(
                settings.cleanup(),
                settings.given(),
                settings.timestamps().brokers(),
                settings.timestamps().beforeMaxMillis(),
                settings.timestamps().afterMaxMillis());
  }

  private static String line(PartitionView partition) {
    List<String> producers = new ArrayList<>();
    for (PartitionView.Producer each : partition.producersSince(-1)) {
      producers.add(
          "%d in epoch %d up to %d at %d"
              .formatted(each.id(), each.epoch(), each.lastSequence(), each.lastMillis()));
    }
    return "kept: partition %x from %d to %d, producers %s"
        .formatted(partition.id(), partition.logStart(), partition.nextOffset(), producers);
  }

  private static String line(SegmentInfo segment) {
    return "kept: segment %d of partition %x from %d to %d"
            .formatted(segment.id(), segment.partition(), segment.baseOffset(), segment.endOffset())
        + ", %d bytes, checksum %08x, times %d and %d"
            .formatted(
                segment.bytes(), segment.checksum(), segment.maxTimestamp(), segment.brokerTime());
  }
}
