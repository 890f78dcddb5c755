package io.thalweg.storage.verify;

import io.thalweg.core.base.Damage;
import io.thalweg.core.batch.BatchBuilder;
import io.thalweg.core.batch.BatchHeader;
import io.thalweg.core.group.GroupLimits;
import io.thalweg.core.journal.JournalReader;
import io.thalweg.core.journal.JournalWriter;
import io.thalweg.core.journal.SegmentInfo;
import io.thalweg.core.memory.Block;
import io.thalweg.core.memory.BlockPool;
import io.thalweg.core.memory.Slice;
import io.thalweg.core.read.FlushPlan;
import io.thalweg.core.read.MergePlan;
import io.thalweg.core.read.ReadCommand;
import io.thalweg.core.read.SegmentStore;
import io.thalweg.core.shard.Shard;
import io.thalweg.core.shard.ShardSettings;
import io.thalweg.core.topic.TopicCommand;
import io.thalweg.core.topic.TopicLimits;
import io.thalweg.core.topic.TopicSettings;
import io.thalweg.core.turn.Command;
import io.thalweg.core.turn.Reply;
import io.thalweg.storage.disk.Agent;
import io.thalweg.storage.disk.Disk;
import io.thalweg.storage.local.LocalStorage;
import io.thalweg.storage.local.StorageSettings;
import io.thalweg.storage.ring.RingSettings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/// A small broker without threads that stores events on a disk and is then forgotten.
final class Stored implements JournalWriter.Listener, SegmentStore.Answers {
  static final String TOPIC = "orders";
  static final int EVENTS_PER_BATCH = 3;
  private static final int RING_FILE_BYTES = 64 * 1024;
  private static final int EVENT_BYTES = 900;
  private static final int RECORD_HEADER = 14;

  final Shard shard;
  private final LocalStorage storage;
  private final ArrayDeque<Runnable> inbox = new ArrayDeque<>();
  private final List<Reply> replies = new ArrayList<>();
  private long now = 1_000;

  private Stored(Disk disk) throws IOException {
    LocalStorage.Hooks hooks = new LocalStorage.Hooks(this, this, _ -> {}, _ -> {}, Runnable::run);
    RingSettings ring = new RingSettings(RING_FILE_BYTES, 10, true);
    storage =
        LocalStorage.open(
            disk, new StorageSettings(ring, SegmentStore.readsHeld(0), 4, 1 << 20), hooks);
    TopicLimits topics = new TopicLimits(20, 60, 10, 1_000_000);
    ShardSettings settings = new ShardSettings(1, 8192, 1 << 20, topics, GroupLimits.DEFAULT);
    BlockPool pool = new BlockPool(592 * 1024 / 4096 * 4096, 6);
    shard = new Shard(settings, pool, storage.writer(), storage);
    try (JournalReader entries = storage.reader()) {
      shard.replay(entries, now, _ -> {});
    }
    work();
  }

  /// Opens what is on `disk`; at the first time with a topic of two partitions.
  static Stored on(Disk disk) throws IOException {
    Stored stored = new Stored(disk);
    if (stored.shard.directory().named(TOPIC) == null) {
      stored.submit(new TopicCommand.Create(TOPIC, 2, new TopicSettings(-1, -1, 1 << 20), false));
    }
    return stored;
  }

  /// Stores so many batches in partition `index`, each in a journal entry of its own.
  Stored batches(int index, int count) {
    long partition = shard.directory().named(TOPIC).partition(index);
    for (int i = 0; i < count; i++) {
      submit(new TopicCommand.Append(partition, batch(now)));
    }
    return this;
  }

  /// Makes a queue's own topic of one partition, which nobody else sees, with a batch in it.
  long owned(long owner) {
    long[] id = new long[1];
    TopicCommand.InitProducer any = new TopicCommand.InitProducer(-1, (short) -1);
    shard.submit(any, (_, is) -> id[0] = ((TopicCommand.ProducerIs) is).producer(), 1, now);
    work();
    shard.submit(new TopicCommand.CreateOwned(id[0], owner, 1), (_, _) -> {}, 2, now);
    work();
    submit(new TopicCommand.Append(id[0] << 20, batch(now)));
    return id[0] << 20;
  }

