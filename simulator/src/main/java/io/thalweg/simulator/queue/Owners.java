package io.thalweg.simulator.queue;

import io.thalweg.core.access.Namespace;
import io.thalweg.core.queue.Queue;
import io.thalweg.core.queue.QueueCommand.Counted;
import io.thalweg.core.queue.QueueCommand.Declare;
import io.thalweg.core.queue.QueueCommand.Delete;
import io.thalweg.core.queue.QueueCommand.Find;
import io.thalweg.core.queue.QueueCommand.Purge;
import io.thalweg.core.queue.QueueCommand.QueueIs;
import io.thalweg.core.queue.QueueCommand.Seek;
import io.thalweg.core.queue.QueueName;
import io.thalweg.core.queue.QueueSettings;
import io.thalweg.core.turn.Problem;
import io.thalweg.core.turn.Reply;
import io.thalweg.simulator.queue.QueueModel.Presence;
import io.thalweg.simulator.told.HistoryFailed;
import java.util.function.LongConsumer;

/// Clients who declare queues, find, purge and delete them, and have them go on elsewhere.
final class Owners {
  private final Models models;

  Owners(Models models) {
    this.models = models;
  }

  /// Declares any queue that is not there.
  void declare(Door door) {
    String name = Profile.freeName(models.chance, models);
    String topic = name != null && Profile.subscribes(name) ? models.topics.any(models.chance) : "";
    if (name != null && topic != null) {
      declare(door, name, Profile.settings(models.chance, name, topic));
    }
  }

  /// Declares a queue that is not there.
  void declare(Door door, String name, QueueSettings settings) {
    QueueName full = new QueueName(Namespace.DEFAULT_ID, QueueName.Kind.AMQP, name);
    QueueModel queue = new QueueModel(full, settings, models);
    models.add(queue);
    models.ask(
        door,
        models.anyone(),
        new Declare(full, settings),
        true,
        reply -> {
          if (reply.problem() == Problem.NONE) {
            there(queue, (QueueIs) reply);
            models.counts.queuesDeclared++;
          } else {
            boolean noRoom = reply.problem() == Problem.DISK_FULL && door.mayBeFull();
            boolean unknown = reply.problem() == Problem.UNKNOWN_TOPIC && !queue.ownsTopic();
            HistoryFailed.unless(noRoom || unknown, () -> queue + " is refused: " + reply);
            models.gone(queue);
          }
        });
  }

  private void there(QueueModel model, QueueIs is) {
    Queue queue = is.queue();
    HistoryFailed.unless(
        queue != null
            && queue.settings().isEquivalent(model.settings)
            && (model.topic < 0 || model.topic == queue.topic()),
        () -> model + " is " + is);
    model.topic = queue == null ? -1 : queue.topic();
    model.firstBatch = Math.min(model.firstBatch, models.topics.nextBatch());
    model.presence = model.presence == Presence.DELETING ? model.presence : Presence.THERE;
    model.thereSince = Math.min(model.thereSince, models.tick());
  }

  /// Asks whether `queue` is there.
  void find(Door door, QueueModel queue) {
    find(door, queue, _ -> {});
  }

  /// The same; `ready` is told how many events wait in it.
  void find(Door door, QueueModel queue, LongConsumer ready) {
    Presence before = queue.presence;
    models.ask(
        door,
        models.anyone(),
        new Find(queue.name),
        true,
        reply -> {
          if (reply.problem() == Problem.NONE) {
            QueueIs is = (QueueIs) reply;
            there(queue, is);
            ready.accept(is.ready());
          } else {
            HistoryFailed.unless(
                before != Presence.THERE && reply.problem() == Problem.UNKNOWN_QUEUE,
                () -> queue + " is not found: " + reply);
            models.gone(queue);
          }
        });
  }

  void delete(Door door, QueueModel queue) {
    queue.presence = Presence.DELETING;
    models.ask(
        door,
        models.anyone(),
        new Delete(queue.name, false, false),
        true,
        reply -> {
          Models.none(reply, "deleting " + queue);
          models.gone(queue);
          models.counts.queuesDeleted++;
        });
  }

  void purge(Door door, QueueModel queue) {
    queue.purged();
    models.ask(
        door,
        models.anyone(),
        new Purge(queue.name),
        true,
        reply -> {
          Models.none(reply, "purging " + queue);
          HistoryFailed.unless(reply instanceof Counted, () -> queue + " is purged: " + reply);
          models.counts.purges++;
        });
  }

  /// Has `queue` go on anywhere: mostly back to the start, where all that is left comes again.
  void seek(Door door, QueueModel queue) {
    int pick = models.chance.nextInt(10);
    long offset = pick < 6 ? Seek.EARLIEST : pick < 7 ? Seek.LATEST : models.chance.nextInt(60);
    Seeking seeking = new Seeking(models.tick(), offset);
    queue.seeks(seeking, door);
    models.ask(
        door,
        models.anyone(),
        new Seek(queue.name, offset),
        true,
        reply -> sought(queue, seeking, reply));
  }

  private void sought(QueueModel queue, Seeking seeking, Reply reply) {
    boolean gone = reply.problem() == Problem.UNKNOWN_QUEUE && models.isTopicGone(queue);
    if (queue.isThere() && !gone) {
      Models.none(reply, "seeking in " + queue);
      queue.sought(seeking);
      models.counts.seeks++;
    }
  }
}
