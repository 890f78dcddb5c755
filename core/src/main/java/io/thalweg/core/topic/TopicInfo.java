package io.thalweg.core.topic;

import io.thalweg.core.base.Ids;
import java.util.UUID;

/// A topic as everyone may see it. Immutable.
///
/// @param id the core's id
/// @param uuid the id that Kafka clients see
/// @param name empty if a queue owns it that shows it under no name
/// @param partitions their number, indexes from 0
/// @param owner id of the queue whose events are all that it holds; 0: it is nobody's own
public record TopicInfo(
    long id, UUID uuid, String name, int partitions, TopicSettings settings, long owner) {
  /// Longest name.
  static final int MAX_NAME_BYTES = 249;

  /// One that is nobody's own.
  public TopicInfo(long id, UUID uuid, String name, int partitions, TopicSettings settings) {
    this(id, uuid, name, partitions, settings, 0);
  }

  /// Whether it is a queue's own: it comes and goes with the queue, which says what it keeps.
  public boolean isOwned() {
    return owner != 0;
  }

  /// Whether others see it.
  public boolean isShown() {
    return !name.isEmpty();
  }

  /// How people know it.
  public String title() {
    return isShown() ? name : "(queue " + owner + ")";
  }

  /// Whether a topic may be named so, by Kafka's rule (`Topic.validate`): 1 to 249 of `a-z A-Z 0-9
  /// . _ -`, and not `.` or `..`.
  public static boolean isName(String name) {
    if (name.isEmpty() || name.length() > MAX_NAME_BYTES || ".".equals(name) || "..".equals(name)) {
      return false;
    }
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      if (!letter && c != '.' && c != '_' && c != '-') {
        return false;
      }
    }
    return true;
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
