package io.thalweg.simulator.world;

import io.thalweg.core.topic.TopicInfo;
import io.thalweg.core.topic.TopicSettings;
import io.thalweg.simulator.told.HistoryFailed;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the world outside knows of a topic.
final class TopicModel {
  enum State {
    /// Its creation has been asked for.
    CREATING,
    /// It has been seen.
    THERE,
    /// Its deletion has been asked for.
    DELETING,
    /// It has been seen to be gone.
    GONE
  }

  final String name;
  final int partitionCount;
  final TopicSettings settings;
  final List<PartitionModel> partitions = new ArrayList<>();
  State state = State.CREATING;

  /// What it may become without notice: that has been asked for.
  int askedPartitions;

  private TopicSettings askedSettings;

  private boolean mayDelete;
  private boolean compacts;
  private long minLagMillis = Long.MAX_VALUE;
  private long tombstoneMillis = Long.MAX_VALUE;

  /// Whether an answer to that is awaited.
  boolean changing;

  @Nullable TopicInfo info;

  TopicModel(String name, int partitionCount, TopicSettings settings) {
    this.name = name;
    this.partitionCount = partitionCount;
    this.settings = settings;
    this.askedPartitions = partitionCount;
    this.askedSettings = settings;
    asked(settings);
  }

  /// It may be configured so from now on.
  void asked(TopicSettings other) {
    askedSettings = other;
    boolean limited = other.retentionBytes() >= 0 || other.retentionMillis() >= 0;
    mayDelete |= other.cleanup().deletes() && limited;
    if (other.cleanup().compacts()) {
      compacts = true;
      minLagMillis = Math.min(minLagMillis, other.compaction().minLagMillis());
      tombstoneMillis = Math.min(tombstoneMillis, other.compaction().tombstoneMillis());
    }
  }

  /// Whether `other` had its name before.
  boolean follows(TopicModel other) {
    return other != this && other.name.equals(name);
  }

  /// Whether it was ever to be deleted from.
  boolean mayDelete() {
    return mayDelete;
  }

  /// Whether it was ever to be compacted.
  boolean compacts() {
    return compacts;
  }

  /// The least time that an event had to stay.
  long minLagMillis() {
    return minLagMillis;
  }

  /// The least time that a tombstone had to stay.
  long tombstoneMillis() {
    return tombstoneMillis;
  }

  /// It has been seen as `seen`.
  void there(TopicInfo seen) {
    HistoryFailed.unless(state != State.GONE, () -> "topic " + name + " is back");
    TopicInfo known = info;
    if (known != null) {
      HistoryFailed.unless(mayBecome(known, seen), () -> "topic " + name + " changed into " + seen);
      info = seen;
      addPartitions(known.partitions(), seen);
      return;
    }
    HistoryFailed.unless(
        seen.name().equals(name)
            && seen.partitions() == partitionCount
            && seen.settings().equals(settings),
        "topic " + name + " is " + seen);
    info = seen;
    state = State.THERE;
    addPartitions(0, seen);
  }

  private boolean mayBecome(TopicInfo known, TopicInfo seen) {
    int number = seen.partitions() == askedPartitions ? askedPartitions : known.partitions();
    boolean other = seen.settings().equals(askedSettings);
    TopicSettings configured = other ? askedSettings : known.settings();
    return seen.equals(new TopicInfo(known.id(), known.uuid(), name, number, configured));
  }

  private void addPartitions(int from, TopicInfo seen) {
    for (int i = from; i < seen.partitions(); i++) {
      partitions.add(new PartitionModel(seen.partition(i), this));
    }
  }

  /// It has been seen not to be there.
  void gone() {
    HistoryFailed.unless(state != State.THERE, "topic " + name + " is gone");
    state = State.GONE;
  }
}