  /// Writes an entry with a batch that partitions share, in each of which it is the second; the
  /// shard, which does not know of it, is closed.
  void shared(long... partitions) throws IOException {
    ByteBuffer batch = batch(now);
    Block block = new BlockPool(64 * 1024, 1).take();
    ByteBuffer out = block.bytes().duplicate().position(JournalWriter.HEADROOM).putLong(now);
    int offset = out.position() - JournalWriter.HEADROOM + RECORD_HEADER;
    out.putInt(batch.limit()).putShort((short) 13).putLong(0).put(batch);
    for (long partition : partitions) {
      out.putInt(28).putShort((short) 14).putLong(partition);
      out.putLong(EVENTS_PER_BATCH)
          .putInt(offset)
          .putInt(batch.limit())
          .putInt(EVENTS_PER_BATCH)
          .putLong(now + 2);
    }
    int bytes = out.position() - JournalWriter.HEADROOM;
    storage.writer().append(new Slice(block, JournalWriter.HEADROOM, bytes));
    for (Agent agent : storage.agents()) {
      while (agent.work()) {
        // until all is done
      }
    }
    storage.close();
  }

  private static ByteBuffer batch(long timestamp) {
    ByteBuffer out = ByteBuffer.allocate(BatchHeader.BYTES + EVENTS_PER_BATCH * (EVENT_BYTES + 40));
    BatchBuilder builder = new BatchBuilder().begin(out);
    for (int i = 0; i < EVENTS_PER_BATCH; i++) {
      byte[] value = new byte[EVENT_BYTES];
      value[i] = (byte) timestamp;
      builder.add(timestamp + i, null, ByteBuffer.wrap(value));
    }
    return out.slice(0, builder.end());
  }

  /// Reads the batches of a partition from `offset` on, as a client sees them.
  List<ByteBuffer> read(long partition, long offset) {
    List<ByteBuffer> batches = new ArrayList<>();
    var wanted = List.of(new ReadCommand.Wanted(partition, offset, 1 << 20));
    shard.submit(
        new ReadCommand.Fetch(wanted, 0, 1 << 20, 0),
        (_, reply) -> {
          for (Slice slice : ((ReadCommand.Fetched) reply).results().getFirst().batches()) {
            batches.add(ByteBuffer.allocate(slice.length()).put(slice.view()).flip());
          }
        },
        1,
        now);
    work();
    return batches;
  }

  void submit(Command command) {
    int before = replies.size();
    shard.submit(command, (_, reply) -> replies.add(reply), 1, ++now);
    work();
    if (replies.size() != before + 1) {
      throw new AssertionError("expected an answer to " + command);
    }
  }

  private void work() {
    for (int idle = 0; idle < 3; idle++) {
      shard.endTurn(now);
      for (Agent agent : storage.agents()) {
        while (agent.work()) {
          idle = 0;
        }
      }
      while (!inbox.isEmpty()) {
        inbox.remove().run();
        idle = 0;
      }
    }
  }

  @Override
  public void durable(long position) {
    inbox.add(() -> shard.durable(position));
  }

  @Override
  public void lost(Throwable why) {
    throw new AssertionError(why);
  }

  @Override
  public void arrived(long read, Slice batches) {
    inbox.add(() -> shard.arrived(read, batches));
  }

  @Override
  public void damaged(long read, Damage damage) {
    inbox.add(() -> shard.damaged(read, damage));
  }

  @Override
  public void flushed(FlushPlan plan, List<SegmentInfo> runs) {
    inbox.add(() -> shard.flushed(plan, runs));
  }

  @Override
  public void notFlushed(FlushPlan plan, String why) {
    throw new AssertionError(why);
  }

  @Override
  public void merged(MergePlan plan, List<SegmentInfo> runs) {
    inbox.add(() -> shard.merged(plan, runs));
  }

  @Override
  public void notMerged(MergePlan plan, long damaged, String why) {
    throw new AssertionError(why);
  }
}
