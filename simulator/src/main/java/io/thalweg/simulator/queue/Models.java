package io.thalweg.simulator.queue;

import io.thalweg.core.base.Chance;
import io.thalweg.core.turn.Command;
import io.thalweg.core.turn.Problem;
import io.thalweg.core.turn.Reply;
import io.thalweg.simulator.queue.QueueModel.Presence;
import io.thalweg.simulator.told.Counts;
import io.thalweg.simulator.told.HistoryFailed;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// All queues of a history, and what everybody who uses them shares.
final class Models {
  /// The exchange that queues are bound to.
  static final String FANOUT = "amq.fanout";

  final Chance chance;
  final Topics topics;
  final Counts counts;
  final Graves graves = new Graves(this);

  private final List<QueueModel> queues = new ArrayList<>();
  private final Map<String, List<QueueModel>> ever = new HashMap<>();
  private final Map<String, Long> goneAt = new HashMap<>();
  private final Set<String> targets = new HashSet<>();
  private final Map<Long, Letter> letters = new HashMap<>();

  /// Number of what was done last.
  private long done;

  /// Number of what happened last.
  private long happened;

  Models(Chance chance, Topics topics, Counts counts) {
    this.chance = chance;
    this.topics = topics;
    this.counts = counts;
  }

  /// Queues that are not known to be gone.
  List<QueueModel> all() {
    queues.removeIf(queue -> queue.presence == Presence.GONE);
    return queues;
  }

  /// Any of them; null: there are none.
  @Nullable QueueModel any() {
    List<QueueModel> all = all();
    return all.isEmpty() ? null : all.get(chance.nextInt(all.size()));
  }

  /// The one of that name that may be there, or null.
  @Nullable QueueModel named(@Nullable String name) {
    for (QueueModel queue : all()) {
      if (queue.is(name)) {
        return queue;
      }
    }
    return null;
  }

  /// The one of that name that is there, or null.
  @Nullable QueueModel there(@Nullable String name) {
    QueueModel queue = named(name);
    return queue == null || !queue.isThere() ? null : queue;
  }

  /// Whether the topic that `queue` subscribes to may be gone.
  boolean isTopicGone(QueueModel queue) {
    return !queue.ownsTopic() && !topics.isThere(queue.topic);
  }

  /// All that ever had that name.
  List<QueueModel> ever(String name) {
    return ever.getOrDefault(name, List.of());
  }

  /// `queue` is declared.
  void add(QueueModel queue) {
    queues.add(queue);
    ever.computeIfAbsent(queue.name.name(), _ -> new ArrayList<>(1)).add(queue);
    String target = Profile.target(queue.settings);
    if (target != null) {
      targets.add(target);
    }
  }

  /// `queue` is known to be gone.
  void gone(QueueModel queue) {
    queue.presence = Presence.GONE;
    goneAt.put(queue.name.name(), tick());
  }

  /// When the last queue of that name was known to be gone; -1: none was.
  long goneAt(String name) {
    return goneAt.getOrDefault(name, -1L);
  }

  /// Whether dead letters may come to `queue`.
  boolean isTarget(QueueModel queue) {
    return targets.contains(queue.name.name());
  }

  void sent(Letter letter) {
    letters.put(letter.id, letter);
  }

  /// The number of the next letter.
  long nextLetter() {
    return letters.size() + 1L;
  }

  @Nullable Letter letter(long id) {
    return letters.get(id);
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

  static void none(Reply reply, String what) {
    HistoryFailed.unless(reply.problem() == Problem.NONE, () -> what + " is refused: " + reply);
  }

  /// The number of the next outcome.
  long nextDone() {
    return ++done;
  }

  /// Something happens; the number of that.
  long tick() {
    return ++happened;
  }

  /// Any client.
  int anyone() {
    return chance.nextInt(Door.CLIENTS);
  }
}
