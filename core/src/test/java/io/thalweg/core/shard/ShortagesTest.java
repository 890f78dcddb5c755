package io.thalweg.core.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.access.AccessSettings;
import io.thalweg.core.batch.Batches;
import io.thalweg.core.batch.Codecs;
import io.thalweg.core.exchange.ExchangeLimits;
import io.thalweg.core.group.GroupLimits;
import io.thalweg.core.memory.Block;
import io.thalweg.core.queue.QueueLimits;
import io.thalweg.core.topic.TopicCommand.Append;
import io.thalweg.core.topic.TopicInfo;
import io.thalweg.core.topic.TopicLimits;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Who cannot go on is told what for.
class ShortagesTest {
  private final TestShard broker = new TestShard();
  private final long partition = broker.partition();

  private void fill(boolean synced) {
    broker.journal.capacity = 4 << 20;
    while (broker.journal.writable()) {
      broker.ask(new Append(partition, Batches.sized(100_000)));
      broker.endTurn();
      if (synced) {
        broker.sync();
      }
    }
  }

  @Test
  void nothingIsShort() {
    assertThat(broker.shard.shortage()).isEqualTo(Shortage.NONE);
    assertThat(broker.shard.whyShort()).isEqualTo("nothing is short");
  }

  @Test
  void aFullJournalWaitsForSegments() {
    fill(true);
    assertThat(broker.shard.shortage()).isEqualTo(Shortage.RING);
    assertThat(broker.shard.whyShort())
        .startsWith("the journal is full: 4 MiB of 4 MiB are needed; waiting for a flush of up to")
        .contains("MiB to segments, of which 1 is being written");
    broker.settle();
    assertThat(broker.shard.shortage()).isEqualTo(Shortage.NONE);
  }

  @Test
  void aFullJournalWaitsForItsSync() {
    fill(false);
    assertThat(broker.shard.shortage()).isEqualTo(Shortage.RING);
    assertThat(broker.shard.whyShort()).contains("waiting for the sync of 4 MiB");
  }

  @Test
  void whatIsFreedByTheNextEntryIsSaid() {
    fill(true);
    while (broker.store.work(broker) > 0) {
      broker.endTurn();
    }
    assertThat(broker.shard.whyShort()).contains("the sync of an entry that lets ", " MiB go");
  }

  @Test
  void whatMustBeStatedAgainIsNamed() {
    broker.journal.capacity = broker.journal.usedBytes();
    assertThat(broker.shard.shortage()).isEqualTo(Shortage.RING);
    assertThat(broker.shard.whyShort())
        .endsWith("waiting for the counter of ids to be stated again");
  }

  @Test
  void blocksAreWaitedFor() {
    List<Block> taken = new ArrayList<>();
    for (Block block = broker.pool.take(); block != null; block = broker.pool.take()) {
      taken.add(block);
    }
    while (broker.shard.writable()) {
      // it gives back what it can
    }
    taken.removeFirst().release();
    assertThat(broker.shard.shortage()).isEqualTo(Shortage.BLOCKS);
    assertThat(broker.shard.whyShort())
        .startsWith("no free block: 1")
        .contains(" of 16 are in use; waiting for clients that have not read their answers");
    taken.forEach(Block::release);
    assertThat(broker.shard.shortage()).isEqualTo(Shortage.NONE);
  }

  @Test
  void tooManyBatchesWaitForSegments() {
    var settings = new ShardSettings(1, 128 << 10, 100, TopicLimits.DEFAULT, GroupLimits.DEFAULT);
    TestShard small = new TestShard(settings, 16);
    long id = small.create("t", 1, TestShard.FOREVER).partition(0);
    int taken = 0;
    while (small.shard.writable()) {
      small.append(id, Batches.at(1, 1));
      taken++;
    }
    assertThat(taken).isEqualTo(126);
    assertThat(small.shard.shortage()).isEqualTo(Shortage.BATCHES);
    assertThat(small.shard.whyShort())
        .isEqualTo(
            "126 batches are in the journal only, of 125 at most; waiting for segments, of which 1"
                + " is being written");
    small.settle();
    assertThat(small.shard.shortage()).isEqualTo(Shortage.NONE);
  }

  /// Runs of thin partitions take memory: they may not come faster than they are merged.
  @Test
  void nothingIsFlushedWhileTooManyRunsWaitForTheirMerge() {
    int partitions = 20;
    var settings =
        new ShardSettings(
            1,
            128 << 10,
            10,
            60,
            TopicLimits.DEFAULT,
            ExchangeLimits.DEFAULT,
            QueueLimits.DEFAULT,
            AccessSettings.DEFAULT,
            GroupLimits.DEFAULT,
            Codecs.NONE);
    TestShard thin = new TestShard(settings, 16);
    TopicInfo topic = thin.create("t", partitions, TestShard.FOREVER);
    while (thin.store.merging == 0) {
      for (int i = 0; i < partitions; i++) {
        thin.append(topic.partition(i), Batches.at(1, 1));
      }
      while (thin.store.merging == 0 && thin.store.pending() > 0) {
        thin.store.workOne(thin);
        thin.sync();
      }
    }
    int flushed = thin.store.written.size();
    assertThat(flushed).isGreaterThan(60);
    while (thin.shard.writable()) {
      thin.append(topic.partition(0), Batches.at(1, 1));
    }
    thin.pass(1_000);
    assertThat(thin.store.pending()).as("the merge alone is under way").isEqualTo(1);
    assertThat(thin.shard.shortage()).isEqualTo(Shortage.BATCHES);
    assertThat(thin.shard.whyShort())
        .endsWith(", held back until some of " + flushed + " runs are merged");
    thin.settle();
    assertThat(thin.shard.shortage()).isEqualTo(Shortage.NONE);
    assertThat(thin.store.written.size()).isGreaterThan(flushed);
  }
}
