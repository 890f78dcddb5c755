package io.thalweg.protocol.kafka.fetch;

import io.thalweg.core.read.ReadCommand;
import io.thalweg.core.read.ReadCommand.Found;
import io.thalweg.core.read.ReadCommand.LookUp;
import io.thalweg.core.topic.TopicDirectory;
import io.thalweg.core.topic.TopicInfo;
import io.thalweg.core.turn.Problem;
import io.thalweg.core.turn.Reply;
import io.thalweg.protocol.kafka.records.OpeningBudget;
import io.thalweg.protocol.kafka.request.Handler;
import io.thalweg.protocol.kafka.request.KafkaErrors;
import io.thalweg.protocol.kafka.request.KafkaRequest;
import io.thalweg.protocol.kafka.request.LeaderEpoch;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.message.ListOffsetsRequestData;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsPartition;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsTopic;
import org.apache.kafka.common.message.ListOffsetsResponseData;
import org.apache.kafka.common.message.ListOffsetsResponseData.ListOffsetsPartitionResponse;
import org.apache.kafka.common.message.ListOffsetsResponseData.ListOffsetsTopicResponse;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/// ListOffsets, versions 1 to 11. Nothing is tiered, so there is no newest tiered offset and none
/// that waits for upload: -1, as Kafka answers without remote storage.
public final class ListOffsetsHandler implements Handler {
  private static final long EARLIEST_LOCAL = -4;
  private static final long LATEST_TIERED = -5;
  private static final long EARLIEST_PENDING_UPLOAD = -6;

  /// The first version that knows each of the special timestamps, by -1 minus the timestamp.
  private static final int[] KNOWN_SINCE = {1, 1, 7, 8, 9, 11};

  private static final int LEADER_EPOCH_SINCE = 4;

  private final TopicDirectory topics;

  public ListOffsetsHandler(TopicDirectory topics) {
    this.topics = topics;
  }

  @Override
  public void handle(KafkaRequest request) {
    var asked = new ListOffsetsRequestData(request.accessor(), request.version());
    Join join = new Join(request, repeated(asked.topics()));
    request.onReply(join);
    for (ListOffsetsTopic topic : asked.topics()) {
      TopicInfo info = topics.named(topic.name());
      var answer = new ListOffsetsTopicResponse().setName(topic.name());
      join.response.topics().add(answer);
      for (ListOffsetsPartition partition : topic.partitions()) {
        join.ask(info, partition, answer);
      }
    }
    join.done();
  }

  /// The partitions that are named more than once: each costs a search, so none of them is done.
  private Set<Long> repeated(List<ListOffsetsTopic> asked) {
    Set<Long> seen = new HashSet<>();
    Set<Long> repeated = new HashSet<>();
    for (ListOffsetsTopic each : asked) {
      TopicInfo topic = topics.named(each.name());
      for (ListOffsetsPartition partition : each.partitions()) {
        if (topic != null
            && topic.has(partition.partitionIndex())
            && !seen.add(topic.partition(partition.partitionIndex()))) {
          repeated.add(topic.partition(partition.partitionIndex()));
        }
      }
    }
    return repeated;
  }

  private static final class Join implements KafkaRequest.Replies {
    private final KafkaRequest request;
    private final Set<Long> repeated;
    private final ListOffsetsResponseData response = new ListOffsetsResponseData();
    private final List<ListOffsetsPartitionResponse> answers = new ArrayList<>();

    /// What is looked up for each answer, or null.
    private final List<@Nullable LookUp> lookUps = new ArrayList<>();

    private final OpeningBudget budget = new OpeningBudget();
    private int open = 1;

    Join(KafkaRequest request, Set<Long> repeated) {
      this.request = request;
      this.repeated = repeated;
    }

    void ask(
        @Nullable TopicInfo topic, ListOffsetsPartition partition, ListOffsetsTopicResponse into) {
      var answer =
          new ListOffsetsPartitionResponse()
              .setPartitionIndex(partition.partitionIndex())
              .setOffset(-1)
              .setTimestamp(-1);
      into.partitions().add(answer);
      answers.add(answer);
      long at = partition.timestamp();
      Errors refusal = refusal(topic, partition);
      answer.setErrorCode(refusal.code());
      boolean stored = at != LATEST_TIERED && at != EARLIEST_PENDING_UPLOAD;
      LookUp lookUp = null;
      if (topic != null && refusal == Errors.NONE && stored) {
        long wanted = at == EARLIEST_LOCAL ? ReadCommand.EARLIEST : at;
        lookUp = new LookUp(topic.partition(partition.partitionIndex()), wanted);
        open++;
        request.submit(answers.size() - 1, lookUp);
      }
      lookUps.add(lookUp);
    }

    private Errors refusal(@Nullable TopicInfo topic, ListOffsetsPartition asked) {
      if (topic == null || !topic.has(asked.partitionIndex())) {
        return Errors.UNKNOWN_TOPIC_OR_PARTITION;
      }
      if (repeated.contains(topic.partition(asked.partitionIndex()))) {
        return Errors.INVALID_REQUEST;
      }
      return isKnown(asked.timestamp())
          ? LeaderEpoch.check(asked.currentLeaderEpoch())
          : Errors.UNSUPPORTED_VERSION;
    }

    private boolean isKnown(long at) {
      return at >= 0
          || (at >= EARLIEST_PENDING_UPLOAD && request.version() >= KNOWN_SINCE[(int) (-1 - at)]);
    }

    @Override
    public void replied(int at, Reply reply) {
      ListOffsetsPartitionResponse answer = answers.get(at);
      LookUp asked = lookUps.get(at);
      answer.setErrorCode(KafkaErrors.of(reply.problem()).code());
      if (asked != null && reply instanceof Found found && found.problem() == Problem.NONE) {
        LookUp further = found(asked, found, answer);
        if (further != null) {
          lookUps.set(at, further);
          request.submit(at, further);
          return;
        }
        if (answer.offset() >= 0 && request.version() >= LEADER_EPOCH_SINCE) {
          answer.setLeaderEpoch(LeaderEpoch.CURRENT);
        }
      } else {
        answer.setOffset(-1).setTimestamp(-1);
      }
      done();
    }

    /// Puts what was found into `answer`. Returns what must be looked up then: deleted events of a
    /// batch may be all in it that reach a time, and so say nothing of those that are left.
    private @Nullable LookUp found(LookUp asked, Found found, ListOffsetsPartitionResponse answer) {
      if (found.batches() == null) {
        put(answer, found.offset(), found.timestamp());
        return null;
      }
      TimestampSearch search = new TimestampSearch(budget, found.offset(), found.timestamp());
      search.in(found.batches().view());
      if (search.isFound()) {
        put(answer, search.offset(), search.timestamp());
        return null;
      }
      if (asked.at() == ReadCommand.MAX_TIMESTAMP) {
        put(answer, search.largestOffset(), search.largestTimestamp());
      }
      return search.behind() > found.offset()
          ? new LookUp(asked.partition(), asked.at(), search.behind())
          : null;
    }

    /// Of two events that may have the largest timestamp, the one that has, or else the first.
    private static void put(ListOffsetsPartitionResponse answer, long offset, long timestamp) {
      if (answer.offset() < 0 || (offset >= 0 && timestamp > answer.timestamp())) {
        answer.setOffset(offset).setTimestamp(timestamp);
      }
    }

    void done() {
      if (--open == 0) {
        request.answer(response);
      }
    }
  }
}
