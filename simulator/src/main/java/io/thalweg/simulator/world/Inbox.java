package io.thalweg.simulator.world;

import io.thalweg.core.base.Chance;
import io.thalweg.core.base.Damage;
import io.thalweg.core.journal.JournalWriter;
import io.thalweg.core.journal.SegmentInfo;
import io.thalweg.core.memory.Block;
import io.thalweg.core.memory.Slice;
import io.thalweg.core.read.FlushPlan;
import io.thalweg.core.read.MergePlan;
import io.thalweg.core.read.SegmentStore;
import io.thalweg.core.shard.Shard;
import io.thalweg.simulator.told.Counts;
import io.thalweg.simulator.told.HistoryFailed;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// What storage's agents have told and the shard has not heard yet. Durable positions are heard in
/// their order, all else in any.
final class Inbox implements JournalWriter.Listener, SegmentStore.Answers {
  private final List<Consumer<Shard>> answers = new ArrayList<>();
  private long durable = -1;
  private long heard = -1;
  private @Nullable Throwable lost;
  private final LongConsumer listener;
  private final Counts counts;
  private final Set<Block> read = Collections.newSetFromMap(new IdentityHashMap<>());

  /// `listener` is told at once of what is durable.
  Inbox(LongConsumer listener, Counts counts) {
    this.listener = listener;
    this.counts = counts;
  }

  @Override
  public void durable(long position) {
    HistoryFailed.unless(position > durable, "durable positions go back to " + position);
    listener.accept(position);
    durable = position;
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
    this.read.add(batches.block());
    answers.add(shard -> shard.arrived(read, batches));
  }

  /// How many of the blocks that reads came in are held by anybody.
  long heldBlocks() {
    return read.stream().filter(block -> block.holders() > 0).count();
  }

  @Override
  public void damaged(long read, Damage damage) {
    answers.add(shard -> shard.damaged(read, damage));
  }

  @Override
  public void flushed(FlushPlan plan, List<SegmentInfo> runs) {
    answers.add(shard -> shard.flushed(plan, runs));
  }

  @Override
  public void notFlushed(FlushPlan plan, String why) {
    answers.add(shard -> shard.notFlushed(plan));
  }

  @Override
  public void merged(MergePlan plan, List<SegmentInfo> runs) {
    counts.compactions += plan.parts().stream().filter(part -> part.cleaning() != null).count();
    answers.add(shard -> shard.merged(plan, runs));
  }

  @Override
  public void notMerged(MergePlan plan, long damaged, String why) {
    answers.add(shard -> shard.notMerged(plan, damaged));
  }

  @Override
  public void space(boolean full) {
    answers.add(shard -> shard.space(full));
  }

  /// The last position that is durable.
  long durable() {
    return durable;
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
