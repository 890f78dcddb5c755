package io.thalweg.protocol.kafka.fetch;

import io.thalweg.core.read.ReadCommand.Fetch;
import io.thalweg.core.read.ReadCommand.Wanted;
import io.thalweg.core.topic.TopicDirectory;
import io.thalweg.core.topic.TopicInfo;
import io.thalweg.protocol.kafka.fetch.FetchSession.Asked;
import io.thalweg.protocol.kafka.request.Handler;
import io.thalweg.protocol.kafka.request.KafkaRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.apache.kafka.common.message.FetchRequestData.FetchTopic;
import org.apache.kafka.common.message.FetchRequestData.ForgottenTopic;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/// Fetch, versions 4 to 18, with fetch sessions (KIP-227) that live as long as their connection.
public final class FetchHandler implements Handler {
  static final int TOPIC_IDS_SINCE = 13;
  static final int SESSIONS_SINCE = 7;

  /// Partitions that a session remembers at most; who asks for more has none, and says all each
  /// time.
  private static final int MAX_SESSION_PARTITIONS = 20_000;

  private static final int FIRST = 0;
  private static final int NO_SESSION = -1;

  private final TopicDirectory topics;
  private final int maxBytes;
  private @Nullable FetchSession session;
  private int nextSession = 1;

  /// Answers of at most `maxBytes`, the first batch excepted.
  public FetchHandler(TopicDirectory topics, int maxBytes) {
    this.topics = topics;
    this.maxBytes = maxBytes;
  }

  @Override
  public void handle(KafkaRequest request) {
    FetchRequestData data = new FetchRequestData(request.accessor(), request.version());
    boolean sessionless = request.version() < SESSIONS_SINCE || data.sessionEpoch() == NO_SESSION;
    boolean byId = request.version() >= TOPIC_IDS_SINCE;
    if (sessionless || data.sessionEpoch() == FIRST) {
      boolean kept = !sessionless && partitions(data) <= MAX_SESSION_PARTITIONS;
      FetchSession fresh = new FetchSession(kept ? nextSession++ : 0, byId);
      update(fresh, data);
      session = kept ? fresh : null;
      fetch(request, data, fresh, true);
      return;
    }
    FetchSession known = session;
    if (known == null || known.id() != data.sessionId()) {
      refuse(request, Errors.FETCH_SESSION_ID_NOT_FOUND);
    } else if (known.byId() != byId) {
      refuse(request, Errors.FETCH_SESSION_TOPIC_ID_ERROR);
    } else if (!known.next(data.sessionEpoch())) {
      refuse(request, Errors.INVALID_FETCH_SESSION_EPOCH);
    } else {
      update(known, data);
      if (known.partitions().size() > MAX_SESSION_PARTITIONS) {
        session = null;
        refuse(request, Errors.FETCH_SESSION_ID_NOT_FOUND);
      } else {
        fetch(request, data, known, false);
      }
    }
  }

  private static int partitions(FetchRequestData data) {
    int partitions = 0;
    for (FetchTopic topic : data.topics()) {
      partitions += topic.partitions().size();
    }
    return partitions;
  }

  private static void refuse(KafkaRequest request, Errors why) {
    request.answer(new FetchAnswer(request.version(), 0, why).body(List.of()));
  }

  private void update(FetchSession into, FetchRequestData data) {
    for (ForgottenTopic topic : data.forgottenTopicsData()) {
      for (int partition : topic.partitions()) {
        into.forget(topic.topic(), uuid(topic.topicId()), partition);
      }
    }
    for (FetchTopic topic : data.topics()) {
      UUID uuid = uuid(topic.topicId());
      for (FetchPartition partition : topic.partitions()) {
        into.put(topic.topic(), uuid, partition);
      }
    }
  }

  private static UUID uuid(org.apache.kafka.common.Uuid id) {
    return new UUID(id.getMostSignificantBits(), id.getLeastSignificantBits());
  }

  private void fetch(KafkaRequest request, FetchRequestData data, FetchSession from, boolean full) {
    List<Asked> asked = new ArrayList<>(from.partitions());
    List<Wanted> wanted = new ArrayList<>(asked.size());
    boolean failed = false;
    for (Asked each : asked) {
      TopicInfo topic = topic(request.version(), each);
      each.resolve(topic, request.version() >= TOPIC_IDS_SINCE);
      if (each.refusal() == Errors.NONE && topic != null) {
        long partition = topic.partition(each.index());
        wanted.add(new Wanted(partition, each.offset(), Math.max(0, each.maxBytes())));
      } else {
        failed = true;
      }
    }
    int wait = failed || wanted.isEmpty() ? 0 : Math.max(0, data.maxWaitMs());
    int limit = Math.clamp(data.maxBytes(), 0, maxBytes);
    FetchAnswer answer = new FetchAnswer(request.version(), from.id(), Errors.NONE);
    request.onReply(
        (_, reply) -> request.answer(answer.body(from, asked, reply, full, request.spare())));
    request.submit(0, new Fetch(wanted, Math.max(0, data.minBytes()), limit, wait));
  }

  private @Nullable TopicInfo topic(short version, Asked asked) {
    return version >= TOPIC_IDS_SINCE
        ? topics.identified(asked.uuid())
        : topics.named(asked.topic());
  }
}
