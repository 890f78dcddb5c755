package io.thalweg.core.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.batch.Batches;
import io.thalweg.core.memory.Block;
import io.thalweg.core.memory.Slice;
import io.thalweg.core.topic.TopicCommand.Append;
import io.thalweg.core.topic.TopicCommand.Appended;
import io.thalweg.core.topic.TopicCommand.Create;
import io.thalweg.core.topic.TopicCommand.Delete;
import io.thalweg.core.topic.TopicCommand.InitProducer;
import io.thalweg.core.topic.TopicInfo;
import io.thalweg.core.topic.TopicSettings;
import io.thalweg.core.turn.Problem;
import io.thalweg.core.turn.Reply;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What leaves a shard, when, and in which order; what fits a frame.
class ShardTest {
  private final TestShard broker = new TestShard();

  @Test
  void aReplyLeavesWhenItsEntryIsDurableAndNotBefore() {
    long partition = broker.partition();
    long request = broker.ask(new Append(partition, Batches.at(1, 1)));
    broker.endTurn();
    broker.endTurn();
    assertThat(broker.replies).doesNotContainKey(request);
    assertThat(broker.shard.parked()).isEqualTo(1);
    broker.shard.durable(broker.journal.sync());
    assertThat(broker.replies).as("only at the end of a turn").doesNotContainKey(request);
    broker.endTurn();
    assertThat(broker.reply(Appended.class, request).baseOffset()).isZero();
  }

  @Test
  void aDuplicateIsAcknowledgedOnlyWhenTheFirstIsDurable() {
    long partition = broker.partition();
    broker.ask(new Append(partition, Batches.by(5, 0, 0, 1)));
    broker.endTurn();
    long again = broker.ask(new Append(partition, Batches.by(5, 0, 0, 1)));
    broker.endTurn();
    assertThat(broker.replies).doesNotContainKey(again);
    broker.sync();
    assertThat(broker.reply(Appended.class, again)).isEqualTo(new Appended(Problem.NONE, 0, 0));
  }

  @Test
  void aRefusalAlsoWaitsForWhatItsDeciderSaw() {
    TopicInfo topic = broker.create("t", 1, TestShard.FOREVER);
    broker.ask(new Delete(topic.id()));
    broker.endTurn();
    long refused = broker.ask(new Append(topic.partition(0), Batches.at(1, 1)));
    broker.endTurn();
    assertThat(broker.replies).doesNotContainKey(refused);
    broker.sync();
    assertThat(broker.reply(Appended.class, refused).problem())
        .isEqualTo(Problem.UNKNOWN_PARTITION);
  }

  @Test
  void repliesLeaveInTheOrderOfTheirRequests() {
    long partition = broker.partition();
    List<Long> asked = new ArrayList<>();
    int before = broker.replies.size();
    for (int turn = 0; turn < 5; turn++) {
      for (int i = 0; i < 7; i++) {
        boolean refused = i % 3 == 0;
        asked.add(broker.ask(new Append(refused ? 1 : partition, Batches.at(1, 1))));
      }
      broker.endTurn();
    }
    broker.sync();
    assertThat(broker.replies.keySet().stream().skip(before)).containsExactlyElementsOf(asked);
  }

  @Test
  void whileAnEntryIsOnItsWayTheNextOneGathers() {
    long partition = broker.partition();
    broker.journal.pipelined = true;
    for (int turn = 0; turn < 10; turn++) {
      broker.ask(new Append(partition, Batches.at(1, 1)));
      broker.endTurn();
    }
    long appended = broker.journal.nextPosition();
    broker.sync();
    assertThat(broker.journal.nextPosition()).isEqualTo(appended + 1);
    broker.sync();
    assertThat(broker.shard.parked()).isZero();
  }

  @Test
  void nothingLeavesALostShard() {
    long partition = broker.partition();
    long request = broker.ask(new Append(partition, Batches.at(1, 1)));
    broker.endTurn();
    broker.shard.lost();
    broker.sync();
    assertThat(broker.replies).doesNotContainKey(request);
    assertThat(broker.shard.writable()).isFalse();
  }

