package io.thalweg.core.shard;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.thalweg.core.batch.Batches;
import io.thalweg.core.topic.TopicCommand.Append;
import io.thalweg.core.turn.Client;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/// P3: an event takes no memory of its own, and a declared object at most 1 KB.
class BoundedMemoryTest {
  private static final int ROUNDS = 2_000;

  private final Client nobody = (_, _) -> {};

  /// Bytes that submitting and ending a turn allocates for one batch, in the mean.
  private long allocatedFor(int events) {
    TestShard broker = new TestShard();
    long partition = broker.partition();
    ByteBuffer batch = Batches.at(1000, events);
    for (int i = 0; i < ROUNDS; i++) {
      submit(broker, partition, batch);
      broker.sync();
    }
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long sum = 0;
    for (int i = 0; i < ROUNDS; i++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      submit(broker, partition, batch);
      sum += threads.getCurrentThreadAllocatedBytes() - before;
      broker.sync();
    }
    return sum / ROUNDS;
  }

  private void submit(TestShard broker, long partition, ByteBuffer batch) {
    broker.shard.submit(new Append(partition, batch), nobody, 1, broker.now);
  }

  @Test
  void anAppendAllocatesAFixedSmallNumberOfBytes() {
    long one = allocatedFor(1);
    long thousand = allocatedFor(1000);
    assertThat(one).isLessThan(512);
    assertThat(thousand).isLessThan(512);
  }

  @Test
  void aDeclaredPartitionTakesAtMostOneKilobyte() {
    TestShard broker = new TestShard();
    broker.create("warm", 10, TestShard.FOREVER);
    long before = used();
    for (int i = 0; i < 4; i++) {
      broker.create("t" + i, 10_000, TestShard.FOREVER);
    }
    long stored = broker.journal.appendedBytes();
    assertThat((used() - before - stored) / 40_000).isLessThanOrEqualTo(1024);
    assertThat(broker.shard.directory().all()).hasSize(5);
  }

  @Test
  void aDeclaredTopicTakesAtMostOneKilobyteBesidesItsPartition() {
    TestShard broker = new TestShard();
    broker.create("warm", 1, TestShard.FOREVER);
    long before = used();
    for (int i = 0; i < 5_000; i++) {
      broker.create("a.topic.with.a.name." + i, 1, TestShard.FOREVER);
      broker.replies.clear();
    }
    long stored = broker.journal.entries().size() * 400L;
    assertThat((used() - before - stored) / 5_000).isLessThanOrEqualTo(2048);
    assertThat(broker.shard.directory().all()).hasSize(5_001);
  }

  private static long used() {
    long least = Long.MAX_VALUE;
    Runtime runtime = Runtime.getRuntime();
    for (int i = 0; i < 5; i++) {
      System.gc();
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
    }
    return least;
  }
}
