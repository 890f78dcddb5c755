package io.thalweg.core.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.base.Damage;
import io.thalweg.core.journal.MemoryJournal;
import io.thalweg.core.journal.SegmentInfo;
import io.thalweg.core.memory.BlockPool;
import io.thalweg.core.memory.Slice;
import io.thalweg.core.read.FlushPlan;
import io.thalweg.core.read.MemoryStore;
import io.thalweg.core.read.MergePlan;
import io.thalweg.core.read.ReadCommand.Fetch;
import io.thalweg.core.read.ReadCommand.Fetched;
import io.thalweg.core.read.ReadCommand.Wanted;
import io.thalweg.core.read.SegmentStore;
import io.thalweg.core.topic.TopicCommand.Append;
import io.thalweg.core.topic.TopicCommand.Appended;
import io.thalweg.core.topic.TopicCommand.Create;
import io.thalweg.core.topic.TopicCommand.Created;
import io.thalweg.core.topic.TopicInfo;
import io.thalweg.core.topic.TopicSettings;
import io.thalweg.core.turn.Client;
import io.thalweg.core.turn.Command;
import io.thalweg.core.turn.Problem;
import io.thalweg.core.turn.Reply;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A shard over a journal and segments in memory. Nothing becomes durable, and no read or flush is
/// answered, before the test says so.
final class TestShard implements SegmentStore.Answers {
  static final TopicSettings FOREVER = new TopicSettings(-1, -1, 1 << 20);

  final ShardSettings settings;
  final BlockPool pool;
  final Map<Long, Reply> replies = new LinkedHashMap<>();

  final Client client =
      (request, reply) -> {
        assertThat(replies.put(request, reply)).as("second reply to %d", request).isNull();
      };
  MemoryJournal journal = new MemoryJournal();
  MemoryStore store = new MemoryStore(journal);
  Shard shard;
  List<SegmentInfo> named;
  long now = 1_000_000;
  private long requests;

  TestShard() {
    this(ShardSettings.withSeed(3), 16);
  }

  TestShard(ShardSettings settings, int blocks) {
    this.settings = settings;
    this.pool = new BlockPool(2 << 20, blocks);
    open();
  }

  private void open() {
    open(pool);
  }

  private void open(BlockPool blocks) {
    shard = new Shard(settings, blocks, journal, store);
    try {
      shard.replay(journal.reader(), now, all -> named = all);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    sync();
  }

  /// Kill and start: only what was durable is there.
  void restart() {
    restart(journal.crashed());
  }

  /// The same with what a crash has left of the journal.
  void restart(MemoryJournal left) {
    journal = left;
    store.crashed(journal);
    named = null;
    open(new BlockPool(2 << 20, pool.limit()));
  }

  long ask(Command command) {
    return ask(command, client);
  }

  long ask(Command command, Client from) {
    long request = ++requests;
    shard.submit(command, from, request, now);
    return request;
  }

  void endTurn() {
    shard.endTurn(now);
  }

  /// Ends the turn, then everything appended becomes durable, and the next turn ends.
  void sync() {
    endTurn();
    shard.durable(journal.sync());
    endTurn();
  }

  /// Syncs and answers reads and flushes until nothing is left to do.
  void settle() {
    int rounds = 0;
    do {
      sync();
      assertThat(rounds++).as("rounds until all is quiet").isLessThan(1_000);
    } while (store.work(this) > 0);
    sync();
  }

  /// Lets time pass, with a turn whenever one is due.
  void pass(long millis) {
    long until = now + millis;
    for (long due = shard.nextDueMillis(); due <= until; due = shard.nextDueMillis()) {
      now = Math.max(now, due);
      sync();
    }
    now = until;
    sync();
  }

  <R extends Reply> R get(Class<R> type, Command command) {
    long request = ask(command);
    sync();
    return reply(type, request);
  }

  <R extends Reply> R reply(Class<R> type, long request) {
    assertThat(replies).containsKey(request);
    return type.cast(replies.get(request));
  }

  TopicInfo create(String name, int partitions, TopicSettings with) {
    Created created = get(Created.class, new Create(name, partitions, with, false));
    assertThat(created.problem()).isEqualTo(Problem.NONE);
    return created.topic();
  }

  /// Partition 0 of a new topic.
  long partition() {
    return create("t" + requests, 1, FOREVER).partition(0);
  }

  Appended append(long partition, ByteBuffer batch) {
    return get(Appended.class, new Append(partition, batch));
  }

  static Fetch fetch(long partition, long offset, int minBytes, int waitMillis) {
    var wanted = List.of(new Wanted(partition, offset, 1 << 20));
    return new Fetch(wanted, minBytes, 1 << 20, waitMillis);
  }

  /// All stored batches of a partition, read to its end; their bytes.
  List<ByteBuffer> read(long partition, long from) {
    List<ByteBuffer> batches = new ArrayList<>();
    long offset = from;
    for (boolean more = true; more; ) {
      List<ByteBuffer> some = new ArrayList<>();
      long request = ++requests;
      shard.submit(
          fetch(partition, offset, 0, 0), (_, reply) -> copy((Fetched) reply, some), request, now);
      endTurn();
      while (store.work(this) > 0) {
        endTurn();
      }
      more = !some.isEmpty();
      batches.addAll(some);
      if (more) {
        offset = io.thalweg.core.batch.BatchHeader.nextOffset(some.getLast(), 0);
      }
    }
    return batches;
  }

  private static void copy(Fetched fetched, List<ByteBuffer> into) {
    assertThat(fetched.results()).extracting("problem").containsOnly(Problem.NONE);
    for (Slice slice : fetched.results().getFirst().batches()) {
      ByteBuffer all = slice.view();
      for (int at = 0; at < all.limit(); ) {
        int length = io.thalweg.core.batch.BatchHeader.bytes(all, at);
        into.add(ByteBuffer.allocate(length).put(0, all, at, length));
        at += length;
      }
    }
  }

  @Override
  public void arrived(long read, Slice batches) {
    shard.arrived(read, batches);
  }

  @Override
  public void damaged(long read, Damage damage) {
    shard.damaged(read, damage);
  }

  @Override
  public void flushed(FlushPlan plan, List<SegmentInfo> runs) {
    shard.flushed(plan, runs);
  }

  @Override
  public void notFlushed(FlushPlan plan, String why) {
    shard.notFlushed(plan);
  }

  @Override
  public void merged(MergePlan plan, List<SegmentInfo> runs) {
    shard.merged(plan, runs);
  }

  @Override
  public void notMerged(MergePlan plan, long damaged, String why) {
    shard.notMerged(plan, damaged);
  }
}
