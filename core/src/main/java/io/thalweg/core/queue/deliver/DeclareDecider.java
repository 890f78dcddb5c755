package io.thalweg.core.queue.deliver;

import io.thalweg.core.exchange.HeaderMatch;
import io.thalweg.core.queue.Queue;
import io.thalweg.core.queue.QueueCommand;
import io.thalweg.core.queue.QueueCommand.Declare;
import io.thalweg.core.queue.QueueCommand.QueueIs;
import io.thalweg.core.queue.QueueName;
import io.thalweg.core.queue.QueueSettings;
import io.thalweg.core.queue.QueueSettings.Order;
import io.thalweg.core.queue.letter.EventFilter;
import io.thalweg.core.topic.TopicInfo;
import io.thalweg.core.turn.Client;
import io.thalweg.core.turn.Problem;
import io.thalweg.core.turn.Turn;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// Decides which queues there are.
final class DeclareDecider {
  private static final int MAX_NAME = 255;

  private final LiveQueues all;
  private final Existing existing;
  private final Removal removal;
  private final Lifetimes lifetimes;
  private final Creation creation;

  DeclareDecider(LiveQueues all, Removal removal, Lifetimes lifetimes, ToLongFunction<Turn> ids) {
    this.all = all;
    this.existing = new Existing(all);
    this.removal = removal;
    this.lifetimes = lifetimes;
    this.creation = new Creation(all, ids);
  }

  void declare(Turn turn, Declare wanted) {
    Queue there = existing.found(wanted.name());
    if (there != null) {
      Problem problem = difference(turn.client(), there, wanted.settings());
      existing.tell(turn, there, existing.is(problem, there));
      return;
    }
    QueueSettings settings = wanted.settings();
    TopicInfo topic = settings.topic().isEmpty() ? null : all.topics().named(settings.topic());
    Problem problem = refusal(wanted, topic);
    if (problem != Problem.NONE) {
      turn.reply(new QueueIs(problem, null, 0, 0));
      return;
    }
    Queue ghost = all.view().named(wanted.name());
    if (ghost != null) {
      removal.remove(turn, ghost);
    }
    Queue queue = creation.create(turn, wanted, topic);
    LiveQueue live = all.of(queue, turn.nowMillis());
    if (settings.lifetime().exclusive()) {
      QueueClient owner = all.client(turn.client());
      live.owner = owner;
      owner.owned.add(live);
    }
    lifetimes.expireLater(turn, live);
    existing.tell(turn, queue, existing.is(Problem.NONE, queue));
  }

  private Problem difference(Client client, Queue queue, QueueSettings wanted) {
    if (existing.isLocked(client, queue)) {
      return Problem.LOCKED;
    }
    return queue.settings().isEquivalent(wanted) ? Problem.NONE : Problem.NOT_EQUIVALENT;
  }

  private Problem refusal(Declare wanted, @Nullable TopicInfo topic) {
    QueueSettings settings = wanted.settings();
    String name = wanted.name().name();
    if (name.isEmpty() || name.length() > MAX_NAME) {
      return Problem.INVALID_NAME;
    }
    if (!settings.topic().isEmpty() && (topic == null || topic.isOwned())) {
      return Problem.UNKNOWN_TOPIC;
    }
    String shown = settings.keeping().name();
    if (!shown.isEmpty() && !TopicInfo.isName(shown)) {
      return Problem.INVALID_SETTING;
    }
    if (!shown.isEmpty() && all.topics().named(shown) != null) {
      return Problem.TOPIC_EXISTS;
    }
    if (isMisfiltered(settings)) {
      return Problem.INVALID_SETTING;
    }
    int priorities = settings.delivery().priorities();
    boolean keyed = settings.delivery().order() == Order.KEY;
    boolean levels = priorities > 1;
    if (priorities < 1
        || priorities > QueueCommand.MOST_PRIORITIES
        || (levels && (keyed || topic != null))) {
      return Problem.INVALID_SETTING;
    }
    boolean full =
        all.view().count() >= all.limits().queues()
            || settings.arguments().length() > all.limits().argumentBytes()
            || (topic != null && topic.partitions() > all.limits().partitions());
    return full ? Problem.LIMIT_REACHED : Problem.NONE;
  }

  /// Whether it has a filter that it may not have. What is kept is read as it is, and bytes are
  /// counted before anything is filtered out.
  private static boolean isMisfiltered(QueueSettings settings) {
    HeaderMatch filter = settings.filter();
    return filter != null
        && (settings.keeping().stream()
            || settings.limits().maxBytes() >= 0
            || EventFilter.refusal(filter) != null);
  }

  void find(Turn turn, QueueName name) {
    Queue queue = existing.found(name);
    if (queue == null) {
      turn.reply(new QueueIs(Problem.UNKNOWN_QUEUE, null, 0, 0));
    } else {
      LiveQueue live = all.known(queue.id());
      if (live != null) {
        live.usedMillis = turn.nowMillis();
      }
      turn.reply(
          existing.is(
              existing.isLocked(turn.client(), queue) ? Problem.LOCKED : Problem.NONE, queue));
    }
  }
}
