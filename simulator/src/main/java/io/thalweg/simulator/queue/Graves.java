package io.thalweg.simulator.queue;

import io.thalweg.simulator.event.Event;
import io.thalweg.simulator.told.HistoryFailed;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What died in queues, and its copies where dead letters go: none is lost, none is one too many,
/// and nothing that is alive has one.
final class Graves {
  /// What died in a queue of that name.
  private record Grave(String queue, Content content) {}

  /// A copy that was seen, or must have come and gone.
  private static final class Copy {
    final QueueModel in;
    final Deaths deaths;

    /// What it was copied from, if that was never seen, and is known by this only.
    @Nullable QueuedEvent ghost;

    Copy(QueueModel in, Deaths deaths) {
      this.in = in;
      this.deaths = deaths;
    }
  }

  private final Models models;
  private final Map<Grave, List<Copy>> copies = new HashMap<>();

  Graves(Models models) {
    this.models = models;
  }

  /// A copy is delivered from `in`, at `offset`: one that was seen before, or a new one that fits
  /// what is known of where it died.
  QueuedEvent copied(QueueModel in, Deaths deaths, Event sent, long offset, Door door) {
    Letter letter = letter(in, deaths, sent);
    Content content = letter == null ? Content.of(sent) : Content.of(letter);
    QueuedEvent known = in.contents.copy(content, offset);
    if (known != null) {
      return known;
    }
    QueuedEvent copy = in.contents.addCopy(content, offset, letter, sent.key(), names(deaths));
    in.found(copy);
    models.counts.deadLetters++;
    buried(in, deaths, content);
    check(deaths.queue(), content, door);
    return copy;
  }

  /// The letter that a copy is of; null: it is one of an event of a topic.
  private @Nullable Letter letter(QueueModel in, Deaths deaths, Event sent) {
    if (Profile.subscribes(deaths.queue())) {
      return null;
    }
    Letter letter = models.letter(sent.value() == null ? -1 : Letter.idOf(sent.value()));
    if (letter == null) {
      throw new HistoryFailed(in + " delivers a copy of what nobody sent");
    }
    HistoryFailed.unless(
        letter.is(sent) && letter.state != Letter.State.REFUSED,
        () -> "a copy of " + letter + " in " + in + " is not what was sent");
    return letter;
  }

  private static Set<String> names(Deaths deaths) {
    Set<String> names = new HashSet<>();
    deaths.all().forEach(death -> names.add(death.queue()));
    return names;
  }

  private void buried(QueueModel in, Deaths deaths, Content content) {
    copies
        .computeIfAbsent(new Grave(deaths.queue(), content), _ -> new ArrayList<>(1))
        .add(new Copy(in, deaths));
  }

  /// There are no more copies of what died in the queues of that name than may have died there.
  void check(String queue, Content content, Door door) {
    List<Copy> seen = copies.getOrDefault(new Grave(queue, content), List.of());
    int possible = 0;
    for (QueueModel model : models.ever(queue)) {
      for (QueuedEvent event : model.contents.of(content)) {
        possible += model.deaths(event, door);
      }
    }
    for (Copy copy : List.copyOf(seen)) {
      if (possible < seen.size() && haunts(queue, content, copy, seen, door)) {
        possible++;
      }
    }
    int most = possible;
    HistoryFailed.unless(
        seen.size() <= most,
        () ->
            String.format(
                "of %s there are %d copies, but in %s it may have died %d times: %s",
                content, seen.size(), queue, most, models.ever(queue)));
  }

  /// What was copied was itself a copy that came and went before anybody could have it: then the
  /// queue has had it. A seek may have brought it back to die once more.
  private boolean haunts(String queue, Content content, Copy copy, List<Copy> seen, Door door) {
    for (QueueModel model : models.ever(queue)) {
      boolean passes = Profile.passes(model.settings, content.tone());
      if (copy.ghost == null && passes && model.isLossy() && copy.deaths.isRepeated()) {
        QueuedEvent before = model.soughtAt >= 0 ? ghost(copy, seen) : null;
        if (before != null) {
          copy.ghost = before;
          before.deaths++;
          return true;
        }
        copy.ghost = model.contents.addGhost(content, names(copy.deaths));
        Deaths earlier = copy.deaths.before();
        if (!earlier.isEmpty()) {
          buried(model, earlier, content);
          check(earlier.queue(), content, door);
        }
        return true;
      }
    }
    return false;
  }

  /// The ghost of which there is another copy, and `copy` is one too; null: there is none.
  private static @Nullable QueuedEvent ghost(Copy copy, List<Copy> seen) {
    for (Copy other : seen) {
      if (other.ghost != null && other.deaths.lastIsAt(copy.deaths)) {
        return other.ghost;
      }
    }
    return null;
  }

  /// Everybody has had all that there is: so all that died has been seen where it was copied to.
  void drained(QueueModel queue, Door door) {
    QueueModel target = models.there(Profile.target(queue.settings));
    if (target == null) {
      return;
    }
    Map<Content, Integer> due = new HashMap<>();
    for (QueuedEvent event : queue.contents.all()) {
      if (queue.isDead(event) && isDue(queue, event, target)) {
        due.merge(event.content, 1, Integer::sum);
      }
    }
    due.forEach(
        (content, dead) -> {
          Grave grave = new Grave(queue.name.name(), content);
          long seen =
              copies.getOrDefault(grave, List.of()).stream()
                  .filter(copy -> copy.in == target)
                  .count();
          models.counts.deadLettersDue += dead;
          HistoryFailed.unless(
              seen >= dead,
              () ->
                  String.format(
                      "%s died %d times in %s, but %d copies came to %s: %s",
                      content, dead, queue, seen, target, queue.contents.of(content)));
          check(grave.queue, content, door);
        });
  }

  /// Whether the copy must have come to `target`, and somebody must have got it.
  private boolean isDue(QueueModel queue, QueuedEvent dead, QueueModel target) {
    if (target.isLossy() || target.clearedAt > dead.aliveAt || !target.passes(dead)) {
      return false;
    }
    if (queue.settings.failure().atLeastOnce()) {
      return models.goneAt(target.name.name()) < dead.aliveAt;
    }
    boolean round = target == queue || dead.graves.contains(target.name.name());
    return target.thereSince < dead.aliveAt && !target.refuses() && !round;
  }
}
