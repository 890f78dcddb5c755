package io.thalweg.protocol.kafka.admin;

import io.thalweg.core.topic.TopicCommand;
import io.thalweg.core.topic.TopicDirectory;
import io.thalweg.core.topic.TopicInfo;
import io.thalweg.core.turn.Problem;
import io.thalweg.core.turn.Reply;
import io.thalweg.protocol.kafka.request.Endpoint;
import io.thalweg.protocol.kafka.request.Handler;
import io.thalweg.protocol.kafka.request.KafkaErrors;
import io.thalweg.protocol.kafka.request.KafkaRequest;
import io.thalweg.protocol.kafka.request.KafkaSettings;
import io.thalweg.protocol.kafka.request.LeaderEpoch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataRequestData.MetadataRequestTopic;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseBroker;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponsePartition;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseTopic;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/// Metadata, versions 0 to 13. One broker leads everything, in its first epoch.
public final class MetadataHandler implements Handler {
  private static final int AUTO_CREATE_FLAG_SINCE = 4;

  /// Versions 10 and 11 have ids in their layout, but Kafka takes none before this one.
  private static final int IDS_SINCE = 12;

  private final KafkaSettings settings;
  private final TopicDirectory topics;
  private final Endpoint endpoint;

  public MetadataHandler(KafkaSettings settings, TopicDirectory topics, Endpoint endpoint) {
    this.settings = settings;
    this.topics = topics;
    this.endpoint = endpoint;
  }

  @Override
  public void handle(KafkaRequest request) {
    var asked = new MetadataRequestData(request.accessor(), request.version());
    List<MetadataRequestTopic> wanted = asked.topics();
    boolean all = wanted == null || (request.version() == 0 && wanted.isEmpty());
    if (all) {
      var answer = answer();
      topics.all().forEach(topic -> answer.topics().add(described(topic)));
      request.answer(answer);
      return;
    }
    if (request.version() < IDS_SINCE && wanted.stream().anyMatch(MetadataHandler::isById)) {
      request.answer(refused(distinct(wanted)));
      return;
    }
    boolean create =
        settings.autoCreate()
            && (request.version() < AUTO_CREATE_FLAG_SINCE || asked.allowAutoTopicCreation());
    wanted = distinct(wanted);
    Join join = new Join(request, wanted);
    request.onReply(join);
    for (int i = 0; create && i < wanted.size(); i++) {
      String name = name(wanted.get(i));
      if (name != null && topics.named(name) == null) {
        join.open++;
        var command =
            new TopicCommand.Create(name, settings.defaultPartitions(), settings.defaults(), false);
        request.submit(i, command);
      }
    }
    join.done();
  }

  private static boolean isById(MetadataRequestTopic asked) {
    return asked.name() == null || !Uuid.ZERO_UUID.equals(asked.topicId());
  }

  private MetadataResponseData refused(List<MetadataRequestTopic> wanted) {
    var answer = answer();
    for (MetadataRequestTopic each : wanted) {
      String name = each.name() == null ? "" : each.name(); // no null before names may be missing
      short why = Errors.INVALID_REQUEST.code();
      answer.topics().add(new Apart().setErrorCode(why).setName(name).setTopicId(each.topicId()));
    }
    return answer;
  }

  /// Each topic once: a description is many times as large as a name.
  private static List<MetadataRequestTopic> distinct(List<MetadataRequestTopic> wanted) {
    Set<String> names = new HashSet<>();
    Set<Uuid> ids = new HashSet<>();
    List<MetadataRequestTopic> distinct = new ArrayList<>();
    for (MetadataRequestTopic each : wanted) {
      String name = name(each);
      if (name == null ? ids.add(each.topicId()) : names.add(name)) {
        distinct.add(each);
      }
    }
    return distinct;
  }

  /// What the topic is asked for by, or null: its id. Beside an id, clients leave the name empty.
  private static @Nullable String name(MetadataRequestTopic asked) {
    return Uuid.ZERO_UUID.equals(asked.topicId()) ? asked.name() : null;
  }

  private MetadataResponseData answer() {
    var answer =
        new MetadataResponseData()
            .setClusterId(settings.clusterId())
            .setControllerId(settings.nodeId());
    answer
        .brokers()
        .add(
            new MetadataResponseBroker()
                .setNodeId(settings.nodeId())
                .setHost(endpoint.host())
                .setPort(endpoint.port()));
    return answer;
  }

  private MetadataResponseTopic described(TopicInfo topic) {
    var answer =
        new Apart()
            .setName(topic.name())
            .setTopicId(
                new Uuid(
                    topic.uuid().getMostSignificantBits(), topic.uuid().getLeastSignificantBits()))
            .setIsInternal(false);
    List<Integer> self = List.of(settings.nodeId());
    for (int i = 0; i < topic.partitions(); i++) {
      answer
          .partitions()
          .add(
              new MetadataResponsePartition()
                  .setPartitionIndex(i)
                  .setLeaderId(settings.nodeId())
                  .setLeaderEpoch(LeaderEpoch.CURRENT)
                  .setReplicaNodes(self)
                  .setIsrNodes(self));
    }
    return answer;
  }

  /// Found by its identity, never by its key: the collection's time would grow beyond the square of
  /// the number of equal or colliding keys.
  private static final class Apart extends MetadataResponseTopic {
    private final int own = new Object().hashCode();

    @Override
    public int hashCode() {
      return own;
    }
  }

  /// Waits for the topics that are being created, then answers.
  private final class Join implements KafkaRequest.Replies {
    private final KafkaRequest request;
    private final List<MetadataRequestTopic> wanted;
    private final Map<Integer, Problem> problems = new HashMap<>();
    private int open = 1;

    Join(KafkaRequest request, List<MetadataRequestTopic> wanted) {
      this.request = request;
      this.wanted = wanted;
    }

    @Override
    public void replied(int at, Reply reply) {
      problems.put(at, reply.problem());
      done();
    }

    void done() {
      if (--open > 0) {
        return;
      }
      var answer = answer();
      for (int i = 0; i < wanted.size(); i++) {
        answer.topics().add(topic(wanted.get(i), problems.getOrDefault(i, Problem.NONE)));
      }
      request.answer(answer);
    }

    private MetadataResponseTopic topic(MetadataRequestTopic asked, Problem problem) {
      String name = name(asked);
      TopicInfo known = name == null ? byId(asked.topicId()) : topics.named(name);
      if (known != null) {
        return described(known);
      }
      boolean refused = problem != Problem.NONE && problem != Problem.TOPIC_EXISTS;
      Errors unknown = name == null ? Errors.UNKNOWN_TOPIC_ID : Errors.UNKNOWN_TOPIC_OR_PARTITION;
      Errors why = refused ? KafkaErrors.of(problem) : unknown;
      return new Apart().setErrorCode(why.code()).setName(name).setTopicId(asked.topicId());
    }

    private @Nullable TopicInfo byId(Uuid id) {
      return topics.identified(new UUID(id.getMostSignificantBits(), id.getLeastSignificantBits()));
    }
  }
}
