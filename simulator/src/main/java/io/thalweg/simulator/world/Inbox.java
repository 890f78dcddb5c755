package io.thalweg.simulator.world;

import io.thalweg.core.base.Chance;
import io.thalweg.core.base.Damage;
import io.thalweg.core.journal.JournalWriter;
import io.thalweg.core.journal.SegmentInfo;
import io.thalweg.core.memory.Slice;
import io.thalweg.core.read.FlushPlan;
import io.thalweg.core.read.SegmentStore;
import io.thalweg.core.shard.Shard;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What storage's agents have told and the shard has not heard yet. Durable positions are heard in
/// their order, all else in any.
final class Inbox implements JournalWriter.Listener, SegmentStore.Answers {
  private final List<Consumer<Shard>> answers = new ArrayList<>();
  private long written = -1;
  private long durable = -1;
  private long heard = -1;
  private @Nullable Throwable lost;

  @Override
  public void durable(long position) {
    HistoryFailed.unless(position > written, "durable positions go back to " + position);
    written = position;
    claimed(position);
  }

  /// Somebody says that everything up to `position` is durable.
  void claimed(long position) {
    durable = Math.max(durable, position);
  }

  @Override
  public void lost(Throwable why) {
    lost = why;
  }

  /// Why the journal failed, or null.
  @Nullable Throwable lost() {
    return lost;
  }

  @Override
  public void arrived(long read, Slice batches) {
    answers.add(shard -> shard.arrived(read, batches));
  }

  @Override
  public void damaged(long read, Damage damage) {
    answers.add(shard -> shard.damaged(read, damage));
  }

  @Override
  public void flushed(FlushPlan plan, SegmentInfo segment) {
    answers.add(shard -> shard.flushed(plan, segment));
  }

  @Override
  public void notFlushed(FlushPlan plan, String why) {
    answers.add(shard -> shard.notFlushed(plan));
  }

  boolean isEmpty() {
    return heard == durable && answers.isEmpty();
  }

  /// Hands one message over, if there is any.
  void deliver(Shard shard, Chance chance) {
    boolean durability = heard < durable && (answers.isEmpty() || chance.nextInt(2) == 0);
    if (durability) {
      heard = durable;
      shard.durable(heard);
    } else if (!answers.isEmpty()) {
      answers.remove(chance.nextInt(answers.size())).accept(shard);
    }
  }
}
