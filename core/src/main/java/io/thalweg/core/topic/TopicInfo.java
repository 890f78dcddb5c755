package io.thalweg.core.topic;

import io.thalweg.core.base.Ids;
import java.util.UUID;

/// A topic as everyone may see it. Immutable.
///
/// @param id the core's id
/// @param uuid the id that Kafka clients see
/// @param name empty if a queue owns it
/// @param partitions their number, indexes from 0
/// @param owner id of the queue whose events are all that it holds; 0: it is nobody's own
public record TopicInfo(
    long id, UUID uuid, String name, int partitions, TopicSettings settings, long owner) {
  /// One that is nobody's own.
  public TopicInfo(long id, UUID uuid, String name, int partitions, TopicSettings settings) {
    this(id, uuid, name, partitions, settings, 0);
  }

  /// Whether it is a queue's own: it has no name, and none but the queue sees it.
  public boolean isOwned() {
    return owner != 0;
  }

  /// How people know it.
  public String title() {
    return isOwned() ? "(queue " + owner + ")" : name;
  }

  /// The aggregate id of partition `index`.
  public long partition(int index) {
    return Ids.partition(id, index);
  }

  /// The same topic with so many partitions.
  TopicInfo withPartitions(int number) {
    return new TopicInfo(id, uuid, name, number, settings, owner);
  }

  /// The same topic, configured otherwise.
  TopicInfo withSettings(TopicSettings other) {
    return new TopicInfo(id, uuid, name, partitions, other, owner);
  }

  /// Whether `index` is one of its partitions.
  public boolean has(int index) {
    return index >= 0 && index < partitions;
  }
}
