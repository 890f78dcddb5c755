package io.thalweg.core.topic;

import io.thalweg.core.journal.SegmentInfo;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What may be seen of all topics.
public interface TopicView {
  /// The topic of that id, or null.
  @Nullable TopicInfo topic(long id);

  /// The topic of that name, or null.
  @Nullable TopicInfo named(String name);

  /// How many topics there are, those of queues among them.
  int topics();

  /// Calls `each` for every topic, in the order of their ids.
  void forEachTopic(Consumer<? super TopicInfo> each);

  /// The partition of that aggregate id, or null.
  @Nullable PartitionView partition(long id);

  /// How many partitions there are.
  int partitions();

  /// Calls `each` for every partition, in the order of their ids.
  void forEachPartition(Consumer<? super PartitionView> each);

  /// How many segments there are.
  int segments();

  /// Calls `each` with the runs of every mixed segment less than half of whose bytes count still.
  void forEachSparse(Consumer<List<SegmentInfo>> each);

  /// The id that is given next.
  long nextId();
}
