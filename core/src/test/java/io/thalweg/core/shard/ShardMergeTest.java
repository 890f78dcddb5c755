package io.thalweg.core.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.batch.Batches;
import io.thalweg.core.journal.SegmentInfo;
import io.thalweg.core.topic.PartitionView;
import io.thalweg.core.topic.TopicCommand.Append;
import io.thalweg.core.topic.TopicCommand.Delete;
import io.thalweg.core.topic.TopicCommand.Trim;
import io.thalweg.core.topic.TopicCommand.Trimmed;
import io.thalweg.core.topic.TopicInfo;
import io.thalweg.core.topic.TopicSettings;
import io.thalweg.core.topic.TopicState;
import io.thalweg.core.turn.Reply;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Thin partitions share segments, and their runs are merged until they are thick.
class ShardMergeTest {
  private static final int PARTITIONS = 20;
  private static final int CAPACITY = 2 << 20;

  private final TestShard broker = new TestShard();
  private final TopicInfo topic = broker.create("thin", PARTITIONS, TestShard.FOREVER);
  private final TopicInfo filler = broker.create("filler", 1, TestShard.FOREVER);

  private TopicState state() {
    return (TopicState) broker.shard.states().getFirst();
  }

  private PartitionView partition(int index) {
    return state().partition(topic.partition(index));
  }

  /// Appends `bytes` to each thin partition, and so much to another that all of it is flushed.
  private void round(int bytes) {
    broker.journal.capacity = CAPACITY;
    for (int i = 0; i < PARTITIONS; i++) {
      broker.append(topic.partition(i), Batches.sized(bytes));
    }
    long last = topic.partition(PARTITIONS - 1);
    long end = state().partition(last).nextOffset();
    while (state().partition(last).segmentFor(end - 1) == null) {
      broker.ask(new Append(filler.partition(0), Batches.sized(20_000)));
      broker.settle();
    }
    broker.get(Trimmed.class, new Trim(filler.partition(0), Trim.TO_THE_END));
    broker.settle();
  }

  private List<List<ByteBuffer>> events() {
    List<List<ByteBuffer>> all = new ArrayList<>();
    for (int i = 0; i < PARTITIONS; i++) {
      all.add(broker.read(topic.partition(i), 0));
    }
    return all;
  }

  private Set<Long> segmentsOfThin() {
    Set<Long> ids = new HashSet<>();
    for (int i = 0; i < PARTITIONS; i++) {
      partition(i).runs().forEach(run -> ids.add(run.id()));
    }
    return ids;
  }

  @Test
  void thinPartitionsShareASegmentAndAThickOneHasItsOwn() {
    round(1_000);
    assertThat(segmentsOfThin()).hasSize(1);
    SegmentInfo run = partition(3).runs().getFirst();
    assertThat(run.mixed()).isTrue();
    assertThat(run.bytes()).isLessThan(2_000);
    assertThat(broker.store.written)
        .filteredOn(each -> each.partition() == filler.partition(0))
        .isNotEmpty()
        .noneMatch(SegmentInfo::mixed);
  }

  @Test
  void aPartitionHasFewRunsAndAllOfItsEvents() {
    for (int i = 0; i < 30; i++) {
      round(100);
      assertThat(partition(7).runs()).hasSizeLessThan(3 * MergePlanner.FEWEST);
    }
    List<List<ByteBuffer>> before = events();
    assertThat(before).allSatisfy(batches -> assertThat(batches).hasSize(30));
    assertThat(broker.store.merged).isNotEmpty();
    broker.restart();
    assertThat(events()).isEqualTo(before);
    broker.settle();
    Set<Long> named = new HashSet<>();
    state().runs().forEach(each -> named.add(each.id()));
    assertThat(broker.store.files.keySet()).isEqualTo(named);
  }

  @Test
  void aThickRunLeavesForASegmentOfItsOwn() {
    long thick = MergePlanner.thickBytes(broker.journal);
    broker.journal.capacity = CAPACITY;
    assertThat(MergePlanner.thickBytes(broker.journal)).isLessThan(thick);
    for (int i = 0; i < 8; i++) {
      round((int) MergePlanner.thickBytes(broker.journal) / 4);
    }
    SegmentInfo first = partition(5).runs().getFirst();
    assertThat(first.mixed()).isFalse();
    assertThat(first.bytes()).isGreaterThanOrEqualTo(MergePlanner.thickBytes(broker.journal));
    assertThat(events()).allSatisfy(batches -> assertThat(batches).hasSize(8));
  }

