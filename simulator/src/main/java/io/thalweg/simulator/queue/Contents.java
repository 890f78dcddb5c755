package io.thalweg.simulator.queue;

import io.thalweg.simulator.queue.QueuedEvent.Place;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The events of a queue, from its declaration to its deletion, and their keys.
final class Contents {
  /// A key of a partition.
  private record Key(long partition, ByteBuffer bytes) {}

  private record Copy(Content content, long offset) {}

  private final QueueModel queue;
  private final List<QueuedEvent> all = new ArrayList<>();
  private final TreeMap<Long, QueuedEvent> letters = new TreeMap<>();
  private final Map<Place, QueuedEvent> events = new HashMap<>();
  private final Map<Copy, QueuedEvent> copies = new HashMap<>();
  private final Map<Content, List<QueuedEvent>> byContent = new HashMap<>();
  private final Map<Key, KeyRun> runs = new HashMap<>();

  Contents(QueueModel queue) {
    this.queue = queue;
  }

  private KeyRun run(long partition, @Nullable ByteBuffer key) {
    return !queue.isKeyed() || key == null
        ? new KeyRun(queue)
        : runs.computeIfAbsent(new Key(partition, key), _ -> new KeyRun(queue));
  }

  private QueuedEvent added(QueuedEvent event) {
    all.add(event);
    byContent.computeIfAbsent(event.content, _ -> new ArrayList<>(1)).add(event);
    event.key.add(event);
    return event;
  }

  /// A letter that was sent to it.
  QueuedEvent sent(Letter letter) {
    Place place = new Place(0, letter.id);
    QueuedEvent event = new QueuedEvent(place, run(0, letter.key()), Content.of(letter), letter);
    letters.put(letter.id, event);
    return added(event);
  }

  /// The letter as it was sent to it, or null.
  @Nullable QueuedEvent letter(long id) {
    return letters.get(id);
  }

  /// The event of a topic, or null.
  @Nullable QueuedEvent event(long partition, long offset) {
    return events.get(new Place(partition, offset));
  }

  /// An event of a topic that was not known.
  QueuedEvent add(long partition, long offset, Content content, @Nullable ByteBuffer key) {
    Place place = new Place(partition, offset);
    QueuedEvent event = new QueuedEvent(place, run(partition, key), content, null);
    event.offset = offset;
    events.put(place, event);
    return added(event);
  }

  /// The copy at `offset`, or null.
  @Nullable QueuedEvent copy(Content content, long offset) {
    return copies.get(new Copy(content, offset));
  }

  /// A copy that was not known.
  QueuedEvent addCopy(
      Content content,
      long offset,
      @Nullable Letter letter,
      @Nullable ByteBuffer key,
      Set<String> graves) {
    Place place = new Place(0, offset);
    QueuedEvent event = new QueuedEvent(place, run(0, key), content, letter, graves);
    event.offset = offset;
    copies.put(new Copy(content, offset), event);
    return added(event);
  }

  /// Nobody has had, or will have, a copy that came and went.
  QueuedEvent addGhost(Content content, Set<String> graves) {
    QueuedEvent event = new QueuedEvent(new Place(0, -1), new KeyRun(queue), content, null, graves);
    event.state = QueuedEvent.State.FINAL;
    event.deaths = 1;
    byContent.computeIfAbsent(content, _ -> new ArrayList<>(1)).add(event);
    return event;
  }

  List<QueuedEvent> all() {
    return all;
  }

  /// Events that say the same.
  List<QueuedEvent> of(Content content) {
    return byContent.getOrDefault(content, List.of());
  }
}