  @Test
  void aTopicIsShownAndHiddenWhenThatIsDurable() {
    long request = broker.ask(new Create("t", 1, TestShard.FOREVER, false));
    broker.endTurn();
    assertThat(broker.shard.directory().named("t")).isNull();
    broker.sync();
    TopicInfo topic = broker.shard.directory().named("t");
    assertThat(broker.replies).containsKey(request);
    assertThat(broker.shard.directory().identified(topic.uuid())).isEqualTo(topic);
    broker.ask(new Delete(topic.id()));
    broker.endTurn();
    assertThat(broker.shard.directory().named("t")).isEqualTo(topic);
    broker.sync();
    assertThat(broker.shard.directory().named("t")).isNull();
  }

  @Test
  void aTopicThatWasRecreatedStaysShown() {
    TopicInfo old = broker.create("t", 1, TestShard.FOREVER);
    broker.ask(new Delete(old.id()));
    broker.ask(new Create("t", 2, TestShard.FOREVER, false));
    broker.sync();
    assertThat(broker.shard.directory().named("t").partitions()).isEqualTo(2);
    assertThat(broker.shard.directory().identified(old.uuid())).isNull();
  }

  @Test
  void aCommandNeverStraddlesEntries() {
    long partition = broker.create("t", 1, new TopicSettings(-1, -1, 1 << 20)).partition(0);
    long before = broker.journal.nextPosition();
    for (int i = 0; i < 10; i++) {
      broker.ask(new Append(partition, Batches.sized(700_000)));
    }
    broker.sync();
    assertThat(broker.journal.nextPosition() - before).isEqualTo(10);
    assertThat(broker.read(partition, 0)).hasSize(10);
  }

  @Test
  void aBatchLargerThanAnEntryIsRefused() {
    long partition = broker.create("t", 1, new TopicSettings(-1, -1, 1 << 30)).partition(0);
    long request = broker.ask(new Append(partition, Batches.sized(2 << 20)));
    broker.sync();
    assertThat(broker.replies.get(request).problem()).isEqualTo(Problem.BATCH_TOO_LARGE);
  }

  @Test
  void withoutABlockACommandIsToBeTriedAgain() {
    List<Block> taken = new ArrayList<>();
    for (Block block = broker.pool.take(); block != null; block = broker.pool.take()) {
      taken.add(block);
    }
    int refused = 0;
    for (int i = 0; i < 8; i++) {
      long request = broker.ask(new Create("x".repeat(200) + i, 10_000, TestShard.FOREVER, false));
      broker.sync();
      refused += broker.replies.get(request).problem() == Problem.TRY_AGAIN ? 1 : 0;
    }
    assertThat(refused).isPositive();
    assertThat(broker.shard.writable()).isFalse();
    taken.forEach(Block::release);
    assertThat(broker.shard.writable()).isTrue();
    broker.create("y", 1, TestShard.FOREVER);
  }

  @Test
  void withoutRoomInTheJournalWritingIsToBeTriedAgain() {
    broker.journal.writable = false;
    long request = broker.ask(new InitProducer(-1, (short) -1));
    broker.sync();
    assertThat(broker.replies.get(request)).isEqualTo(new Reply.Done(Problem.TRY_AGAIN));
    assertThat(broker.shard.writable()).isFalse();
  }

  @Test
  void blocksAreGivenBackWhenNothingNeedsThem() {
    long partition = broker.partition();
    for (int i = 0; i < 200; i++) {
      broker.append(partition, Batches.sized(500_000));
    }
    assertThat(broker.pool.available()).isGreaterThanOrEqualTo(3);
    assertThat(broker.read(partition, 0)).hasSize(200);
  }

