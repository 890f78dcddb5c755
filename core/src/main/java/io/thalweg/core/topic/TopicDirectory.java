package io.thalweg.core.topic;

import java.util.Collection;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/// The topics whose creation is durable and whose deletion is not: what sessions may show without
/// asking the shard. Changed by the shard when records become durable, before the replies that rest
/// on them leave. Readable on any thread. A look-up among ten thousand names is what a small batch
/// would pay for most, so it does not go through the sorted ones.
public final class TopicDirectory {
  private final ConcurrentHashMap<String, TopicInfo> byName = new ConcurrentHashMap<>();
  private final ConcurrentSkipListMap<String, TopicInfo> sorted = new ConcurrentSkipListMap<>();
  private final ConcurrentHashMap<UUID, TopicInfo> byUuid = new ConcurrentHashMap<>();

  /// The topic of that name, or null.
  public @Nullable TopicInfo named(String name) {
    return byName.get(name);
  }

  /// The topic of that id, or null.
  public @Nullable TopicInfo identified(UUID uuid) {
    return byUuid.get(uuid);
  }

  /// All topics by name.
  public Collection<TopicInfo> all() {
    return sorted.values();
  }

  /// The topics from `name` on, by name.
  public Collection<TopicInfo> from(String name) {
    return sorted.tailMap(name, true).values();
  }

  /// Shows a topic, or its new configuration; nothing of one without a name.
  public void show(TopicInfo topic) {
    if (!topic.isShown()) {
      return;
    }
    byName.put(topic.name(), topic);
    sorted.put(topic.name(), topic);
    byUuid.put(topic.uuid(), topic);
  }

  /// Hides a deleted topic.
  public void hide(TopicInfo topic) {
    byUuid.remove(topic.uuid());
    hide(byName, topic);
    hide(sorted, topic);
  }

  private static void hide(ConcurrentMap<String, TopicInfo> names, TopicInfo topic) {
    names.computeIfPresent(topic.name(), (_, now) -> now.id() == topic.id() ? null : now);
  }
}
