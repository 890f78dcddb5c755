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
import io.thalweg.core.queue.Queue;
import io.thalweg.core.queue.QueueCommand.Counted;
import io.thalweg.core.queue.QueueCommand.Declare;
import io.thalweg.core.queue.QueueCommand.Delete;
import io.thalweg.core.queue.QueueCommand.Find;
import io.thalweg.core.queue.QueueCommand.Purge;
import io.thalweg.core.queue.QueueCommand.QueueIs;
import io.thalweg.core.queue.QueueName;
import io.thalweg.core.queue.QueueSettings;
import io.thalweg.core.queue.QueueSettings.Backoff;
import io.thalweg.core.queue.QueueSettings.Delivering;
import io.thalweg.core.queue.QueueSettings.Failing;
import io.thalweg.core.queue.QueueSettings.Lifetime;
import io.thalweg.core.queue.QueueSettings.Limits;
import io.thalweg.core.queue.QueueSettings.Order;
import io.thalweg.core.queue.QueueSettings.Overflow;
import io.thalweg.core.turn.Command;
import io.thalweg.core.turn.Delivery;
import io.thalweg.core.turn.Problem;
import io.thalweg.core.turn.Reply;
import io.thalweg.simulator.queue.QueueModel.Presence;
import io.thalweg.simulator.told.Counts;
import io.thalweg.simulator.told.HistoryFailed;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A few queues that come and go, and what is published to them; who takes it are [Takers].
public final class Queues {
  /// The exchange that queues are bound to.
  static final String FANOUT = "amq.fanout";

  private static final int NAMES = 4;
  private static final int KEYS = 5;
  private static final int MOST_LETTERS = 4;
  private static final int MOST_ROUNDS = 20_000;
  private static final int QUIET_ROUNDS = 300;
  private static final int ROUNDS_OF_A_LOOK = 20;

  private final Chance chance;
  private final Topics topics;
  private final Counts counts;
  private final List<QueueModel> queues = new ArrayList<>();
  private final Takers takers;

  /// Queues in which events wait, or may wait, while all are drained.
  private final Set<QueueModel> notEmpty = new LinkedHashSet<>();

  private long letters;

  /// Number of what was done last.
  private long done;

  /// All queues of the history of `seed`.
  public Queues(long seed, Topics topics, Counts counts) {
    this.chance = new Chance(~seed);
    this.topics = topics;
    this.counts = counts;
    this.takers = new Takers(chance, counts, this);
  }

  /// A life begins: nothing of an earlier one will be answered.
  public void opened() {
    takers.opened();
    queues.forEach(QueueModel::ended);
  }

  /// Something has been acknowledged of a topic.
  public void appended(
      long topic, long partition, long batch, long offset, @Nullable ByteBuffer key) {
    for (QueueModel queue : queues) {
      if (queue.topic == topic && !queue.ownsTopic() && batch >= queue.firstBatch) {
        queue.appended(partition, offset, batch, key);
      }
    }
  }

  /// An event comes to a client.
  public void delivered(int client, Delivery delivery, Door door) {
    takers.delivered(client, delivery, door);
  }

  /// Perhaps something that a client does.
  public void step(Door door) {
    if (chance.nextInt(3) != 0 || !door.hasRoom()) {
      return;
    }
    counts.queueActs++;
    int pick = chance.nextInt(1000);
    QueueModel queue = any();
    if (queue == null || (pick < 15 && queues.size() < NAMES)) {
      declare(door);
    } else if (queue.presence == Presence.UNSURE) {
      find(door, queue);
    } else if (!queue.isThere()) {
      publish(door);
    } else if (pick < 20) {
      delete(door, queue);
    } else if (pick < 30) {
      purge(door, queue);
    } else if (pick < 60) {
      bind(door, queue);
    } else if (pick < 350) {
      publish(door);
    } else {
      takers.act(door, queue);
    }
  }

  private @Nullable QueueModel any() {
    queues.removeIf(queue -> queue.presence == Presence.GONE);
    return queues.isEmpty() ? null : queues.get(chance.nextInt(queues.size()));
  }

  /// As [Door#ask]; what was done before is durable with the reply.
  long ask(Door door, int client, Command command, boolean awaited, Consumer<Reply> then) {
    long before = done;
    return door.ask(
        client,
        command,
        awaited,
        reply -> {
          for (QueueModel queue : queues) {
            queue.durable(before);
          }
          then.accept(reply);
        });
  }

