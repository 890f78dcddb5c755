package io.thalweg.protocol.kafka.produce;

import io.thalweg.core.topic.TopicCommand.Appended;
import io.thalweg.core.turn.Problem;
import io.thalweg.core.turn.Reply;
import io.thalweg.protocol.kafka.request.KafkaErrors;
import io.thalweg.protocol.kafka.request.KafkaRequest;
import io.thalweg.protocol.kafka.request.ResponseBody;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/// Joins the replies to one Produce request by count, and answers it.
final class Produced implements KafkaRequest.Replies {
  private static final int LOG_START_SINCE = 5;
  private static final int RECORD_ERRORS_SINCE = 8;
  private static final int BYTES_PER_PARTITION = 48;

  /// Partitions in one request: what is remembered of each takes more than its bytes.
  private static final int MAX_PARTITIONS = 100_000;

  private static final class Topic {
    private final byte @Nullable [] name;
    private final @Nullable UUID uuid;
    private final int firstPartition;

    Topic(byte @Nullable [] name, @Nullable UUID uuid, int firstPartition) {
      this.name = name;
      this.uuid = uuid;
      this.firstPartition = firstPartition;
    }
  }

  private final KafkaRequest request;
  private final boolean silent;
  private Topic[] topics = new Topic[1];
  private int topicCount;
  private int[] index = new int[4];
  private Errors[] error = new Errors[4];
  private long[] baseOffset = new long[4];
  private long[] logStart = new long[4];
  private long[] stampedMillis = new long[4];
  private final Map<Integer, KeyCheck.Refusal> explanations = new HashMap<>(0);
  private int partitionCount;
  private int open = 1;
  private Errors refusal = Errors.NONE;
  private @Nullable Errors failed;

  Produced(KafkaRequest request, short acks) {
    this.request = request;
    this.silent = acks == 0;
  }

  /// Everything in the request is refused.
  void refuse(Errors why) {
    refusal = why;
  }

  Errors refusal() {
    return refusal;
  }

  void topic(UUID uuid) {
    add(new Topic(null, uuid, partitionCount));
  }

  void topic(byte[] name) {
    add(new Topic(name, null, partitionCount));
  }

  private void add(Topic topic) {
    if (topicCount == MAX_PARTITIONS) {
      throw new IllegalArgumentException("expected at most " + MAX_PARTITIONS + " topics");
    }
    if (topicCount == topics.length) {
      topics = Arrays.copyOf(topics, topicCount * 2);
    }
    topics[topicCount++] = topic;
  }

  /// One more partition, refused at once unless `why` is NONE; returns its number.
  int partition(int partitionIndex, Errors why) {
    if (partitionCount == MAX_PARTITIONS) {
      throw new IllegalArgumentException("expected at most " + MAX_PARTITIONS + " partitions");
    }
    if (partitionCount == index.length) {
      index = Arrays.copyOf(index, partitionCount * 2);
      error = Arrays.copyOf(error, partitionCount * 2);
      baseOffset = Arrays.copyOf(baseOffset, partitionCount * 2);
      logStart = Arrays.copyOf(logStart, partitionCount * 2);
      stampedMillis = Arrays.copyOf(stampedMillis, partitionCount * 2);
    }
    int at = partitionCount++;
    index[at] = partitionIndex;
    baseOffset[at] = -1;
    logStart[at] = -1;
    stampedMillis[at] = -1;
    fail(at, why);
    if (why == Errors.NONE) {
      open++;
    }
    return at;
  }

  /// Says more of a partition that was refused at once.
  void explain(int at, KeyCheck.Refusal refused) {
    explanations.put(at, refused);
  }

  private void fail(int at, Errors why) {
    error[at] = why;
    failed = why == Errors.NONE ? failed : why;
  }

  @Override
  public void replied(int at, Reply reply) {
    if (reply.problem() != Problem.NONE) {
      fail(at, KafkaErrors.of(reply.problem()));
    }
    if (reply.problem() == Problem.DISK_FULL && explanations.isEmpty()) {
      String message = KafkaErrors.message(Problem.DISK_FULL); // once is enough
      explanations.put(at, new KeyCheck.Refusal(Errors.NOT_ENOUGH_REPLICAS, message, List.of()));
    }
    if (reply instanceof Appended appended) {
      baseOffset[at] = appended.baseOffset();
      logStart[at] = appended.logStart();
      stampedMillis[at] = appended.stampedMillis();
    }
    submitted();
  }

  /// One thing less to wait for: the decoding, or a reply.
  void submitted() {
    if (--open > 0) {
      return;
    }
    Errors why = failed;
    if (!silent) {
      request.answer(body());
    } else if (why == null) {
      request.answerNothing();
    } else {
      request.close("a produce request without acknowledgement failed: " + why);
    }
  }

  private ResponseBody body() {
    int version = request.version();
    boolean flexible = version >= ProduceHandler.FLEXIBLE_SINCE;
    int expected = 64 + 48 * topicCount + BYTES_PER_PARTITION * partitionCount;
    ResponseBody out = new ResponseBody(flexible, expected);
    out.putLength(topicCount);
    for (int t = 0; t < topicCount; t++) {
      Topic topic = topics[t];
      if (topic.uuid != null) {
        out.putUuid(topic.uuid);
      } else if (topic.name != null) {
        out.putUtf8(topic.name);
      }
      int end = t + 1 < topicCount ? topics[t + 1].firstPartition : partitionCount;
      out.putLength(end - topic.firstPartition);
      for (int at = topic.firstPartition; at < end; at++) {
        putPartition(out, version, at);
      }
      out.putNoTags();
    }
    return out.putInt(0).putNoTags();
  }

  private void putPartition(ResponseBody out, int version, int at) {
    out.putInt(index[at]).putError(error[at]).putLong(baseOffset[at]).putLong(stampedMillis[at]);
    if (version >= LOG_START_SINCE) {
      out.putLong(logStart[at]);
    }
    if (version >= RECORD_ERRORS_SINCE) {
      putExplanation(out, explanations.get(at));
    }
    out.putNoTags();
  }

  private static void putExplanation(ResponseBody out, KeyCheck.@Nullable Refusal refused) {
    if (refused == null) {
      out.putLength(0).putNullString();
      return;
    }
    out.putLength(refused.events().size());
    for (int event : refused.events()) {
      out.putInt(event).putNullString().putNoTags();
    }
    out.putString(refused.message());
  }
}
