package io.thalweg.core.queue.deliver;

import io.thalweg.core.queue.CursorView;
import io.thalweg.core.queue.Queue;
import io.thalweg.core.queue.QueueCommand;
import io.thalweg.core.queue.QueueSettings;
import io.thalweg.core.topic.TopicInfo;
import io.thalweg.core.turn.Turn;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongPredicate;

/// Queues that nobody uses for long, or that were not to be there for long, go.
final class Lifetimes {
  private final LiveQueues all;
  private final Existing existing;
  private final Removal removal;
  private final LongPredicate namespaces;

  Lifetimes(LiveQueues all, Removal removal, LongPredicate namespaces) {
    this.all = all;
    this.existing = new Existing(all);
    this.removal = removal;
    this.namespaces = namespaces;
  }

  void wake(Turn turn, long id) {
    LiveQueue live = all.known(id);
    if (live == null) {
      return;
    }
    live.alarm = -1;
    live.alarmMillis = Long.MAX_VALUE;
    all.schedule(live);
    expireLater(turn, live);
  }

  /// A queue that nobody uses for long may go.
  void expireLater(Turn turn, LiveQueue live) {
    long after = live.queue.settings().lifetime().expiresMillis();
    if (after < 0) {
      return;
    }
    if (live.consuming() > 0) {
      live.usedMillis = turn.nowMillis();
    }
    long due = live.usedMillis + after;
    if (due <= turn.nowMillis()) {
      removal.remove(turn, live.queue);
    } else if (live.expiryMillis != due) {
      live.expiryMillis = due;
      turn.timers().schedule(due, new QueueCommand.WakeDue(live.queue.id()));
    }
  }

  void opened(Turn turn, long from) {
    List<Queue> queues = new ArrayList<>();
    all.view()
        .forEach(
            queue -> {
              if (queue.id() >= from) {
                queues.add(queue);
              }
            });
    int left = QueueCommand.Opened.STEP;
    for (Queue queue : queues) {
      if (left == 0) {
        turn.timers().schedule(turn.nowMillis(), new QueueCommand.Opened(queue.id()));
        return;
      }
      if (existing.isGhost(queue) || !namespaces.test(queue.name().namespace())) {
        left--;
        removal.remove(turn, queue);
      } else if (Existing.outlives(queue)) {
        wakeIfNeeded(turn, queue);
      }
    }
  }

  /// Something may be due in the queue, though nobody uses it.
  private void wakeIfNeeded(Turn turn, Queue queue) {
    boolean noted = false;
    TopicInfo topic = all.topics().topic(queue.topic());
    for (int i = 0; topic != null && i < topic.partitions(); i++) {
      CursorView cursor = all.view().cursor(queue.id(), i);
      noted |= cursor != null && cursor.notes() > 0;
    }
    LiveQueue live = all.known(queue.id());
    QueueSettings settings = queue.settings();
    boolean expires = settings.lifetime().expiresMillis() >= 0;
    boolean buries = settings.failure().deadLetterExchange() != null;
    if (live == null
        && (noted || expires || buries || new LiveQueue(queue, all.headers()).isNeedy())) {
      live = all.of(queue, turn.nowMillis());
      if (buries) {
        live.hasOwnTtls(); // it is not known whether some have
      }
      expireLater(turn, live);
      all.schedule(live);
    }
  }

  void namespaceRemoved(Turn turn, QueueCommand.NamespaceRemoved removed) {
    List<Queue> queues = new ArrayList<>();
    all.view()
        .forEach(
            queue -> {
              if (queue.name().namespace() == removed.namespace()) {
                queues.add(queue);
              }
            });
    for (int i = 0; i < queues.size(); i++) {
      if (i == QueueCommand.Opened.STEP) {
        turn.timers().schedule(turn.nowMillis(), removed);
        return;
      }
      removal.remove(turn, queues.get(i));
    }
    removal.namespaceGone(removed.namespace());
  }
}
