package io.thalweg.protocol.kafka.produce;

import io.thalweg.core.topic.TopicCommand;
import io.thalweg.core.topic.TopicDirectory;
import io.thalweg.core.topic.TopicInfo;
import io.thalweg.protocol.kafka.request.Handler;
import io.thalweg.protocol.kafka.request.KafkaRequest;
import io.thalweg.protocol.kafka.request.WireReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/// Produce, versions 3 to 13, decoded in place: each partition's batch is lent to the shard in one
/// append.
public final class ProduceHandler implements Handler {
  static final int FLEXIBLE_SINCE = 9;
  static final int TOPIC_IDS_SINCE = 13;

  private static final int ALL = -1;

  private final TopicDirectory topics;

  /// The name asked for last, and its topic: most requests of a connection go to few topics.
  private byte[] lastName = new byte[0];

  private @Nullable TopicInfo lastTopic;

  /// That of the request in hand, once it has come to a compacted topic.
  private @Nullable KeyCheck keys;

  public ProduceHandler(TopicDirectory topics) {
    this.topics = topics;
  }

  @Override
  public void handle(KafkaRequest request) {
    ByteBuffer in = request.body();
    boolean flexible = request.version() >= FLEXIBLE_SINCE;
    boolean transactional = WireReader.length(in, flexible, false) >= 0;
    if (transactional) {
      request.close("transactions are not supported");
      return;
    }
    short acks = in.getShort();
    in.getInt();
    keys = null;
    Produced produced = new Produced(request, acks);
    request.onReply(produced);
    if (acks != 0 && acks != 1 && acks != ALL) {
      produced.refuse(Errors.INVALID_REQUIRED_ACKS);
    }
    int topicCount = WireReader.length(in, flexible, true);
    for (int i = 0; i < topicCount; i++) {
      topic(request, in, produced);
    }
    produced.submitted();
  }

  private void topic(KafkaRequest request, ByteBuffer in, Produced produced) {
    boolean flexible = request.version() >= FLEXIBLE_SINCE;
    TopicInfo topic;
    if (request.version() >= TOPIC_IDS_SINCE) {
      UUID uuid = new UUID(in.getLong(), in.getLong());
      topic = topics.identified(uuid);
      produced.topic(uuid);
    } else {
      topic = named(in, flexible);
      produced.topic(lastName);
    }
    int partitions = WireReader.length(in, flexible, true);
    for (int i = 0; i < partitions; i++) {
      partition(request, in, topic, produced);
    }
    WireReader.skipTags(in, flexible);
  }

  private @Nullable TopicInfo named(ByteBuffer in, boolean flexible) {
    int length = Math.max(0, WireReader.length(in, flexible, false));
    int at = in.position();
    WireReader.skip(in, length);
    boolean same =
        lastName.length == length && in.slice(at, length).equals(ByteBuffer.wrap(lastName));
    TopicInfo topic = lastTopic;
    if (same && topic != null && topics.identified(topic.uuid()) == topic) {
      return topic;
    }
    byte[] name = new byte[length];
    in.get(at, name);
    lastName = name;
    lastTopic = topics.named(new String(name, StandardCharsets.UTF_8));
    return lastTopic;
  }

  private void partition(
      KafkaRequest request, ByteBuffer in, @Nullable TopicInfo topic, Produced produced) {
    boolean flexible = request.version() >= FLEXIBLE_SINCE;
    int index = in.getInt();
    int bytes = WireReader.length(in, flexible, true);
    int from = in.position();
    WireReader.skip(in, Math.max(0, bytes));
    int next = in.position();
    Errors refusal = refusal(request, topic, index, bytes, produced);
    KeyCheck.Refusal keyless = refusal == Errors.NONE ? keyless(in, from, bytes, topic) : null;
    int at = produced.partition(index, keyless == null ? refusal : keyless.why());
    if (keyless != null) {
      produced.explain(at, keyless);
    } else if (refusal == Errors.NONE && topic != null) {
      int limit = in.limit();
      in.limit(next).position(from);
      request.submit(at, new TopicCommand.Append(topic.partition(index), in));
      in.limit(limit).position(next);
    }
    WireReader.skipTags(in, flexible);
  }

  private KeyCheck.@Nullable Refusal keyless(
      ByteBuffer in, int at, int bytes, @Nullable TopicInfo topic) {
    if (topic == null || !topic.settings().cleanup().compacts()) {
      return null;
    }
    KeyCheck check = keys;
    if (check == null) {
      check = new KeyCheck();
      keys = check;
    }
    return check.refusal(in, at, bytes, topic.settings().maxBatchBytes());
  }

  private static Errors refusal(
      KafkaRequest request, @Nullable TopicInfo topic, int index, int bytes, Produced produced) {
    if (produced.refusal() != Errors.NONE) {
      return produced.refusal();
    }
    if (topic == null) {
      return request.version() >= TOPIC_IDS_SINCE
          ? Errors.UNKNOWN_TOPIC_ID
          : Errors.UNKNOWN_TOPIC_OR_PARTITION;
    }
    if (!topic.has(index)) {
      return Errors.UNKNOWN_TOPIC_OR_PARTITION;
    }
    return bytes <= 0 ? Errors.INVALID_RECORD : Errors.NONE;
  }
}
