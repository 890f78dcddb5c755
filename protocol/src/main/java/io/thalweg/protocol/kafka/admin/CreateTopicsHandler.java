package io.thalweg.protocol.kafka.admin;

import io.thalweg.core.topic.TopicCommand.Create;
import io.thalweg.core.topic.TopicCommand.Created;
import io.thalweg.core.topic.TopicInfo;
import io.thalweg.core.topic.TopicSettings;
import io.thalweg.core.turn.Problem;
import io.thalweg.core.turn.Reply;
import io.thalweg.protocol.kafka.request.Handler;
import io.thalweg.protocol.kafka.request.KafkaErrors;
import io.thalweg.protocol.kafka.request.KafkaRequest;
import io.thalweg.protocol.kafka.request.KafkaSettings;
import io.thalweg.protocol.kafka.request.RequestFields;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.CreateTopicsResponseData;
import org.apache.kafka.common.message.CreateTopicsResponseData.CreatableTopicConfigs;
import org.apache.kafka.common.message.CreateTopicsResponseData.CreatableTopicResult;
import org.apache.kafka.common.message.CreateTopicsResponseData.CreatableTopicResultCollection;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/// CreateTopics, versions 2 to 7. Each topic is created for itself.
public final class CreateTopicsHandler implements Handler {
  private static final byte TOPIC_CONFIG = 1;
  private static final byte DEFAULT_CONFIG = 5;

  /// What is asked for, read by hand.
  record Asked(List<Topic> topics, boolean validateOnly) {
    static Asked read(RequestFields in) {
      List<Topic> topics = in.list(() -> Topic.read(in));
      in.int32(); // nothing here takes long enough for a timeout
      boolean validateOnly = in.bool();
      in.end();
      return new Asked(topics, validateOnly);
    }
  }

  /// A topic to create.
  ///
  /// @param partitions -1: as many as the broker's default, or as are assigned
  record Topic(
      String name,
      int partitions,
      short replicationFactor,
      List<Assignment> assignments,
      List<Config> configs) {
    static Topic read(RequestFields in) {
      String name = in.string();
      int partitions = in.int32();
      short factor = in.int16();
      List<Assignment> assignments = in.list(() -> Assignment.read(in));
      List<Config> configs = in.list(() -> Config.read(in));
      in.end();
      return new Topic(name, partitions, factor, assignments, configs);
    }
  }

  /// The brokers that are to have one partition.
  record Assignment(int partition, List<Integer> brokers) {
    static Assignment read(RequestFields in) {
      int partition = in.int32();
      List<Integer> brokers = in.list(in::int32);
      in.end();
      return new Assignment(partition, brokers);
    }
  }

  /// A setting of a topic.
  record Config(String name, @Nullable String value) {
    static Config read(RequestFields in) {
      Config config = new Config(in.string(), in.stringOrNull());
      in.end();
      return config;
    }
  }

  private final KafkaSettings settings;

  public CreateTopicsHandler(KafkaSettings settings) {
    this.settings = settings;
  }

  @Override
  public void handle(KafkaRequest request) {
    Asked asked = Asked.read(request.fields());
    Join join = new Join(request);
    request.onReply(join);
    Set<String> twice = Repeated.names(asked.topics, Topic::name);
    for (Topic topic : asked.topics) {
      var result = join.add(topic.name);
      if (twice.contains(topic.name)) {
        fail(result, Errors.INVALID_REQUEST, "the request names this topic twice");
      } else {
        create(join, topic, result, asked.validateOnly);
      }
    }
    join.done();
  }

  private void create(Join join, Topic topic, CreatableTopicResult result, boolean validateOnly) {
    int partitions = topic.partitions;
    if (!topic.assignments.isEmpty()) {
      partitions = topic.assignments.size();
      if (!assignedHere(topic.assignments)) {
        String expected =
            "this is one broker: expected each partition from 0 on, assigned to "
                + settings.nodeId();
        fail(result, Errors.INVALID_REPLICA_ASSIGNMENT, expected);
        return;
      }
    } else if (topic.replicationFactor != 1 && topic.replicationFactor != -1) {
      fail(result, Errors.INVALID_REPLICATION_FACTOR, "this is one broker: expected 1 or -1");
      return;
    }
    partitions = partitions == -1 ? settings.defaultPartitions() : partitions;
    TopicSettings configured = settings.defaults();
    try {
      for (Config config : topic.configs) {
        configured = TopicSetting.named(config.name).with(configured, config.value);
      }
      TopicSetting.checked(configured);
    } catch (IllegalArgumentException e) {
      fail(result, Errors.INVALID_CONFIG, String.valueOf(e.getMessage()));
      return;
    }
    join.submit(new Create(topic.name, partitions, configured, validateOnly));
  }

  /// Whether each partition from 0 on is assigned, once, to this broker only.
  private boolean assignedHere(List<Assignment> assignments) {
    List<Integer> here = List.of(settings.nodeId());
    BitSet assigned = new BitSet(assignments.size());
    for (Assignment each : assignments) {
      if (each.partition < 0
          || each.partition >= assignments.size()
          || assigned.get(each.partition)
          || !here.equals(each.brokers)) {
        return false;
      }
      assigned.set(each.partition);
    }
    return true;
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
        fail(result, why, KafkaErrors.message(reply.problem()));
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
        var topics = new CreatableTopicResultCollection(results.size());
        results.forEach(topics::mustAdd);
        request.answer(new CreateTopicsResponseData().setTopics(topics));
      }
    }
  }
}
