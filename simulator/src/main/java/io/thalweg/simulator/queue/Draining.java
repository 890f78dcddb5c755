package io.thalweg.simulator.queue;

import io.thalweg.simulator.told.HistoryFailed;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Somebody takes all that there is, until nothing has been left for a while: what waits for a time
/// comes by then. Nobody starves, nothing that died is lost.
///
/// Whoever takes begins once: what comes later must come by itself.
final class Draining {
  private static final int MOST_ROUNDS = 20_000;
  private static final int FIRST_ROUNDS = 3_000;
  private static final int QUIET_ROUNDS = 300;
  private static final int ROUNDS_OF_A_LOOK = 20;

  /// A queue that is not empty for so many looks may hold a letter that was torn off.
  private static final int LOOKS_OF_A_TEAR = 8;

  /// No event is from so late, even if broker time goes at half the clock's pace.
  private static final long FUTURE_MILLIS = 3_000_000;

  private final Models models;
  private final Owners owners;
  private final Publishers publishers;
  private final Takers takers;

  /// Queues in which events wait, or may wait.
  private final Set<QueueModel> notEmpty = new LinkedHashSet<>();

  /// Queues from which somebody takes, and how often they were not empty since they were closed.
  private final Map<QueueModel, Integer> begun = new HashMap<>();

  Draining(Models models, Owners owners, Publishers publishers, Takers takers) {
    this.models = models;
    this.owners = owners;
    this.publishers = publishers;
    this.takers = takers;
  }

  void run(Door door) {
    for (QueueModel queue : models.all()) {
      if (!queue.isThere()) { // who would have been told may have left
        owners.find(door, queue);
      }
    }
    limits(door);
    empty(door, FIRST_ROUNDS);
    // When the clock jumped ahead, and back before a restart, an event may be from the future.
    door.pass(FUTURE_MILLIS);
    boolean empty = empty(door, MOST_ROUNDS);
    HistoryFailed.unless(
        empty, () -> "queues do not become empty: " + models.all() + ", of these " + notEmpty);
    for (QueueModel queue : models.all()) {
      if (queue.isThere()) {
        queue.drained(door);
        models.graves.drained(queue, door);
      }
    }
    models.counts.drained++;
  }

  /// Whether all become empty in so many rounds.
  private boolean empty(Door door, int rounds) {
    int quiet = 0;
    long delivered = 0;
    for (int round = 0; quiet < QUIET_ROUNDS && round < rounds; round++) {
      boolean busy = takers.acceptAll(door) || delivered < models.counts.delivered;
      delivered = models.counts.delivered; // also to who settles nothing
      if (!busy && round % ROUNDS_OF_A_LOOK == 0) {
        targets(door);
        look(door);
      }
      door.round();
      quiet = busy || notEmpty.stream().anyMatch(QueueModel::isThere) ? 0 : quiet + 1;
    }
    return quiet == QUIET_ROUNDS;
  }

  /// Sees to it that no queue holds more than it may.
  private void limits(Door door) {
    Set<QueueModel> over = new LinkedHashSet<>(models.all());
    for (int round = 0; !over.isEmpty(); round++) {
      HistoryFailed.unless(round < MOST_ROUNDS, () -> "too much is in " + over);
      over.removeIf(queue -> !queue.isThere() || !queue.dropsOldest());
      for (QueueModel queue : over) {
        if (round % ROUNDS_OF_A_LOOK == 0 && door.hasRoom()) {
          long most = queue.settings.limits().maxEvents();
          owners.find(door, queue, ready -> over.removeIf(each -> each == queue && ready <= most));
        }
      }
      door.round();
    }
  }

  /// Dead letters that must go somewhere, can.
  private void targets(Door door) {
    for (QueueModel queue : List.copyOf(models.all())) {
      String target = Profile.target(queue.settings);
      boolean waits = queue.isThere() && queue.settings.failure().atLeastOnce();
      if (waits && target != null && models.named(target) == null && door.hasRoom()) {
        owners.declare(door, target, Profile.plain());
      }
    }
  }

  /// Looks which queues are not empty, and has somebody take from each that is new.
  private void look(Door door) {
    for (QueueModel queue : models.all()) {
      if (!queue.isThere() || !door.hasRoom()) {
        continue;
      }
      int looks = begun.getOrDefault(queue, -1);
      if (looks < 0) {
        takers.begin(door, queue);
      } else if (looks == LOOKS_OF_A_TEAR && queue.ownsTopic()) {
        publishers.close(door, queue);
      }
      boolean left = looks >= 0 && looks < LOOKS_OF_A_TEAR && notEmpty.contains(queue);
      begun.put(queue, left ? looks + 1 : 0);
      notEmpty.add(queue);
      owners.find(
          door,
          queue,
          ready -> {
            if (ready == 0) {
              notEmpty.remove(queue);
            }
          });
    }
  }
}
