package io.thalweg.protocol.kafka.group;

import io.thalweg.core.group.GroupCommand.Describe;
import io.thalweg.core.group.GroupCommand.Description;
import io.thalweg.core.group.GroupCommand.Descriptions;
import io.thalweg.core.group.GroupCommand.RemoveOffsets;
import io.thalweg.core.topic.TopicDirectory;
import io.thalweg.core.topic.TopicInfo;
import io.thalweg.core.turn.Problem;
import io.thalweg.core.turn.Reply;
import io.thalweg.protocol.kafka.request.Handler;
import io.thalweg.protocol.kafka.request.KafkaRequest;
import io.thalweg.protocol.kafka.request.RequestFields;
import io.thalweg.protocol.kafka.request.ResponseBody;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/// OffsetDelete, version 0 (KIP-496). What members subscribe to is told by their metadata, which
/// only Kafka's consumers understand: so the group is looked at first, and offsets are removed only
/// while its members are those that were seen. Read and written by hand: some ten thousand equal
/// keys in a collection of Kafka's own take minutes.
public final class OffsetDeleteHandler implements Handler {
  private final TopicDirectory topics;

  public OffsetDeleteHandler(TopicDirectory topics) {
    this.topics = topics;
  }

  @Override
  public void handle(KafkaRequest request) {
    RequestFields in = request.fields();
    String group = in.string();
    Removal removal = new Removal(request, in.list(() -> topic(in)));
    if (group.isEmpty()) {
      removal.refuse(Errors.INVALID_GROUP_ID);
      return;
    }
    request.onReply(removal);
    request.submit(Removal.DESCRIPTION, new Describe(List.of(group)));
  }

  private Asked topic(RequestFields in) {
    String name = in.string();
    List<Integer> partitions = in.list(in::int32);
    return new Asked(name, topics.named(name), partitions);
  }

  /// A topic of the request, and what becomes of each of its partitions.
  private static final class Asked {
    final String name;
    final @Nullable TopicInfo known;
    final List<Integer> partitions;
    final Errors[] errors;

    /// A topic that is not `known` doesn't exist.
    Asked(String name, @Nullable TopicInfo known, List<Integer> partitions) {
      this.name = name;
      this.known = known;
      this.partitions = partitions;
      this.errors = new Errors[partitions.size()];
      Arrays.fill(errors, Errors.NONE);
    }
  }

  private static final class Removal implements KafkaRequest.Replies {
    static final int DESCRIPTION = 0;

    private final KafkaRequest request;
    private final List<Asked> topics;
    private final List<Long> partitions = new ArrayList<>();
    private Errors whole = Errors.NONE;
    private int open;

    Removal(KafkaRequest request, List<Asked> topics) {
      this.request = request;
      this.topics = topics;
    }

    @Override
    public void replied(int at, Reply reply) {
      if (at > DESCRIPTION) {
        removed(reply.problem());
      } else if (reply instanceof Descriptions seen) {
        described(seen.groups().getFirst());
      } else {
        refuse(GroupErrors.of(reply.problem()));
      }
    }

    private void described(Description group) {
      boolean consumers = group.protocolType().equals(Subscriptions.CONSUMERS);
      if (group.phase() == null) {
        refuse(Errors.GROUP_ID_NOT_FOUND);
      } else if (!group.members().isEmpty() && !consumers) {
        refuse(Errors.NON_EMPTY_GROUP);
      } else {
        choose(Subscriptions.of(group));
        remove(group);
      }
    }

    /// Decides about each partition, and notes those whose offsets are to go.
    private void choose(Subscriptions subscriptions) {
      for (Asked topic : topics) {
        TopicInfo known = topic.known;
        boolean used = subscriptions.contain(topic.name);
        for (int i = 0; i < topic.errors.length; i++) {
          int index = topic.partitions.get(i);
          if (known == null || !known.has(index)) {
            topic.errors[i] = Errors.UNKNOWN_TOPIC_OR_PARTITION;
          } else if (used) {
            topic.errors[i] = Errors.GROUP_SUBSCRIBED_TO_TOPIC;
          } else {
            partitions.add(known.partition(index));
          }
        }
      }
    }

    /// Removes in several commands what is too much for one.
    private void remove(Description group) {
      List<RemoveOffsets> commands = new ArrayList<>();
      for (int from = 0; from < partitions.size(); from += RemoveOffsets.MOST_PARTITIONS) {
        int to = Math.min(partitions.size(), from + RemoveOffsets.MOST_PARTITIONS);
        List<Long> some = partitions.subList(from, to);
        commands.add(new RemoveOffsets(group.group(), group.members(), some));
      }
      open = commands.size();
      if (open == 0) {
        answer();
      }
      for (int i = 0; i < commands.size(); i++) {
        request.submit(DESCRIPTION + 1 + i, commands.get(i));
      }
    }

    /// A refusal concerns the whole group: its members have changed, or it is gone. Asking again
    /// goes on where this ended.
    private void removed(Problem problem) {
      if (problem != Problem.NONE) {
        whole = GroupErrors.of(problem);
      }
      if (--open == 0) {
        answer();
      }
    }

    void refuse(Errors why) {
      whole = why;
      answer();
    }

    /// What is refused as a whole has no topics.
    private void answer() {
      ResponseBody out = new ResponseBody(false, 64);
      out.putError(whole).putInt(0); // no throttling
      out.putLength(whole == Errors.NONE ? topics.size() : 0);
      if (whole == Errors.NONE) {
        topics.forEach(topic -> put(out, topic));
      }
      request.answer(out);
    }

    private static void put(ResponseBody out, Asked topic) {
      out.putString(topic.name).putLength(topic.errors.length);
      for (int i = 0; i < topic.errors.length; i++) {
        out.putInt(topic.partitions.get(i)).putError(topic.errors[i]);
      }
    }
  }
}
