package io.thalweg.simulator.queue;

import io.thalweg.core.base.Chance;
import io.thalweg.core.turn.Delivery;
import io.thalweg.simulator.event.Event;
import io.thalweg.simulator.queue.QueueModel.Presence;
import io.thalweg.simulator.told.Counts;

/// A few queues that come and go, what is published to them, and who takes it.
public final class Queues {
  /// So many at once.
  private static final int MOST = 5;

  private final Models models;
  private final Owners owners;
  private final Publishers publishers;
  private final Takers takers;

  /// All queues of the history of `seed`.
  public Queues(long seed, Topics topics, Counts counts) {
    this.models = new Models(new Chance(~seed), topics, counts);
    this.owners = new Owners(models);
    this.publishers = new Publishers(models);
    this.takers = new Takers(models);
  }

  /// A life begins: nothing of an earlier one will be answered.
  public void opened() {
    takers.opened();
    models.all().forEach(QueueModel::ended);
  }

  /// Something has been acknowledged of a topic.
  public void appended(long topic, long partition, long batch, long offset, Event event) {
    for (QueueModel queue : models.all()) {
      if (queue.topic == topic && !queue.ownsTopic() && batch >= queue.firstBatch) {
        queue.appended(partition, offset, batch, event);
      }
    }
  }

  /// An event comes to a client.
  public void delivered(int client, Delivery delivery, Door door) {
    takers.delivered(client, delivery, door);
  }

  /// Perhaps something that a client does.
  public void step(Door door) {
    Chance chance = models.chance;
    if (chance.nextInt(3) != 0 || !door.hasRoom()) {
      return;
    }
    models.counts.queueActs++;
    takers.end(door);
    int pick = chance.nextInt(1000);
    QueueModel queue = models.any();
    if (queue == null || (pick < 15 && models.all().size() < MOST)) {
      owners.declare(door);
    } else if (queue.presence == Presence.UNSURE) {
      owners.find(door, queue);
    } else if (!queue.isThere()) {
      publishers.publish(door);
    } else if (pick < 20) {
      owners.delete(door, queue);
    } else if (pick < 27) {
      owners.purge(door, queue);
    } else if (pick < 37) {
      owners.seek(door, queue);
    } else if (pick < 67) {
      if (!publishers.bind(door, queue)) {
        publishers.publish(door);
      }
    } else if (pick < 350) {
      publishers.publish(door);
    } else {
      takers.act(door, queue);
    }
  }

  /// Nobody asks for anything any more: it must be possible to come to rest.
  public void rest(Door door) {
    takers.rest(door);
  }

  /// Everybody takes all that there is, as [Draining] says.
  public void drain(Door door) {
    new Draining(models, owners, publishers, takers).run(door);
  }
}
