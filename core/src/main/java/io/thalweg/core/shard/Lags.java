package io.thalweg.core.shard;

import io.thalweg.core.base.Ids;
import io.thalweg.core.group.CommittedOffset;
import io.thalweg.core.group.Group;
import io.thalweg.core.group.GroupView;
import io.thalweg.core.shard.ShardStatus.Lag;
import io.thalweg.core.topic.PartitionView;
import io.thalweg.core.topic.TopicInfo;
import io.thalweg.core.topic.TopicView;
import java.util.ArrayList;
import java.util.List;

/// Works out how far groups are behind.
final class Lags {
  private final TopicView topics;
  private final long nowMillis;
  private final List<Lag> lags = new ArrayList<>();

  private Lags(TopicView topics, long nowMillis) {
    this.topics = topics;
    this.nowMillis = nowMillis;
  }

  /// What the first `most` committed offsets leave unread, oldest groups first. An offset in a
  /// partition that is gone tells nothing.
  static List<Lag> first(int most, TopicView topics, GroupView groups, long nowMillis) {
    Lags found = new Lags(topics, nowMillis);
    groups.forEachOffset(most, found::add);
    return found.lags;
  }

  private void add(Group group, CommittedOffset committed) {
    TopicInfo topic = topics.topic(Ids.topicOf(committed.partition()));
    PartitionView partition = topics.partition(committed.partition());
    if (topic == null || partition == null) {
      return;
    }
    long from = Math.max(committed.offset(), partition.durableStart());
    long events = Math.max(0, partition.durableEnd() - from);
    long millis = events == 0 ? 0 : Math.max(0, nowMillis - taken(partition, from));
    int index = Ids.indexOf(committed.partition());
    lags.add(new Lag(group.name(), topic.name(), index, events, millis));
  }

  /// When the event at `offset` was taken, in broker time.
  private long taken(PartitionView partition, long offset) {
    long millis = partition.takenMillis(offset);
    return millis < 0 ? nowMillis : millis;
  }
}
