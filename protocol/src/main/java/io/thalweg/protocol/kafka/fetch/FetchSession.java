package io.thalweg.protocol.kafka.fetch;

import io.thalweg.core.topic.TopicInfo;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.UUID;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/// What a consumer has said it wants (KIP-227): later requests of the session name changes only,
/// and answers only what is new.
final class FetchSession {
  private record Key(String topic, UUID uuid, int partition) {}

  /// One partition that is asked for, and what was last said of it.
  static final class Asked {
    private final Key key;
    private long offset;
    private int maxBytes;
    private Errors refusal = Errors.NONE;
    private long saidEnd = -1;
    private long saidStart = -1;

    private Asked(Key key) {
      this.key = key;
    }

    String topic() {
      return key.topic;
    }

    UUID uuid() {
      return key.uuid;
    }

    int index() {
      return key.partition;
    }

    long offset() {
      return offset;
    }

    int maxBytes() {
      return maxBytes;
    }

    Errors refusal() {
      return refusal;
    }

    /// Decides whether the partition can be read, `topic` being what its name or id stands for.
    void resolve(@Nullable TopicInfo topic, boolean byId) {
      if (topic == null) {
        refusal = byId ? Errors.UNKNOWN_TOPIC_ID : Errors.UNKNOWN_TOPIC_OR_PARTITION;
      } else {
        refusal = topic.has(key.partition) ? Errors.NONE : Errors.UNKNOWN_TOPIC_OR_PARTITION;
      }
    }

    /// Remembers what is said now; true if it is news.
    boolean saying(long end, long start) {
      boolean news = end != saidEnd || start != saidStart;
      saidEnd = end;
      saidStart = start;
      return news;
    }
  }

  private final int id;
  private final boolean byId;
  private final LinkedHashMap<Key, Asked> partitions = new LinkedHashMap<>();
  private int epoch;

  /// @param byId whether its topics are named by id: that stays so
  FetchSession(int id, boolean byId) {
    this.id = id;
    this.byId = byId;
  }

  boolean byId() {
    return byId;
  }

  int id() {
    return id;
  }

  /// Whether `next` is the epoch that follows; then it is the current one.
  boolean next(int next) {
    int following = epoch == Integer.MAX_VALUE ? 1 : epoch + 1;
    boolean follows = next == following;
    epoch = follows ? next : epoch;
    return follows;
  }

  void put(String topic, UUID uuid, FetchPartition partition) {
    Key key = new Key(topic, uuid, partition.partition());
    Asked asked = partitions.computeIfAbsent(key, Asked::new);
    asked.offset = partition.fetchOffset();
    asked.maxBytes = partition.partitionMaxBytes();
  }

  void forget(String topic, UUID uuid, int partition) {
    partitions.remove(new Key(topic, uuid, partition));
  }

  /// What is asked for, the partition that was served last at the end, so that none starves.
  Collection<Asked> partitions() {
    return partitions.values();
  }

  /// `asked` has been served: the others come first next time.
  void served(Asked asked) {
    partitions.putLast(asked.key, asked);
  }
}
