package io.thalweg.core.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.batch.Batches;
import io.thalweg.core.journal.SegmentInfo;
import io.thalweg.core.read.MergePlan.Part;
import io.thalweg.core.topic.TopicInfo;
import io.thalweg.core.topic.TopicSettings;
import io.thalweg.core.topic.TopicSettings.Cleanup;
import io.thalweg.core.topic.TopicSettings.Compaction;
import io.thalweg.core.topic.TopicSettings.Timestamps;
import java.util.List;
import org.junit.jupiter.api.Test;

/// When partitions of compacted topics are compacted, and which of their runs.
class ShardCompactionTest {
  private static final long LAG = 20_000;
  private static final Compaction PROMPT = new Compaction(0.5, 0, LAG, 7);

  private final TestShard broker = new TestShard();

  private static TopicSettings settings(Cleanup cleanup, long retention, Compaction compaction) {
    return new TopicSettings(retention, -1, 1 << 20, cleanup, compaction, Timestamps.CLIENTS, 0);
  }

  private long partition(Compaction compaction) {
    TopicInfo topic = broker.create("t", 1, settings(Cleanup.COMPACT, -1, compaction));
    return topic.partition(0);
  }

  private void append(long partition, int events) {
    broker.append(partition, Batches.at(1, events));
  }

  /// Lets time pass, and everything happen that is due.
  private void pass(long millis) {
    for (long passed = 0; passed < millis; passed += 1_000) {
      broker.pass(1_000);
      broker.settle();
    }
  }

  private List<SegmentInfo> runs(long partition) {
    return broker.store.merged.isEmpty()
        ? List.of()
        : broker.store.merged.stream().filter(run -> run.partition() == partition).toList();
  }

  private static void covers(Part part, long from, long to, long dirtyFrom) {
    assertThat(part.baseOffset()).isEqualTo(from);
    assertThat(part.endOffset()).isEqualTo(to);
    assertThat(part.cleaning().dirty().getFirst().cleanedTo()).isEqualTo(dirtyFrom);
    assertThat(part.cleaning().dirty().getLast().endOffset()).isEqualTo(to);
  }

  @Test
  void eventsLeaveTheJournalAndAreCompactedWhenTheLagIsOver() {
    long partition = partition(PROMPT);
    append(partition, 3);
    pass(LAG - 6_000);
    assertThat(broker.store.written).isEmpty();
    pass(12_000);
    assertThat(broker.store.written).hasSize(1);
    assertThat(broker.store.cleaned).hasSize(1);
    covers(broker.store.cleaned.getFirst(), 0, 3, 0);
    assertThat(broker.store.cleaned.getFirst().cleaning().tombstoneMillis()).isEqualTo(7);
    assertThat(runs(partition).getLast().cleanedTo()).isEqualTo(3);
    pass(3 * LAG);
    assertThat(broker.store.cleaned).as("clean by now").hasSize(1);
  }

  @Test
  void whatWasCompactedIsWrittenAgainTogetherWithWhatIsNew() {
    long partition = partition(PROMPT);
    append(partition, 3);
    pass(LAG + 6_000);
    append(partition, 2);
    pass(LAG + 6_000);
    assertThat(broker.store.cleaned).hasSize(2);
    Part second = broker.store.cleaned.getLast();
    assertThat(second.sources()).extracting(SegmentInfo::baseOffset).containsExactly(0L, 3L);
    covers(second, 0, 5, 3);
    broker.restart();
    assertThat(broker.read(partition, 0)).hasSize(2);
    pass(3 * LAG);
    assertThat(broker.store.cleaned).as("clean after a restart, too").hasSize(2);
  }

  @Test
  void eventsThatAreTooYoungStay() {
    long partition = partition(new Compaction(0, 2 * LAG, 2 * LAG, 7));
    append(partition, 3);
    broker.journal.capacity = broker.journal.usedBytes() * 3 / 2;
    pass(LAG);
    broker.journal.capacity = 1 << 30;
    assertThat(broker.store.written).isNotEmpty();
    assertThat(broker.store.cleaned).isEmpty();
    pass(LAG + 6_000);
    assertThat(broker.store.cleaned).hasSize(1);
  }

  @Test
  void otherTopicsAreNotCompacted() {
    long partition = broker.create("t", 1, settings(Cleanup.DELETE, -1, PROMPT)).partition(0);
    append(partition, 3);
    pass(3 * LAG);
    assertThat(broker.store.written).isEmpty();
    assertThat(broker.store.cleaned).isEmpty();
  }

  @Test
  void aLittleDirtIsLeftAlone() {
    long partition = partition(new Compaction(0.5, 0, Long.MAX_VALUE, 7));
    append(partition, 100);
    flush();
    assertThat(broker.store.cleaned).hasSize(1);
    append(partition, 5);
    flush();
    assertThat(broker.store.cleaned).hasSize(1);
    append(partition, 500);
    flush();
    assertThat(broker.store.cleaned).hasSize(2);
    covers(broker.store.cleaned.getLast(), 0, 605, 100);
  }

  private void flush() {
    broker.journal.capacity = broker.journal.usedBytes() * 3 / 2;
    broker.settle();
    broker.journal.capacity = 1 << 30;
    pass(6_000);
  }

  @Test
  void keysThatDoNotFitAreCompactedLater() {
    long partition = partition(new Compaction(0, 0, LAG, 7));
    broker.store.mostKeys = 4;
    append(partition, 10);
    pass(LAG + 30_000);
    assertThat(broker.store.cleaned)
        .extracting(part -> part.cleaning().dirty().getFirst().cleanedTo())
        .containsExactly(0L, 4L, 8L);
  }

  @Test
  void whereOldEventsAreDeletedTheyStayApartFromNewOnes() {
    long retention = 16 * LAG;
    Compaction eager = new Compaction(0, 0, LAG, 7);
    long partition =
        broker.create("t", 1, settings(Cleanup.COMPACT_AND_DELETE, retention, eager)).partition(0);
    append(partition, 3);
    pass(4 * LAG);
    append(partition, 2);
    pass(4 * LAG);
    assertThat(broker.store.cleaned).extracting(Part::baseOffset).containsExactly(0L, 0L, 3L);
    assertThat(broker.store.cleaned.get(1).cleaning())
        .isSameAs(broker.store.cleaned.get(2).cleaning());
    pass(9 * LAG);
    broker.restart();
    assertThat(broker.read(partition, 3)).as("the old ones are gone").hasSize(1);
    pass(4 * LAG);
    assertThat(view(partition)).isEqualTo(5);
  }

  private long view(long partition) {
    var found =
        broker.get(
            io.thalweg.core.read.ReadCommand.Found.class,
            new io.thalweg.core.read.ReadCommand.LookUp(
                partition, io.thalweg.core.read.ReadCommand.EARLIEST));
    return found.offset();
  }

  @Test
  void aDamagedSegmentIsLeftAlone() {
    long partition = partition(new Compaction(0, 0, LAG, 7));
    append(partition, 3);
    pass(LAG - 1_000);
    broker.store.failing = false;
    pass(2_000);
    SegmentInfo run = broker.store.written.isEmpty() ? null : broker.store.written.getFirst();
    if (run != null) {
      broker.store.damaged.add(run.id());
    }
    pass(3 * LAG);
    assertThat(broker.store.cleaned).hasSizeLessThanOrEqualTo(1);
  }
}
