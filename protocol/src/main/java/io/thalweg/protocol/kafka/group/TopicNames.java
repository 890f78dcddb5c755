package io.thalweg.protocol.kafka.group;

import io.thalweg.core.topic.TopicDirectory;
import io.thalweg.core.topic.TopicInfo;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/// Finds topics as one group request names them: by name, or by id since version 10.
final class TopicNames {
  private static final int FIRST_WITH_IDS = 10;

  private final TopicDirectory topics;
  private final boolean byId;
  private final Map<Long, TopicInfo> byCoreId = new HashMap<>();

  TopicNames(TopicDirectory topics, short version) {
    this.topics = topics;
    this.byId = version >= FIRST_WITH_IDS;
  }

  boolean byId() {
    return byId;
  }

  @Nullable TopicInfo find(String name, Uuid id) {
    return byId
        ? topics.identified(new UUID(id.getMostSignificantBits(), id.getLeastSignificantBits()))
        : topics.named(name);
  }

  /// The id that clients see.
  static Uuid id(TopicInfo topic) {
    UUID uuid = topic.uuid();
    return new Uuid(uuid.getMostSignificantBits(), uuid.getLeastSignificantBits());
  }

  /// All topics by the core's id, as they are when it is first asked.
  Map<Long, TopicInfo> byCoreId() {
    if (byCoreId.isEmpty()) {
      topics.all().forEach(topic -> byCoreId.put(topic.id(), topic));
    }
    return byCoreId;
  }
}
