package io.thalweg.simulator.queue;

import io.thalweg.core.turn.Delivery;
import io.thalweg.simulator.event.Event;
import io.thalweg.simulator.told.HistoryFailed;

/// Which event it is that comes from a queue: somebody must have sent it, or it is a copy.
final class Arrivals {
  private final Models models;

  Arrivals(Models models) {
    this.models = models;
  }

  /// What `queue` delivers.
  QueuedEvent event(QueueModel queue, Delivery delivery, Door door) {
    if (!queue.ownsTopic()) {
      return ofTopic(queue, models.topics.sent(queue.topic, delivery), delivery.offset());
    }
    Deaths deaths = Deaths.of(delivery.event());
    Event sent = Deliveries.event(delivery);
    return deaths.isEmpty()
        ? letter(queue, sent, delivery.offset())
        : models.graves.copied(queue, deaths, sent, delivery.offset(), door);
  }

  private static QueuedEvent ofTopic(QueueModel queue, Topics.Sent sent, long offset) {
    QueuedEvent known = queue.contents.event(sent.partition(), offset);
    Event event = sent.event();
    return known == null
        ? queue.contents.add(sent.partition(), offset, Content.of(event), event.key())
        : known;
  }

  private static QueuedEvent letter(QueueModel queue, Event sent, long offset) {
    long id = sent.value() == null ? -1 : Letter.idOf(sent.value());
    QueuedEvent event = queue.contents.letter(id);
    Letter letter = event == null ? null : event.letter;
    if (event == null || letter == null) {
      throw new HistoryFailed(queue + " delivers what nobody sent, at " + offset);
    }
    HistoryFailed.unless(letter.is(sent), () -> event + " of " + queue + " has changed");
    HistoryFailed.unless(
        letter.state != Letter.State.REFUSED, () -> event + " of " + queue + " was refused");
    return event;
  }
}
