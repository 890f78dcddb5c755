package io.thalweg.core.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.batch.Batches;
import io.thalweg.core.group.GroupCommand.CommitOffsets;
import io.thalweg.core.group.GroupCommand.Committed;
import io.thalweg.core.group.GroupCommand.FetchOffsets;
import io.thalweg.core.group.GroupCommand.Offsets;
import io.thalweg.core.group.GroupCommand.Position;
import io.thalweg.core.group.GroupLimits;
import io.thalweg.core.journal.SegmentInfo;
import io.thalweg.core.memory.Slice;
import io.thalweg.core.read.ReadCommand;
import io.thalweg.core.read.ReadCommand.Found;
import io.thalweg.core.read.ReadCommand.LookUp;
import io.thalweg.core.topic.TopicCommand.Append;
import io.thalweg.core.topic.TopicCommand.Delete;
import io.thalweg.core.topic.TopicCommand.Trim;
import io.thalweg.core.topic.TopicCommand.Trimmed;
import io.thalweg.core.topic.TopicInfo;
import io.thalweg.core.topic.TopicLimits;
import io.thalweg.core.topic.TopicSettings;
import io.thalweg.core.turn.Problem;
import io.thalweg.core.turn.Reply;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What must leave the journal does: events to segments, the rest as new statements at its head.
class ShardFlushTest {
  private static final int MANY = 10_000;

  private final TestShard broker = new TestShard();
  private final TopicInfo topic = broker.create("t", 2, TestShard.FOREVER);
  private final long partition = topic.partition(0);

  /// Fills a small journal until more than half of it is used.
  private void fill() {
    broker.journal.capacity = 4 << 20;
    while (broker.journal.usedBytes() <= broker.journal.capacity / 2) {
      broker.ask(new Append(partition, Batches.sized(MANY)));
      broker.sync();
    }
  }

  @Test
  void nothingIsFlushedBeforeHalfOfTheJournalIsUsed() {
    broker.journal.capacity = 4 << 20;
    while (broker.journal.usedBytes() + 20_000 < broker.journal.capacity / 2) {
      broker.append(partition, Batches.sized(MANY));
    }
    assertThat(broker.store.pending()).isZero();
  }

  @Test
  void oldEventsMoveToASegmentAndTheJournalLetsGo() {
    broker.append(partition, Batches.at(1, 3));
    fill();
    long used = broker.journal.usedBytes();
    List<ByteBuffer> before = broker.read(partition, 0);
    broker.settle();
    assertThat(broker.store.written).isNotEmpty();
    assertThat(broker.store.written.getFirst().baseOffset()).isZero();
    assertThat(broker.journal.usedBytes()).isLessThan(used / 2 + used / 4);
    assertThat(broker.read(partition, 0)).isEqualTo(before);
    broker.restart();
    assertThat(broker.read(partition, 0)).isEqualTo(before);
    assertThat(broker.named).hasSize(broker.store.written.size());
  }

  @Test
  void tooManyLiveBatchesAreFlushedInASmallJournalToo() {
    var settings = new ShardSettings(1, 128 << 10, 100, TopicLimits.DEFAULT, GroupLimits.DEFAULT);
    TestShard small = new TestShard(settings, 16);
    long id = small.create("t", 1, TestShard.FOREVER).partition(0);
    for (int i = 0; i < 101; i++) {
      small.append(id, Batches.at(1, 1));
    }
    small.settle();
    assertThat(small.store.written).hasSize(1);
    assertThat(small.store.written.getFirst().endOffset()).isGreaterThanOrEqualTo(100);
  }

  @Test
  void segmentsFollowEachOtherWithoutAGap() {
    for (int round = 0; round < 5; round++) {
      fill();
      broker.settle();
    }
    long next = 0;
    for (SegmentInfo segment : broker.store.written) {
      assertThat(segment.baseOffset()).isEqualTo(next);
      next = segment.endOffset();
    }
    assertThat(broker.store.written.size()).isGreaterThan(2);
    broker.restart();
    assertThat(broker.read(partition, 0))
        .hasSize((int) broker.append(partition, Batches.at(1, 1)).baseOffset());
  }

  @Test
  void aFailedFlushIsTriedAgainAndLosesNothing() {
    broker.store.failing = true;
    fill();
    broker.sync();
    assertThat(broker.store.pending()).isPositive();
    broker.store.work(broker);
    broker.sync();
    assertThat(broker.store.written).isEmpty();
    List<ByteBuffer> before = broker.read(partition, 0);
    broker.store.failing = false;
    broker.pass(FlushPlanner.RETRY_MILLIS);
    broker.settle();
    assertThat(broker.store.written).isNotEmpty();
    assertThat(broker.read(partition, 0)).isEqualTo(before);
  }

  @Test
  void tryingAFlushAgainCostsTheJournalNothing() {
    broker.store.failing = true;
    fill();
    broker.settle();
    long appended = broker.journal.appendedBytes();
    for (int i = 0; i < 5; i++) {
      broker.pass(FlushPlanner.RETRY_MILLIS);
      assertThat(broker.store.work(broker)).isPositive();
      broker.sync();
    }
    assertThat(broker.journal.appendedBytes()).isEqualTo(appended);
  }

  @Test
  void aFlushAnsweredForADeletedTopicDeletesItsFile() {
    fill();
    assertThat(broker.store.pending()).isPositive();
    broker.get(Reply.Done.class, new Delete(topic.id()));
    broker.settle();
    assertThat(broker.store.written).isNotEmpty();
    assertThat(broker.store.deleted).containsExactlyElementsOf(broker.store.written);
    assertThat(broker.store.files).isEmpty();
  }

