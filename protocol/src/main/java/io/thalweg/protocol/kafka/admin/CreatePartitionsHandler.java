package io.thalweg.protocol.kafka.admin;

import io.thalweg.core.topic.TopicCommand.AddPartitions;
import io.thalweg.core.topic.TopicCommand.Changed;
import io.thalweg.core.topic.TopicDirectory;
import io.thalweg.core.topic.TopicInfo;
import io.thalweg.core.turn.Problem;
import io.thalweg.core.turn.Reply;
import io.thalweg.protocol.kafka.request.FieldLimit;
import io.thalweg.protocol.kafka.request.Handler;
import io.thalweg.protocol.kafka.request.KafkaErrors;
import io.thalweg.protocol.kafka.request.KafkaRequest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.message.CreatePartitionsRequestData;
import org.apache.kafka.common.message.CreatePartitionsRequestData.CreatePartitionsAssignment;
import org.apache.kafka.common.message.CreatePartitionsRequestData.CreatePartitionsTopic;
import org.apache.kafka.common.message.CreatePartitionsResponseData;
import org.apache.kafka.common.message.CreatePartitionsResponseData.CreatePartitionsTopicResult;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/// CreatePartitions, versions 0 to 3. Each topic grows for itself.
public final class CreatePartitionsHandler implements Handler {
  private final int nodeId;
  private final TopicDirectory topics;

  public CreatePartitionsHandler(int nodeId, TopicDirectory topics) {
    this.nodeId = nodeId;
    this.topics = topics;
  }

  @Override
  public void handle(KafkaRequest request) {
    var asked =
        new CreatePartitionsRequestData(
            request.accessor(FieldLimit.KEYED_FIELDS), request.version());
    Join join = new Join(request, new ArrayList<>(asked.topics()));
    request.onReply(join);
    Set<String> seen = new HashSet<>();
    Set<String> twice = new HashSet<>();
    for (CreatePartitionsTopic topic : join.asked) {
      if (!seen.add(topic.name())) {
        twice.add(topic.name());
      }
      join.results.add(new CreatePartitionsTopicResult().setName(topic.name()));
    }
    for (int at = 0; at < join.asked.size(); at++) {
      CreatePartitionsTopic topic = join.asked.get(at);
      TopicInfo known = topics.named(topic.name());
      if (twice.contains(topic.name())) {
        join.refuse(at, Errors.INVALID_REQUEST, "the request names this topic twice");
      } else if (known == null) {
        join.refuse(at, Errors.UNKNOWN_TOPIC_OR_PARTITION, "there is no topic of that name");
      } else if (!assignedHere(topic.assignments())) {
        String expected = "this is one broker: expected each assignment to be " + nodeId;
        join.refuse(at, Errors.INVALID_REPLICA_ASSIGNMENT, expected);
      } else {
        List<CreatePartitionsAssignment> assigned = topic.assignments();
        int more = assigned == null ? -1 : assigned.size();
        join.open++;
        request.submit(
            at, new AddPartitions(known.id(), topic.count(), more, asked.validateOnly()));
      }
    }
    join.done();
  }

  private boolean assignedHere(@Nullable List<CreatePartitionsAssignment> assignments) {
    List<Integer> here = List.of(nodeId);
    return assignments == null
        || assignments.stream().allMatch(each -> here.equals(each.brokerIds()));
  }

  private static final class Join implements KafkaRequest.Replies {
    private final KafkaRequest request;
    private final List<CreatePartitionsTopic> asked;
    private final List<CreatePartitionsTopicResult> results = new ArrayList<>();
    private int open = 1;

    Join(KafkaRequest request, List<CreatePartitionsTopic> asked) {
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
        refuse(at, why, topic == null ? why.message() : message(reply.problem(), at, topic));
      }
      done();
    }

    private String message(Problem problem, int at, TopicInfo topic) {
      int count = asked.get(at).count();
      String has = "the topic has " + topic.partitions() + " partitions";
      return switch (problem) {
        case INVALID_PARTITIONS ->
            count <= topic.partitions()
                ? "expected more, not " + count + ": " + has
                : count + " are more than a topic may have: " + has;
        case INVALID_ASSIGNMENT -> {
          List<CreatePartitionsAssignment> assigned = asked.get(at).assignments();
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
