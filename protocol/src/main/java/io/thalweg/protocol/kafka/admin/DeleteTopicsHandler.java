package io.thalweg.protocol.kafka.admin;

import io.thalweg.core.topic.TopicCommand.Delete;
import io.thalweg.core.topic.TopicDirectory;
import io.thalweg.core.topic.TopicInfo;
import io.thalweg.core.turn.Reply;
import io.thalweg.protocol.kafka.request.Handler;
import io.thalweg.protocol.kafka.request.KafkaErrors;
import io.thalweg.protocol.kafka.request.KafkaRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.DeleteTopicsRequestData;
import org.apache.kafka.common.message.DeleteTopicsRequestData.DeleteTopicState;
import org.apache.kafka.common.message.DeleteTopicsResponseData;
import org.apache.kafka.common.message.DeleteTopicsResponseData.DeletableTopicResult;
import org.apache.kafka.common.message.DeleteTopicsResponseData.DeletableTopicResultCollection;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/// DeleteTopics, versions 1 to 6, by name or by id.
public final class DeleteTopicsHandler implements Handler {
  private static final int IDS_SINCE = 6;

  private final TopicDirectory topics;

  public DeleteTopicsHandler(TopicDirectory topics) {
    this.topics = topics;
  }

  @Override
  public void handle(KafkaRequest request) {
    var asked = new DeleteTopicsRequestData(request.accessor(), request.version());
    Join join = new Join(request);
    request.onReply(join);
    if (request.version() >= IDS_SINCE) {
      for (DeleteTopicState topic : asked.topics()) {
        String name = topic.name();
        if (name == null) {
          join.delete(null, topic.topicId(), byId(topic.topicId()), Errors.UNKNOWN_TOPIC_ID);
        } else {
          join.delete(name, Uuid.ZERO_UUID, topics.named(name), UNKNOWN_NAME);
        }
      }
    } else {
      for (String name : asked.topicNames()) {
        join.delete(name, Uuid.ZERO_UUID, topics.named(name), UNKNOWN_NAME);
      }
    }
    join.done();
  }

  private static final Errors UNKNOWN_NAME = Errors.UNKNOWN_TOPIC_OR_PARTITION;

  private @Nullable TopicInfo byId(Uuid id) {
    return topics.identified(new UUID(id.getMostSignificantBits(), id.getLeastSignificantBits()));
  }

  /// Found by its identity, never by its key: the collection's time would grow beyond the square of
  /// the number of equal or colliding keys.
  private static final class Apart extends DeletableTopicResult {
    private final int own = new Object().hashCode();

    @Override
    public int hashCode() {
      return own;
    }
  }

  private static final class Join implements KafkaRequest.Replies {
    private final KafkaRequest request;
    private final List<DeletableTopicResult> results = new ArrayList<>();
    private int open = 1;

    Join(KafkaRequest request) {
      this.request = request;
    }

    void delete(@Nullable String name, Uuid id, @Nullable TopicInfo topic, Errors unknown) {
      var result = new Apart().setName(name).setTopicId(id);
      results.add(result);
      if (topic == null) {
        result.setErrorCode(unknown.code()).setErrorMessage(unknown.message());
        return;
      }
      result
          .setName(topic.name())
          .setTopicId(
              new Uuid(
                  topic.uuid().getMostSignificantBits(), topic.uuid().getLeastSignificantBits()));
      open++;
      request.submit(results.size() - 1, new Delete(topic.id()));
    }

    @Override
    public void replied(int at, Reply reply) {
      results.get(at).setErrorCode(KafkaErrors.of(reply.problem()).code());
      done();
    }

    void done() {
      if (--open == 0) {
        var topics = new DeletableTopicResultCollection(results.size());
        results.forEach(topics::mustAdd);
        request.answer(new DeleteTopicsResponseData().setResponses(topics));
      }
    }
  }
}