  @Test
  void tenThousandPartitionsAreCreatedStatedAgainAndDeleted() {
    TopicInfo topic = broker.create("x".repeat(249), 10_000, TestShard.FOREVER);
    assertThat(broker.append(topic.partition(9_999), Batches.at(1, 1)).problem())
        .isEqualTo(Problem.NONE);
    broker.restart();
    assertThat(broker.shard.directory().named(topic.name())).isEqualTo(topic);
    long before = broker.journal.logStart();
    broker.journal.capacity = broker.journal.usedBytes();
    for (int i = 0; i < 100; i++) {
      broker.settle();
    }
    assertThat(broker.journal.logStart()).isGreaterThan(before);
    broker.journal.capacity = 1 << 30;
    broker.restart();
    assertThat(broker.append(topic.partition(9_999), Batches.at(1, 1)).baseOffset()).isEqualTo(1);
    assertThat(broker.get(Reply.Done.class, new Delete(topic.id())).problem())
        .isEqualTo(Problem.NONE);
    broker.restart();
    assertThat(broker.shard.directory().all()).isEmpty();
    assertThat(broker.append(topic.partition(1), Batches.at(1, 1)).problem())
        .isEqualTo(Problem.UNKNOWN_PARTITION);
  }

  @Test
  void whatIsNotDurableIsGoneAfterAKill() {
    long partition = broker.partition();
    broker.append(partition, Batches.at(1, 3));
    broker.ask(new Append(partition, Batches.at(1, 4)));
    broker.endTurn();
    broker.restart();
    assertThat(broker.append(partition, Batches.at(1, 1)).baseOffset()).isEqualTo(3);
  }

  @Test
  void theNewestEntryIsProvenByAMarkOnceAllIsQuiet() {
    broker.partition();
    assertThat(broker.journal.unproven()).isTrue();
    broker.pass(1000);
    assertThat(broker.journal.unproven()).isFalse();
    long quiet = broker.journal.nextPosition();
    broker.pass(4000);
    assertThat(broker.journal.nextPosition() - quiet).as("an idle journal stays as it is").isZero();
  }

  @Test
  void aSweepOfRetentionIsManyTurns() {
    TopicInfo topic = broker.create("t", 2000, new TopicSettings(1000, -1, 1 << 20));
    for (int i = 0; i < 2000; i++) {
      broker.ask(new Append(topic.partition(i), Batches.at(1, 1)));
    }
    broker.sync();
    long appended = broker.journal.appendedBytes();
    broker.now += 60_000;
    broker.sync();
    long first = broker.journal.appendedBytes() - appended;
    assertThat(first).isLessThan(2 * 256 * 32);
    assertThat(broker.shard.nextDueMillis()).as("goes on").isLessThanOrEqualTo(broker.now);
    broker.pass(1000);
    assertThat(broker.journal.appendedBytes() - appended).isGreaterThan(2000 * 22);
  }

  @Test
  void timeNeverGoesBackAlsoAcrossARestart() {
    long partition = broker.create("t", 1, new TopicSettings(10_000, -1, 1 << 20)).partition(0);
    broker.now += 100_000;
    broker.append(partition, Batches.at(1, 1));
    broker.now -= 100_000;
    broker.append(partition, Batches.at(1, 1));
    broker.restart();
    broker.append(partition, Batches.at(1, 1));
    broker.now += 105_000;
    broker.pass(0);
    assertThat(broker.read(partition, 0)).as("all were written at the later time").hasSize(3);
  }

  @Test
  void lentSlicesCanBeKept() {
    long partition = broker.partition();
    broker.append(partition, Batches.at(1, 1));
    List<Slice> kept = new ArrayList<>();
    broker.ask(
        TestShard.fetch(partition, 0, 0, 0),
        (_, reply) -> {
          var fetched = (io.thalweg.core.read.ReadCommand.Fetched) reply;
          fetched.results().getFirst().batches().forEach(slice -> kept.add(slice.retain()));
        });
    broker.endTurn();
    int holders = kept.getFirst().block().holders();
    kept.forEach(Slice::release);
    assertThat(kept.getFirst().block().holders()).isEqualTo(holders - 1);
  }
}
