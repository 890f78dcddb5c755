package io.thalweg.core.shard;

import io.thalweg.core.base.Chance;
import io.thalweg.core.journal.RecordKind;
import io.thalweg.core.journal.RecordWriter;
import io.thalweg.core.turn.Client;
import io.thalweg.core.turn.Command;
import io.thalweg.core.turn.Reply;
import io.thalweg.core.turn.Timers;
import io.thalweg.core.turn.Turn;

/// The turn as deciders see it; reused for every command.
final class ShardTurn implements Turn {
  private final Shard shard;
  private final Frame frame;
  private final Timers timers;
  private final Chance chance;
  private Client client = (_, _) -> {};
  private long request;

  ShardTurn(Shard shard, Frame frame, Timers timers, Chance chance) {
    this.shard = shard;
    this.frame = frame;
    this.timers = timers;
    this.chance = chance;
  }

  void decideFor(Client forClient, long forRequest) {
    client = forClient;
    request = forRequest;
  }

  @Override
  public long nowMillis() {
    return shard.nowMillis();
  }

  @Override
  public Chance chance() {
    return chance;
  }

  @Override
  public Timers timers() {
    return timers;
  }

  @Override
  public RecordWriter begin(RecordKind<?> kind, long aggregate) {
    if (!frame.isOpen()) {
      shard.openFrame();
    }
    return frame.begin(kind.id(), aggregate);
  }

  @Override
  public long position() {
    return shard.newestPosition();
  }

  @Override
  public Client client() {
    return client;
  }

  @Override
  public long request() {
    return request;
  }

  @Override
  public void reply(Reply reply) {
    shard.park(client, request, reply);
  }

  @Override
  public void replyAtOnce(Reply reply) {
    shard.replyAtOnce(client, request, reply);
  }

  @Override
  public void reply(Client toClient, long toRequest, Reply reply) {
    shard.park(toClient, toRequest, reply);
  }

  @Override
  public void then(Command followUp) {
    shard.follow(followUp);
  }
}
