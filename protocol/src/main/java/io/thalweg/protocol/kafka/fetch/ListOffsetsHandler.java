package io.thalweg.protocol.kafka.fetch;

import io.thalweg.core.read.ReadCommand;
import io.thalweg.core.read.ReadCommand.Found;
import io.thalweg.core.read.ReadCommand.LookUp;
import io.thalweg.core.topic.TopicDirectory;
import io.thalweg.core.topic.TopicInfo;
import io.thalweg.core.turn.Problem;
import io.thalweg.core.turn.Reply;
import io.thalweg.protocol.kafka.request.Handler;
import io.thalweg.protocol.kafka.request.KafkaErrors;
import io.thalweg.protocol.kafka.request.KafkaRequest;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.message.ListOffsetsRequestData;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsPartition;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsTopic;
import org.apache.kafka.common.message.ListOffsetsResponseData;
import org.apache.kafka.common.message.ListOffsetsResponseData.ListOffsetsPartitionResponse;
import org.apache.kafka.common.message.ListOffsetsResponseData.ListOffsetsTopicResponse;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/// ListOffsets, versions 1 to 11.
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
    Join join = new Join(request);
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

  private static final class Join implements KafkaRequest.Replies {
    private final KafkaRequest request;
    private final ListOffsetsResponseData response = new ListOffsetsResponseData();
    private final List<ListOffsetsPartitionResponse> answers = new ArrayList<>();
    private int open = 1;

    Join(KafkaRequest request) {
      this.request = request;
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
      if (topic == null || !topic.has(partition.partitionIndex())) {
        answer.setErrorCode(Errors.UNKNOWN_TOPIC_OR_PARTITION.code());
      } else if (!isKnown(at)) {
        answer.setErrorCode(Errors.UNSUPPORTED_VERSION.code());
      } else if (at != LATEST_TIERED && at != EARLIEST_PENDING_UPLOAD) {
        open++;
        long wanted = at == EARLIEST_LOCAL ? ReadCommand.EARLIEST : at;
        request.submit(
            answers.size() - 1, new LookUp(topic.partition(partition.partitionIndex()), wanted));
      }
    }

    private boolean isKnown(long at) {
      return at >= 0
          || (at >= EARLIEST_PENDING_UPLOAD && request.version() >= KNOWN_SINCE[(int) (-1 - at)]);
    }

    @Override
    public void replied(int at, Reply reply) {
      ListOffsetsPartitionResponse answer = answers.get(at);
      answer.setErrorCode(KafkaErrors.of(reply.problem()).code());
      if (reply instanceof Found found && found.problem() == Problem.NONE) {
        if (found.batches() == null) {
          answer.setOffset(found.offset()).setTimestamp(found.timestamp());
        } else {
          TimestampSearch.find(found.batches().view(), found.timestamp(), answer);
        }
        if (answer.offset() >= 0 && request.version() >= LEADER_EPOCH_SINCE) {
          answer.setLeaderEpoch(0);
        }
      }
      done();
    }

    void done() {
      if (--open == 0) {
        request.answer(response);
      }
    }
  }
}