  @Test
  void eventsOfDifferentAgesStayApartWhereOldOnesAreDeleted() {
    TopicInfo kept = broker.create("kept", 1, new TopicSettings(80_000, -1, 1 << 20));
    for (int i = 0; i < 8; i++) {
      broker.append(kept.partition(0), Batches.sized(1_000));
      round(1_000);
      broker.pass(5_000);
    }
    List<SegmentInfo> runs = state().partition(kept.partition(0)).runs();
    assertThat(runs).hasSizeBetween(4, 8);
    assertThat(runs.getFirst().endOffset()).isLessThanOrEqualTo(4);
    broker.pass(60_000);
    assertThat(state().partition(kept.partition(0)).logStart()).isBetween(1L, 7L);
  }

  @Test
  void aSharedSegmentStaysUntilTheLastOfItsTopicsIsGone() {
    TopicInfo other = broker.create("other", 1, TestShard.FOREVER);
    broker.append(other.partition(0), Batches.sized(8_000));
    round(1_000);
    SegmentInfo run = state().partition(other.partition(0)).runs().getFirst();
    assertThat(segmentsOfThin()).containsExactly(run.id());
    broker.get(Reply.Done.class, new Delete(topic.id()));
    broker.settle();
    assertThat(broker.store.files).containsKey(run.id());
    broker.restart();
    assertThat(broker.read(other.partition(0), 0)).hasSize(1);
    broker.get(Reply.Done.class, new Delete(other.id()));
    broker.settle();
    assertThat(broker.store.files).doesNotContainKey(run.id());
  }

  @Test
  void whatLittleCountsOfASegmentMovesToAnother() {
    round(1_000);
    long shared = partition(0).runs().getFirst().id();
    for (int i = 0; i < PARTITIONS - 3; i++) {
      broker.get(Trimmed.class, new Trim(topic.partition(i), 1));
    }
    round(1_000);
    assertThat(broker.store.files).doesNotContainKey(shared);
    assertThat(broker.read(topic.partition(PARTITIONS - 1), 0)).hasSize(2);
    broker.restart();
    assertThat(broker.read(topic.partition(PARTITIONS - 1), 0)).hasSize(2);
  }

  @Test
  void aDamagedSegmentIsLeftAsItIsAndOthersAreMerged() {
    round(1_000);
    long damaged = partition(0).runs().getFirst().id();
    broker.store.damaged.add(damaged);
    for (int i = 0; i < 12; i++) {
      round(1_000);
    }
    List<SegmentInfo> runs = partition(0).runs();
    assertThat(runs.getFirst().id()).isEqualTo(damaged);
    assertThat(runs).hasSizeLessThan(3 * MergePlanner.FEWEST);
    assertThat(broker.store.merged).isNotEmpty();
  }

  @Test
  void aFailedMergeIsTriedAgainLater() {
    broker.store.failingMerges = true;
    for (int i = 0; i < MergePlanner.FEWEST; i++) {
      round(1_000);
    }
    List<List<ByteBuffer>> before = events();
    assertThat(broker.store.merged).isEmpty();
    assertThat(partition(0).runs()).hasSize(MergePlanner.FEWEST);
    broker.store.failingMerges = false;
    broker.pass(MergePlanner.RETRY_MILLIS);
    broker.settle();
    assertThat(partition(0).runs()).hasSize(1);
    assertThat(events()).isEqualTo(before);
  }

  @Test
  void aTopicDeletedWhileItIsMergedIsLeftOut() {
    for (int i = 0; i < 3; i++) {
      round(1_000);
    }
    broker.journal.capacity = CAPACITY;
    for (int i = 0; i < PARTITIONS; i++) {
      broker.append(topic.partition(i), Batches.sized(1_000));
    }
    for (int i = 0; i < 1_000 && broker.store.merging == 0; i++) {
      broker.store.workOne(broker);
      broker.ask(new Append(filler.partition(0), Batches.sized(20_000)));
      broker.sync();
    }
    assertThat(broker.store.merging).as("merges under way").isPositive();
    broker.get(Reply.Done.class, new Delete(topic.id()));
    broker.settle();
    broker.restart();
    broker.settle();
    Set<Long> named = new HashSet<>();
    state().runs().forEach(each -> named.add(each.id()));
    assertThat(broker.store.files.keySet()).isEqualTo(named);
    assertThat(state().runs()).allMatch(run -> run.partition() == filler.partition(0));
  }
}