  @Test
  void filesOfADeletedTopicGoWhenThatIsDurable() {
    fill();
    broker.settle();
    broker.ask(new Delete(topic.id()));
    broker.endTurn();
    assertThat(broker.store.deleted).isEmpty();
    broker.sync();
    assertThat(broker.store.files).isEmpty();
  }

  @Test
  void whatIsDroppedBeforeItIsFlushedIsNeverWrittenToASegment() {
    TopicInfo brief = broker.create("brief", 1, new TopicSettings(1_000, -1, 1 << 20));
    long kept = topic.partition(1);
    broker.journal.capacity = 4 << 20;
    long appended = 0;
    for (int i = 0; i < 300; i++) {
      broker.append(brief.partition(0), Batches.sized(MANY));
      appended++;
      broker.append(kept, Batches.sized(100));
      broker.pass(500);
      if (i % 10 == 0) {
        broker.settle();
      }
    }
    broker.settle();
    long written = 0;
    for (SegmentInfo segment : broker.store.written) {
      written +=
          segment.partition() == brief.partition(0)
              ? segment.endOffset() - segment.baseOffset()
              : 0;
    }
    assertThat(broker.store.written).as("the journal went round").isNotEmpty();
    assertThat(broker.read(kept, 0)).hasSize(300);
    assertThat(written).as("of %d events", appended).isLessThan(appended / 4);
  }

  @Test
  void trimmedEventsAreNotFlushed() {
    fill();
    long end = broker.append(partition, Batches.at(1, 1)).baseOffset() + 1;
    broker.restart();
    broker.get(Trimmed.class, new Trim(partition, end));
    broker.settle();
    assertThat(broker.store.files).isEmpty();
    assertThat(broker.append(partition, Batches.at(1, 1)).baseOffset()).isEqualTo(end);
  }

  /// The batch that is found, and the time to look for in it.
  private String found(long at) {
    String[] found = {""};
    broker.ask(
        new LookUp(partition, at),
        (_, reply) -> {
          Found it = (Found) reply;
          Slice batches = it.batches();
          found[0] = batches == null ? "none" : batches.view().getLong(0) + " " + it.timestamp();
        });
    broker.settle();
    return found[0];
  }

  @Test
  void timesAreFoundInWhatIsLeftOfASegment() {
    for (int time : new int[] {9_000, 5_000, 7_000}) {
      broker.append(partition, Batches.at(time, 1));
    }
    fill();
    broker.settle();
    assertThat(broker.store.written.getFirst().maxTimestamp()).isEqualTo(9_000);
    assertThat(found(6_000)).isEqualTo("0 6000");
    assertThat(found(ReadCommand.MAX_TIMESTAMP)).isEqualTo("0 9000");
    broker.get(Trimmed.class, new Trim(partition, 1));
    assertThat(found(4_000)).isEqualTo("1 4000");
    assertThat(found(6_000)).isEqualTo("2 6000");
    assertThat(found(8_000)).isEqualTo("none");
    assertThat(found(ReadCommand.MAX_TIMESTAMP)).isEqualTo("2 7000");
    long newest = broker.append(partition, Batches.at(8_500, 1)).baseOffset();
    assertThat(found(8_000)).isEqualTo(newest + " 8000");
    assertThat(found(6_000)).isEqualTo("2 6000");
    assertThat(found(ReadCommand.MAX_TIMESTAMP)).isEqualTo(newest + " 8500");
    broker.get(Trimmed.class, new Trim(partition, 3));
    assertThat(found(6_000)).isEqualTo(newest + " 6000");
  }

  @Test
  void aReadOfTheJournalThatComesTooLateGoesOnInTheSegment() {
    for (int i = 0; i < 100; i++) {
      broker.append(partition, Batches.sized(400_000));
    }
    long request = broker.ask(TestShard.fetch(partition, 0, 1, 500));
    broker.endTurn();
    broker.journal.capacity = broker.journal.usedBytes();
    broker.settle();
    broker.settle();
    assertThat(broker.journal.payload(0)).isNull();
    assertThat(broker.replies).containsKey(request);
    assertThat(broker.read(partition, 0)).hasSize(100);
  }

  @Test
  void anIdleGroupOrProducerNeverPinsTheJournal() {
    broker.append(topic.partition(1), Batches.by(5, 0, 0, 1));
    var commit = new CommitOffsets("g", "", null, -1, List.of(new Position(partition, 3, 0, "m")));
    assertThat(broker.get(Committed.class, commit).problem()).isEqualTo(Problem.NONE);
    long committed = broker.journal.nextPosition();
    for (int round = 0; round < 8; round++) {
      fill();
      broker.settle();
    }
    assertThat(broker.journal.logStart()).isGreaterThan(committed);
    broker.restart();
    Offsets offsets = broker.get(Offsets.class, new FetchOffsets("g", null));
    assertThat(offsets.offsets()).hasSize(1);
    assertThat(broker.append(topic.partition(1), Batches.by(5, 0, 0, 1)).baseOffset())
        .as("a duplicate is known still")
        .isZero();
    assertThat(broker.append(topic.partition(1), Batches.by(5, 0, 7, 1)).problem())
        .isEqualTo(Problem.OUT_OF_ORDER_SEQUENCE);
  }

  @Test
  void restatingIsBoundedInEachTurn() {
    broker.create("many", 5_000, TestShard.FOREVER);
    fill();
    List<Long> grown = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      long before = broker.journal.appendedBytes();
      broker.sync();
      grown.add(broker.journal.appendedBytes() - before);
    }
    assertThat(grown).allMatch(bytes -> bytes < 2 * 256 * 64);
    assertThat(grown.stream().mapToLong(Long::longValue).sum()).isGreaterThan(4_000 * 34);
  }
}
