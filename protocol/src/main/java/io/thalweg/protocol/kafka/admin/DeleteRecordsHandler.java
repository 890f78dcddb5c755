package io.thalweg.protocol.kafka.admin;

import io.thalweg.core.topic.TopicCommand.Trim;
import io.thalweg.core.topic.TopicCommand.Trimmed;
import io.thalweg.core.topic.TopicDirectory;
import io.thalweg.core.topic.TopicInfo;
import io.thalweg.core.turn.Reply;
import io.thalweg.protocol.kafka.request.Handler;
import io.thalweg.protocol.kafka.request.KafkaErrors;
import io.thalweg.protocol.kafka.request.KafkaRequest;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.message.DeleteRecordsRequestData;
import org.apache.kafka.common.message.DeleteRecordsRequestData.DeleteRecordsPartition;
import org.apache.kafka.common.message.DeleteRecordsRequestData.DeleteRecordsTopic;
import org.apache.kafka.common.message.DeleteRecordsResponseData;
import org.apache.kafka.common.message.DeleteRecordsResponseData.DeleteRecordsPartitionResult;
import org.apache.kafka.common.message.DeleteRecordsResponseData.DeleteRecordsTopicResult;
import org.apache.kafka.common.protocol.Errors;

/// DeleteRecords, versions 0 to 2: the starts of partitions move forward. What lies before them is
/// gone for readers at once; its files go in the background.
public final class DeleteRecordsHandler implements Handler {
  private final TopicDirectory topics;

  public DeleteRecordsHandler(TopicDirectory topics) {
    this.topics = topics;
  }

  @Override
  public void handle(KafkaRequest request) {
    var asked = new DeleteRecordsRequestData(request.accessor(), request.version());
    Join join = new Join(request);
    request.onReply(join);
    for (DeleteRecordsTopic topic : asked.topics()) {
      TopicInfo info = topics.named(topic.name());
      var result = new ApartTopic().setName(topic.name());
      join.response.topics().mustAdd(result);
      for (DeleteRecordsPartition partition : topic.partitions()) {
        int index = partition.partitionIndex();
        var each = new ApartPartition().setPartitionIndex(index).setLowWatermark(NONE);
        result.partitions().mustAdd(each);
        join.results.add(each);
        if (info == null || !info.has(index)) {
          each.setErrorCode(Errors.UNKNOWN_TOPIC_OR_PARTITION.code());
        } else {
          join.open++;
          request.submit(
              join.results.size() - 1, new Trim(info.partition(index), partition.offset()));
        }
      }
    }
    join.done();
  }

  private static final long NONE = -1;

  /// Found by its identity, never by its key: the collection's time would grow beyond the square of
  /// the number of equal or colliding keys.
  private static final class ApartTopic extends DeleteRecordsTopicResult {
    private final int own = new Object().hashCode();

    @Override
    public int hashCode() {
      return own;
    }
  }

  /// The same of a partition.
  private static final class ApartPartition extends DeleteRecordsPartitionResult {
    private final int own = new Object().hashCode();

    @Override
    public int hashCode() {
      return own;
    }
  }

  private static final class Join implements KafkaRequest.Replies {
    private final KafkaRequest request;
    private final DeleteRecordsResponseData response = new DeleteRecordsResponseData();
    private final List<DeleteRecordsPartitionResult> results = new ArrayList<>();
    private int open = 1;

    Join(KafkaRequest request) {
      this.request = request;
    }

    @Override
    public void replied(int at, Reply reply) {
      var result = results.get(at).setErrorCode(KafkaErrors.of(reply.problem()).code());
      if (reply instanceof Trimmed trimmed) {
        result.setLowWatermark(trimmed.logStart());
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
