package io.thalweg.protocol.kafka.admin;

import io.thalweg.core.topic.TopicCommand.Create;
import io.thalweg.core.topic.TopicCommand.Created;
import io.thalweg.core.topic.TopicInfo;
import io.thalweg.core.topic.TopicSettings;
import io.thalweg.core.turn.Problem;
import io.thalweg.core.turn.Reply;
import io.thalweg.protocol.kafka.request.FieldLimit;
import io.thalweg.protocol.kafka.request.Handler;
import io.thalweg.protocol.kafka.request.KafkaErrors;
import io.thalweg.protocol.kafka.request.KafkaRequest;
import io.thalweg.protocol.kafka.request.KafkaSettings;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopic;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopicConfig;
import org.apache.kafka.common.message.CreateTopicsResponseData;
import org.apache.kafka.common.message.CreateTopicsResponseData.CreatableTopicConfigs;
import org.apache.kafka.common.message.CreateTopicsResponseData.CreatableTopicResult;
import org.apache.kafka.common.protocol.Errors;

/// CreateTopics, versions 2 to 7. Each topic is created for itself.
public final class CreateTopicsHandler implements Handler {
  private static final byte TOPIC_CONFIG = 1;
  private static final byte DEFAULT_CONFIG = 5;

  private final KafkaSettings settings;

  public CreateTopicsHandler(KafkaSettings settings) {
    this.settings = settings;
  }

  @Override
  public void handle(KafkaRequest request) {
    var asked =
        new CreateTopicsRequestData(request.accessor(FieldLimit.KEYED_FIELDS), request.version());
    Join join = new Join(request);
    request.onReply(join);
    Set<String> seen = new HashSet<>();
    Set<String> twice = new HashSet<>();
    for (CreatableTopic topic : asked.topics()) {
      if (!seen.add(topic.name())) {
        twice.add(topic.name());
      }
    }
    for (CreatableTopic topic : asked.topics()) {
      var result = join.add(topic.name());
      if (twice.contains(topic.name())) {
        fail(result, Errors.INVALID_REQUEST, "the request names this topic twice");
      } else {
        create(join, topic, result, asked.validateOnly());
      }
    }
    join.done();
  }

  private void create(
      Join join, CreatableTopic topic, CreatableTopicResult result, boolean validateOnly) {
    int partitions = topic.numPartitions();
    if (!topic.assignments().isEmpty()) {
      partitions = topic.assignments().size();
    } else if (topic.replicationFactor() != 1 && topic.replicationFactor() != -1) {
      fail(result, Errors.INVALID_REPLICATION_FACTOR, "this is one broker: expected 1 or -1");
      return;
    }
    partitions = partitions == -1 ? settings.defaultPartitions() : partitions;
    TopicSettings configured = settings.defaults();
    try {
      for (CreatableTopicConfig config : topic.configs()) {
        configured = TopicSetting.named(config.name()).with(configured, config.value());
      }
    } catch (IllegalArgumentException e) {
      fail(result, Errors.INVALID_CONFIG, String.valueOf(e.getMessage()));
      return;
    }
    join.submit(new Create(topic.name(), partitions, configured, validateOnly));
  }

  private static void fail(CreatableTopicResult result, Errors why, String message) {
    result.setErrorCode(why.code()).setErrorMessage(message);
    result.setTopicConfigErrorCode(Errors.NONE.code());
  }

  /// Found by its identity, never by its key: the collection's time would grow beyond the square of
  /// the number of equal or colliding keys.
  private static final class Apart extends CreatableTopicResult {
    private final int own = new Object().hashCode();

    @Override
    public int hashCode() {
      return own;
    }
  }

  private final class Join implements KafkaRequest.Replies {
    private final KafkaRequest request;
    private final List<CreatableTopicResult> results = new ArrayList<>();
    private int open = 1;

    Join(KafkaRequest request) {
      this.request = request;
    }

    CreatableTopicResult add(String name) {
      var result = new Apart().setName(name);
      results.add(result);
      return result;
    }

    void submit(Create command) {
      open++;
      request.submit(results.size() - 1, command);
    }

    @Override
    public void replied(int at, Reply reply) {
      CreatableTopicResult result = results.get(at);
      Errors why = KafkaErrors.of(reply.problem());
      if (reply.problem() != Problem.NONE) {
        fail(result, why, why.message());
      } else if (reply instanceof Created created && created.topic() != null) {
        describe(result, created.topic());
      }
      done();
    }

    private void describe(CreatableTopicResult result, TopicInfo topic) {
      result
          .setTopicId(
              new Uuid(
                  topic.uuid().getMostSignificantBits(), topic.uuid().getLeastSignificantBits()))
          .setNumPartitions(topic.partitions())
          .setReplicationFactor((short) 1);
      for (TopicSetting setting : TopicSetting.values()) {
        boolean own = setting.isOwn(topic.settings(), settings.defaults());
        result
            .configs()
            .add(
                new CreatableTopicConfigs()
                    .setName(setting.key())
                    .setValue(setting.value(topic.settings()))
                    .setConfigSource(own ? TOPIC_CONFIG : DEFAULT_CONFIG));
      }
    }

    void done() {
      if (--open == 0) {
        var answer = new CreateTopicsResponseData();
        results.forEach(answer.topics()::mustAdd);
        request.answer(answer);
      }
    }
  }
}