  /// The number of the next outcome.
  long nextDone() {
    return ++done;
  }

  private int anyone() {
    return chance.nextInt(Door.CLIENTS);
  }

  private void declare(Door door) {
    String name = freeName();
    QueueSettings settings = settings();
    QueueModel queue =
        new QueueModel(
            new QueueName(Namespace.DEFAULT_ID, QueueName.Kind.AMQP, name), settings, topics);
    queues.add(queue);
    ask(
        door,
        anyone(),
        new Declare(queue.name, settings),
        true,
        reply -> {
          if (reply.problem() == Problem.NONE) {
            there(queue, (QueueIs) reply);
            counts.queuesDeclared++;
          } else {
            boolean full = reply.problem() == Problem.DISK_FULL && door.mayBeFull();
            boolean unknown = reply.problem() == Problem.UNKNOWN_TOPIC && !queue.ownsTopic();
            HistoryFailed.unless(full || unknown, () -> queue + " is refused: " + reply);
            queue.presence = Presence.GONE;
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
    model.firstBatch = Math.min(model.firstBatch, topics.nextBatch());
    model.presence = model.presence == Presence.DELETING ? model.presence : Presence.THERE;
  }

  private String freeName() {
    int number = 0;
    while (named("q" + number) != null) {
      number++;
    }
    return "q" + number;
  }

  private @Nullable QueueModel named(String name) {
    for (QueueModel queue : queues) {
      if (queue.presence != Presence.GONE && queue.name.name().equals(name)) {
        return queue;
      }
    }
    return null;
  }

  private QueueSettings settings() {
    boolean keyed = chance.nextInt(2) == 0;
    String subscribed = keyed && chance.nextInt(2) == 0 ? topics.any(chance) : null;
    boolean own = subscribed == null;
    int window = chance.nextInt(2) == 0 ? 0 : 1 + chance.nextInt(3);
    boolean single = chance.nextInt(6) == 0;
    int levels = !keyed && chance.nextInt(4) == 0 ? 3 : 1;
    Backoff backoff =
        chance.nextInt(3) == 0 ? new Backoff(1 + chance.nextInt(200), 2, 1_000, 0.5) : Backoff.NONE;
    int failures = chance.nextInt(2) == 0 ? 0 : 1 + chance.nextInt(4);
    long ttl = own && chance.nextInt(4) == 0 ? chance.nextInt(3_000) : -1;
    long delay = own && chance.nextInt(6) == 0 ? chance.nextInt(300) : 0;
    return new QueueSettings(
        subscribed == null ? "" : subscribed,
        Lifetime.DURABLE,
        new Delivering(keyed ? Order.KEY : Order.NONE, "", keyed ? window : 0, single, levels),
        new Failing(failures, null, null, false, backoff),
        new Limits(ttl, delay, -1, -1, Overflow.DROP_HEAD),
        Opaque.EMPTY);
  }

  private void find(Door door, QueueModel queue) {
    Presence before = queue.presence;
    ask(
        door,
        anyone(),
        new Find(queue.name),
        true,
        reply -> {
          if (reply.problem() == Problem.NONE) {
            there(queue, (QueueIs) reply);
          } else {
            HistoryFailed.unless(
                before == Presence.UNSURE && reply.problem() == Problem.UNKNOWN_QUEUE,
                () -> queue + " is not found: " + reply);
            queue.presence = Presence.GONE;
          }
        });
  }

  private void delete(Door door, QueueModel queue) {
    queue.presence = Presence.DELETING;
    ask(
        door,
        anyone(),
        new Delete(queue.name, false, false),
        true,
        reply -> {
          none(reply, "deleting " + queue);
          queue.presence = Presence.GONE;
          counts.queuesDeleted++;
        });
  }

  private void purge(Door door, QueueModel queue) {
    queue.purged();
    ask(
        door,
        anyone(),
        new Purge(queue.name),
        true,
        reply -> {
          none(reply, "purging " + queue);
          HistoryFailed.unless(reply instanceof Counted, () -> queue + " is purged: " + reply);
        });
  }

  static void none(Reply reply, String what) {
    HistoryFailed.unless(reply.problem() == Problem.NONE, () -> what + " is refused: " + reply);
  }

  private void bind(Door door, QueueModel queue) {
    if (!queue.ownsTopic() || queue.bound) {
      publish(door);
      return;
    }
    queue.binding = true;
    ask(
        door,
        anyone(),
        new Bind(
            Namespace.DEFAULT_ID,
            FANOUT,
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
  }

  private void publish(Door door) {
    List<QueueModel> own = queues.stream().filter(QueueModel::ownsTopic).toList();
    if (own.isEmpty()) {
      return;
    }
    List<Letter> all = new ArrayList<>();
    for (int left = 1 + chance.nextInt(MOST_LETTERS); left > 0; left--) {
      all.add(letter(door, own));
    }
    List<Message> messages = List.copyOf(all);
    ask(
        door,
        anyone(),
        new Publish(Namespace.DEFAULT_ID, messages),
        true,
        reply -> published(door, all, (Published) reply));
  }

  private Letter letter(Door door, List<QueueModel> own) {
    QueueModel to = chance.nextInt(3) == 0 ? null : own.get(chance.nextInt(own.size()));
    int bytes = chance.nextInt(chance.nextInt(8) == 0 ? 1_500 : 100);
    int key = chance.nextInt(6) == 0 ? -1 : chance.nextInt(KEYS);
    long ttl = chance.nextInt(20) == 0 ? chance.nextInt(2_000) : -1;
    Letter.Body body = new Letter.Body(key, bytes, chance.nextInt(3), ttl);
    Letter letter = new Letter(++letters, to == null ? null : to.name.name(), body, door.entered());
    for (QueueModel queue : own) {
      if (to == null ? queue.binding : queue == to) {
        queue.sent(letter, queue.isThere() && (to != null || queue.bound));
      }
    }
    return letter;
  }

  private void published(Door door, List<Letter> all, Published reply) {
    for (int i = 0; i < all.size(); i++) {
      Letter letter = all.get(i);
      Problem problem = reply.problem() == Problem.NONE ? Problem.NONE : reply.problems().get(i);
      switch (problem) {
        case NONE -> {
          letter.state = Letter.State.CONFIRMED;
          counts.published++;
        }
        case UNROUTED -> queues.forEach(queue -> queue.unrouted(letter));
        case TRY_AGAIN -> counts.lettersRefused++;
        case DISK_FULL -> {
          HistoryFailed.unless(
              door.mayBeFull(), () -> letter + " is refused: nothing has filled the disk");
          counts.lettersRefused++;
        }
        default -> throw new HistoryFailed(letter + " is refused: " + problem);
      }
      if (problem != Problem.NONE) {
        letter.state = Letter.State.REFUSED;
        queues.forEach(queue -> queue.refused(letter));
      }
    }
  }

  /// Somebody takes all that there is, until nothing has been left for a while: what waits for a
  /// time comes by then.
  public void drain(Door door) {
    queues.stream()
        .filter(queue -> queue.presence == Presence.UNSURE)
        .forEach(queue -> find(door, queue));
    int quiet = 0;
    for (int round = 0; quiet < QUIET_ROUNDS; round++) {
      int rounds = round;
      HistoryFailed.unless(
          rounds < MOST_ROUNDS, () -> "queues do not become empty: " + queues + notEmpty);
      boolean busy = takers.acceptAll(door);
      if (!busy && round % ROUNDS_OF_A_LOOK == 0) {
        look(door);
      }
      door.round();
      quiet = busy || notEmpty.stream().anyMatch(QueueModel::isThere) ? 0 : quiet + 1;
    }
    queues.stream().filter(QueueModel::isThere).forEach(queue -> queue.drained(door));
    counts.drained++;
  }

  /// Looks which queues are not empty, and has somebody else begin to take from each.
  private void look(Door door) {
    for (QueueModel queue : queues) {
      if (!queue.isThere()) {
        continue;
      }
      notEmpty.add(queue);
      if (door.hasRoom()) {
        ask(
            door,
            0,
            new Find(queue.name),
            true,
            reply -> {
              none(reply, "finding " + queue);
              if (((QueueIs) reply).ready() == 0) {
                notEmpty.remove(queue);
              }
            });
        takers.begin(door, queue);
      }
    }
  }
}
