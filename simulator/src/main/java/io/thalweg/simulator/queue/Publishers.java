package io.thalweg.simulator.queue;

import io.thalweg.core.access.Namespace;
import io.thalweg.core.base.Chance;
import io.thalweg.core.base.Opaque;
import io.thalweg.core.exchange.Binding.Kind;
import io.thalweg.core.exchange.ExchangeCommand.Bind;
import io.thalweg.core.exchange.HeaderMatch;
import io.thalweg.core.publish.PublishCommand.Message;
import io.thalweg.core.publish.PublishCommand.Publish;
import io.thalweg.core.publish.PublishCommand.Published;
import io.thalweg.core.turn.Problem;
import io.thalweg.simulator.told.HistoryFailed;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Clients who publish letters, to one queue or to all that are bound; and bind them.
final class Publishers {
  private static final int KEYS = 5;
  private static final int MOST_LETTERS = 4;
  private static final int MOST_PARTS = 4;

  private final Models models;
  private final Chance chance;

  Publishers(Models models) {
    this.models = models;
    this.chance = models.chance;
  }

  void publish(Door door) {
    List<QueueModel> own = models.all().stream().filter(QueueModel::ownsTopic).toList();
    if (own.isEmpty()) {
      return;
    }
    if (chance.nextInt(10) == 0) {
      publishParts(door, letter(door, own, 2 + chance.nextInt(MOST_PARTS - 1)));
      return;
    }
    List<Letter> all = new ArrayList<>();
    for (int left = 1 + chance.nextInt(MOST_LETTERS); left > 0; left--) {
      all.add(letter(door, own, 1));
    }
    publish(door, all);
  }

  /// Publishes something to each partition of `queue`, so that what was torn off before it is no
  /// more the last.
  void close(Door door, QueueModel queue) {
    List<Letter> all = new ArrayList<>();
    for (int level = 0; level < queue.settings.delivery().priorities(); level++) {
      Letter.Body body = new Letter.Body(-1, 0, 1, level, -1);
      all.add(sent(door, body, queue, List.of(queue)));
    }
    publish(door, all);
  }

  private void publish(Door door, List<Letter> all) {
    List<Message> messages = all.stream().map(each -> each.messages().getFirst()).toList();
    models.ask(
        door,
        models.anyone(),
        new Publish(Namespace.DEFAULT_ID, messages),
        true,
        reply -> {
          Published published = (Published) reply;
          for (int i = 0; i < all.size(); i++) {
            boolean none = published.problem() == Problem.NONE;
            published(door, all.get(i), none ? Problem.NONE : published.problems().get(i));
          }
        });
  }

  /// One that is too large for one message: what becomes of it all of its parts must say.
  private void publishParts(Door door, Letter letter) {
    int client = models.anyone();
    List<Problem> problems = new ArrayList<>();
    for (Message part : letter.messages()) {
      models.ask(
          door,
          client,
          new Publish(Namespace.DEFAULT_ID, List.of(part)),
          true,
          reply -> {
            problems.add(reply.problem());
            if (problems.size() == letter.parts) {
              problems.removeIf(problem -> problem == Problem.NONE);
              published(door, letter, problems.isEmpty() ? Problem.NONE : problems.getFirst());
              models.counts.publishedInParts++;
            }
          });
    }
  }

  /// Binds `queue` to the exchange, if it is not bound.
  boolean bind(Door door, QueueModel queue) {
    if (!queue.ownsTopic() || queue.bound) {
      return false;
    }
    queue.binding = true;
    models.ask(
        door,
        models.anyone(),
        new Bind(
            Namespace.DEFAULT_ID,
            Models.FANOUT,
            Kind.QUEUE,
            queue.name.name(),
            "",
            Opaque.EMPTY,
            HeaderMatch.ALWAYS),
        true,
        reply -> {
          if (reply.problem() == Problem.NONE) {
            queue.bound = queue.isThere();
          } else {
            HistoryFailed.unless(
                !queue.isThere() && reply.problem() == Problem.UNKNOWN_QUEUE,
                () -> "binding " + queue + " is refused: " + reply);
          }
        });
    return true;
  }

  private Letter letter(Door door, List<QueueModel> own, int parts) {
    QueueModel to = chance.nextInt(3) == 0 ? null : own.get(chance.nextInt(own.size()));
    int bytes = chance.nextInt(chance.nextInt(8) == 0 ? 1_500 : 100);
    int key = chance.nextInt(6) == 0 ? -1 : chance.nextInt(KEYS);
    long ttl = chance.nextInt(20) == 0 ? chance.nextInt(2_000) : -1;
    return sent(door, new Letter.Body(key, bytes, parts, chance.nextInt(3), ttl), to, own);
  }

  private Letter sent(Door door, Letter.Body body, @Nullable QueueModel to, List<QueueModel> own) {
    String queue = to == null ? null : to.name.name();
    Letter letter = new Letter(models.nextLetter(), queue, body, door.entered());
    models.sent(letter);
    for (QueueModel each : own) {
      if (to == null ? each.binding : each == to) {
        each.sent(letter, each.isThere() && (to != null || each.bound), door);
      }
    }
    return letter;
  }

  private void published(Door door, Letter letter, Problem problem) {
    List<QueueModel> queues = models.all();
    letter.state = Letter.State.REFUSED;
    switch (problem) {
      case NONE -> {
        HistoryFailed.unless(!letter.isTooMany, () -> letter + " goes to a full queue");
        letter.state = Letter.State.CONFIRMED;
        models.counts.published++;
      }
      case UNROUTED -> queues.forEach(queue -> queue.unrouted(letter));
      case TRY_AGAIN -> models.counts.lettersRefused++;
      case LIMIT_REACHED -> {
        HistoryFailed.unless(letter.mayBeTooMany, () -> letter + " is too much for no queue");
        models.counts.lettersTooMany++;
        if (!letter.isDirect()) {
          letter.state = Letter.State.CONFIRMED;
          queues.forEach(queue -> queue.perhapsRefused(letter));
        }
      }
      case DISK_FULL -> {
        HistoryFailed.unless(
            door.mayBeFull(), () -> letter + " is refused: nothing has filled the disk");
        models.counts.lettersRefused++;
      }
      default -> throw new HistoryFailed(letter + " is refused: " + problem);
    }
    if (letter.state == Letter.State.REFUSED) {
      queues.forEach(queue -> queue.refused(letter));
    }
  }
}
