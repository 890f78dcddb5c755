package io.thalweg.core.topic;

import io.thalweg.core.base.Ids;
import java.util.UUID;

/// A topic as everyone may see it. Immutable.
///
/// @param id the core's id
/// @param uuid the id that Kafka clients see
/// @param partitions their number, indexes from 0
public record TopicInfo(long id, UUID uuid, String name, int partitions, TopicSettings settings) {
  /// The aggregate id of partition `index`.
  public long partition(int index) {
    return Ids.partition(id, index);
  }

  /// The same topic with so many partitions.
  TopicInfo withPartitions(int number) {
    return new TopicInfo(id, uuid, name, number, settings);
  }

  /// The same topic, configured otherwise.
  TopicInfo withSettings(TopicSettings other) {
    return new TopicInfo(id, uuid, name, partitions, other);
  }

  /// Whether `index` is one of its partitions.
  public boolean has(int index) {
    return index >= 0 && index < partitions;
  }
}
