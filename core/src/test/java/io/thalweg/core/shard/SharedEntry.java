package io.thalweg.core.shard;

import io.thalweg.core.base.Chance;
import io.thalweg.core.batch.BatchBuilder;
import io.thalweg.core.memory.Slice;
import io.thalweg.core.topic.Appends;
import io.thalweg.core.topic.TopicState;
import java.nio.ByteBuffer;

/// A journal entry with a batch that partitions share.
final class SharedEntry {
  private SharedEntry() {}

  /// Writes one behind the shard's back, as a shard would: a restart finds it.
  static void write(TestShard broker, long time, int events, long... partitions) {
    Frame frame = new Frame(broker.pool, (_, _) -> {});
    frame.reserve(1 << 16);
    frame.open(broker.journal.nextPosition(), time);
    ShardTurn turn = new ShardTurn(broker.shard, frame, new Alarms(), new Chance(1));
    Appends appends = new Appends((TopicState) broker.shard.states().getFirst());
    BatchBuilder builder = appends.beginShared(turn);
    for (int i = 0; i < events; i++) {
      builder.add(time, null, ByteBuffer.wrap(new byte[] {1, 2, (byte) i}));
    }
    appends.end();
    for (long partition : partitions) {
      appends.share(turn, partition);
    }
    Slice payload = frame.close();
    broker.journal.append(payload);
    broker.journal.sync();
  }
}
