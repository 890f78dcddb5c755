package io.thalweg.protocol.kafka.admin;

import io.thalweg.core.topic.TopicCommand.AddPartitions;
import io.thalweg.core.topic.TopicCommand.Changed;
import io.thalweg.core.topic.TopicDirectory;
import io.thalweg.core.topic.TopicInfo;
import io.thalweg.core.turn.Problem;
import io.thalweg.core.turn.Reply;
import io.thalweg.protocol.kafka.request.Handler;
import io.thalweg.protocol.kafka.request.KafkaErrors;
import io.thalweg.protocol.kafka.request.KafkaRequest;
import io.thalweg.protocol.kafka.request.RequestFields;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.message.CreatePartitionsResponseData;
import org.apache.kafka.common.message.CreatePartitionsResponseData.CreatePartitionsTopicResult;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/// CreatePartitions, versions 0 to 3. Each topic grows for itself.
public final class CreatePartitionsHandler implements Handler {
  /// What is asked for, read by hand.
  record Asked(List<Growth> topics, boolean validateOnly) {
    static Asked read(RequestFields in) {
      List<Growth> topics = in.list(() -> Growth.read(in));
      in.int32(); // nothing here takes long enough for a timeout
      boolean validateOnly = in.bool();
      in.end();
      return new Asked(topics, validateOnly);
    }
  }

  /// How many partitions a topic is to have.
  ///
  /// @param assignments brokers of each new partition, or null
  record Growth(String name, int count, @Nullable List<List<Integer>> assignments) {
    static Growth read(RequestFields in) {
      String name = in.string();
      int count = in.int32();
      List<List<Integer>> assignments = in.listOrNull(() -> brokers(in));
      in.end();
      return new Growth(name, count, assignments);
    }

    private static List<Integer> brokers(RequestFields in) {
      List<Integer> brokers = in.list(in::int32);
      in.end();
      return brokers;
    }
  }

  private final int nodeId;
  private final TopicDirectory topics;

  public CreatePartitionsHandler(int nodeId, TopicDirectory topics) {
    this.nodeId = nodeId;
    this.topics = topics;
  }

  @Override
  public void handle(KafkaRequest request) {
    Asked asked = Asked.read(request.fields());
    Join join = new Join(request, asked.topics);
    request.onReply(join);
    Set<String> twice = Repeated.names(join.asked, Growth::name);
    for (Growth topic : join.asked) {
      join.results.add(new CreatePartitionsTopicResult().setName(topic.name));
    }
    for (int at = 0; at < join.asked.size(); at++) {
      Growth topic = join.asked.get(at);
      TopicInfo known = topics.named(topic.name);
      if (twice.contains(topic.name)) {
        join.refuse(at, Errors.INVALID_REQUEST, "the request names this topic twice");
      } else if (known == null) {
        join.refuse(at, Errors.UNKNOWN_TOPIC_OR_PARTITION, "there is no topic of that name");
      } else if (!assignedHere(topic.assignments)) {
        String expected = "this is one broker: expected each assignment to be " + nodeId;
        join.refuse(at, Errors.INVALID_REPLICA_ASSIGNMENT, expected);
      } else {
        int more = topic.assignments == null ? -1 : topic.assignments.size();
        join.open++;
        request.submit(at, new AddPartitions(known.id(), topic.count, more, asked.validateOnly));
      }
    }
    join.done();
  }

  private boolean assignedHere(@Nullable List<List<Integer>> assignments) {
    List<Integer> here = List.of(nodeId);
    return assignments == null || assignments.stream().allMatch(here::equals);
  }

  private static final class Join implements KafkaRequest.Replies {
    private final KafkaRequest request;
    private final List<Growth> asked;
    private final List<CreatePartitionsTopicResult> results = new ArrayList<>();
    private int open = 1;

    Join(KafkaRequest request, List<Growth> asked) {
      this.request = request;
      this.asked = asked;
    }

    void refuse(int at, Errors why, String message) {
      results.get(at).setErrorCode(why.code()).setErrorMessage(message);
    }

    @Override
    public void replied(int at, Reply reply) {
      if (reply.problem() != Problem.NONE) {
        Errors why = KafkaErrors.of(reply.problem());
        TopicInfo topic = reply instanceof Changed changed ? changed.topic() : null;
        String plain = KafkaErrors.message(reply.problem());
        refuse(at, why, topic == null ? plain : message(reply.problem(), at, topic));
      }
      done();
    }

    private String message(Problem problem, int at, TopicInfo topic) {
      int count = asked.get(at).count;
      String has = "the topic has " + topic.partitions() + " partitions";
      return switch (problem) {
        case INVALID_PARTITIONS ->
            count <= topic.partitions()
                ? "expected more, not " + count + ": " + has
                : count + " are more than a topic may have: " + has;
        case INVALID_ASSIGNMENT -> {
          List<List<Integer>> assigned = asked.get(at).assignments;
          int found = assigned == null ? 0 : assigned.size();
          int expected = count - topic.partitions();
          yield "expected " + expected + " assignments, not " + found + ": " + has;
        }
        case LIMIT_REACHED -> count + " are more than the broker has room for: " + has;
        default -> KafkaErrors.of(problem).message();
      };
    }

    void done() {
      if (--open == 0) {
        request.answer(new CreatePartitionsResponseData().setResults(results));
      }
    }
  }
}
