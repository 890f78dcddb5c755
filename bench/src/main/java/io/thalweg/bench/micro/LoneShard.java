package io.thalweg.bench.micro;

import io.thalweg.core.journal.JournalReader;
import io.thalweg.core.memory.BlockPool;
import io.thalweg.core.shard.Shard;
import io.thalweg.core.shard.ShardSettings;
import io.thalweg.core.topic.TopicCommand;
import io.thalweg.core.topic.TopicInfo;
import io.thalweg.core.topic.TopicSettings;
import io.thalweg.core.turn.Client;
import io.thalweg.core.turn.Command;
import io.thalweg.core.turn.Problem;
import io.thalweg.core.turn.Reply;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// A shard with the blocks of the default configuration, whose journal keeps nothing. It has one
/// topic.
final class LoneShard {
  private static final int BLOCK_BYTES = 2 << 20;
  private static final int BLOCKS = 32;

  private final NoJournal journal = new NoJournal();
  private final Shard shard;
  private final Client client = (_, reply) -> answer = reply;
  private @Nullable Reply answer;
  private long now = 1_700_000_000_000L;

  LoneShard() throws IOException {
    ShardSettings usual = ShardSettings.withSeed(1);
    // What lies in the journal is never flushed here, however much it is.
    ShardSettings settings =
        new ShardSettings(
            usual.seed(), usual.gatherBytes(), Integer.MAX_VALUE, usual.topics(), usual.groups());
    shard = new Shard(settings, new BlockPool(BLOCK_BYTES, BLOCKS), journal, new NoSegments());
    shard.replay(new Nothing(), now, _ -> {});
    durableTurn();
  }

  /// Creates a topic of `partitions`, and returns it.
  TopicInfo topic(int partitions) {
    TopicSettings settings = new TopicSettings(-1, -1, 1 << 20);
    Reply reply = ask(new TopicCommand.Create("bench", partitions, settings, false));
    if (reply instanceof TopicCommand.Created created && created.topic() != null) {
      return created.topic();
    }
    throw new IllegalStateException("no topic: " + reply);
  }

  /// One command, one turn that makes it durable and lets its reply go.
  Reply ask(Command command) {
    answer = null;
    shard.submit(command, client, 1, now);
    durableTurn();
    Reply reply = answer;
    if (reply == null || reply.problem() != Problem.NONE) {
      throw new IllegalStateException("answer to " + command + ": " + reply);
    }
    return reply;
  }

  private void durableTurn() {
    shard.endTurn(now);
    shard.durable(journal.nextPosition() - 1);
    shard.endTurn(now);
  }

  private static final class Nothing implements JournalReader {
    @Override
    public boolean next(Entry into) {
      return false;
    }

    @Override
    public void close() {}
  }
}
