package io.thalweg.simulator.world;

import io.thalweg.core.base.Chance;
import io.thalweg.core.base.Ids;
import io.thalweg.core.turn.Delivery;
import io.thalweg.simulator.event.Event;
import io.thalweg.simulator.queue.Deliveries;
import io.thalweg.simulator.queue.Topics;
import io.thalweg.simulator.told.HistoryFailed;
import io.thalweg.simulator.told.Story;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The topics of producers, as queues that deliver them see them.
final class QueuedTopics implements Topics {
  private final Checker checker;

  QueuedTopics(Checker checker) {
    this.checker = checker;
  }

  @Override
  public @Nullable String any(Chance chance) {
    List<TopicModel> there = checker.topicsThere();
    return there.isEmpty() ? null : there.get(chance.nextInt(there.size())).name;
  }

  @Override
  public boolean isThere(long topic) {
    return checker.partitionsOf(topic).stream()
        .anyMatch(partition -> partition.topic.state == TopicModel.State.THERE);
  }

  @Override
  public long nextBatch() {
    return checker.batches.size();
  }

  @Override
  public Sent sent(long topic, Delivery delivery) {
    long id = delivery.event().timestamp() - Story.FIRST_TIMESTAMP;
    HistoryFailed.unless(
        id >= 0 && id < checker.batches.size(), () -> "nobody sent the batch " + id);
    SentBatch batch = checker.batches.get((int) id);
    HistoryFailed.unless(
        Ids.topicOf(batch.partition) == topic, () -> batch + " is delivered from topic " + topic);
    Event event = Deliveries.event(delivery);
    boolean known = batch.offset >= 0;
    boolean same = false;
    for (Map.Entry<Integer, Event> each : batch.all.entrySet()) {
      boolean here = !known || batch.offset + each.getKey() == delivery.offset();
      same |= here && each.getValue().equals(event);
    }
    HistoryFailed.unless(
        same, () -> batch + " is delivered otherwise than sent, at " + delivery.offset());
    return new Sent(batch.partition, event);
  }

  @Override
  public void each(long topic, Acknowledged each) {
    for (PartitionModel partition : checker.partitionsOf(topic)) {
      for (SentBatch batch : partition.placed.values()) {
        batch.all.forEach(
            (delta, event) -> each.event(partition.id, batch.offset + delta, batch.id, event));
      }
    }
  }

  @Override
  public boolean mayBeGone(long partition, long offset) {
    PartitionModel model = checker.partition(partition);
    TopicModel topic = model.topic;
    return topic.state != TopicModel.State.THERE
        || topic.mayDelete()
        || topic.compacts()
        || offset < model.askedStart;
  }
}
