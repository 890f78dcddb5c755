package io.thalweg.protocol.kafka;

import io.thalweg.core.memory.BlockPool;
import io.thalweg.core.shard.Shard;
import io.thalweg.core.shard.ShardSettings;
import io.thalweg.core.topic.TopicSettings;
import io.thalweg.core.turn.Client;
import io.thalweg.core.turn.Command;
import io.thalweg.core.turn.Gateway;
import io.thalweg.protocol.kafka.request.DataDirectory;
import io.thalweg.protocol.kafka.request.Endpoint;
import io.thalweg.protocol.kafka.request.KafkaSettings;
import io.thalweg.protocol.kafka.request.RequestStats;
import io.thalweg.protocol.wire.Out;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/// A whole broker without sockets, disk, threads and clock: a real shard over a [MemoryJournal].
final class MemoryBroker implements Gateway {
  static final int MAX_REQUEST_BYTES = 32 << 20;
  static final int NODE_ID = 7;

  /// Where every client comes from.
  static final String PEER = "/127.0.0.2";

  static final KafkaSettings SETTINGS =
      new KafkaSettings(
          "test",
          NODE_ID,
          MAX_REQUEST_BYTES,
          8 << 20,
          true,
          2,
          new TopicSettings(-1, -1, 1 << 20),
          new DataDirectory("/data", () -> 1000, () -> 900));

  private final MemoryJournal journal = new MemoryJournal();
  private final Shard shard;
  private final RequestStats stats = ApiTable.stats(() -> nowMillis() * 1_000_000);
  private long nowMillis = 1_700_000_000_000L;
  private boolean accepting = true;
  private @Nullable RuntimeException shardFailure;

  MemoryBroker() {
    this(2 << 20);
  }

  /// [#heldByOthers] is exact only as long as everything fits into one block of `blockBytes`.
  MemoryBroker(int blockBytes) {
    BlockPool pool = new BlockPool(blockBytes, 64);
    this.shard = new Shard(ShardSettings.withSeed(1), pool, journal, journal);
    try {
      shard.replay(MemoryJournal.empty(), nowMillis, _ -> {});
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    turn();
  }

  /// A session of this broker that writes to `out`.
  KafkaSession session(Out out) {
    Endpoint endpoint = new Endpoint("127.0.0.1", 9092);
    ApiTable table = new ApiTable(SETTINGS, shard.directory(), endpoint, PEER);
    return new KafkaSession(table, this, out, MAX_REQUEST_BYTES, stats);
  }

  RequestStats stats() {
    return stats;
  }

  long nowMillis() {
    return nowMillis;
  }

  /// Ends the turn, syncs, and ends another, in which what is durable leaves.
  void turn() {
    shard.endTurn(nowMillis);
    shard.durable(journal.sync());
    shard.endTurn(nowMillis);
  }

  /// The same after some time.
  void turnAfter(long millis) {
    nowMillis += millis;
    turn();
  }

  /// Ends the turn without any sync.
  void turnUnsynced() {
    shard.endTurn(nowMillis);
  }

  /// Whether the shard takes more.
  void accepting(boolean yes) {
    accepting = yes;
  }

  /// How often blocks are held beyond what the shard itself holds: by the tail once for each entry,
  /// and once for the block being filled.
  long heldByOthers() {
    return journal.holders() - journal.nextPosition() - 1;
  }

  /// What the shard threw, if it ever did: nothing that a client sends may make it.
  @Nullable RuntimeException shardFailure() {
    return shardFailure;
  }

  @Override
  public void submit(Command command, Client client, long request) {
    try {
      shard.submit(command, client, request, nowMillis);
    } catch (RuntimeException e) {
      shardFailure = e;
      throw e;
    }
  }

  @Override
  public void closed(Client client) {
    shard.closed(client);
  }

  @Override
  public boolean writable() {
    return accepting && shard.writable();
  }
}
