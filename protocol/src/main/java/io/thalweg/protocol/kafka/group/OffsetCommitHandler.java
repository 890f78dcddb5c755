package io.thalweg.protocol.kafka.group;

import io.thalweg.core.group.GroupCommand.CommitOffsets;
import io.thalweg.core.group.GroupCommand.Committed;
import io.thalweg.core.group.GroupCommand.Position;
import io.thalweg.core.topic.TopicDirectory;
import io.thalweg.core.topic.TopicInfo;
import io.thalweg.core.turn.Problem;
import io.thalweg.core.turn.Reply;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestPartition;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestTopic;
import org.apache.kafka.common.message.OffsetCommitResponseData;
import org.apache.kafka.common.message.OffsetCommitResponseData.OffsetCommitResponsePartition;
import org.apache.kafka.common.message.OffsetCommitResponseData.OffsetCommitResponseTopic;
import org.apache.kafka.common.protocol.Errors;

/// OffsetCommit, versions 2–10. A commit too large for one journal entry is given in several
/// commands; a retention time (versions 2–4) is the broker's, not the client's.
public final class OffsetCommitHandler {
  /// Journal bytes of one command.
  private static final int LARGEST_COMMAND = 512 * 1024;

  /// Longest metadata that is worth handing on: what is longer is refused anyway.
  private static final int LONGEST_METADATA = 64 * 1024;

  private final OffsetCommitRequestData request;
  private final TopicNames topics;
  private final OffsetCommitResponseData response = new OffsetCommitResponseData();

  /// For each position, where its result goes.
  private final List<List<OffsetCommitResponsePartition>> results = new ArrayList<>();

  private final List<CommitOffsets> commands = new ArrayList<>();
  private List<Position> positions = new ArrayList<>();
  private List<OffsetCommitResponsePartition> slots = new ArrayList<>();
  private int bytes;

  private OffsetCommitHandler(OffsetCommitRequestData request, TopicNames topics) {
    this.request = request;
    this.topics = topics;
  }

  public static GroupExchange exchange(
      OffsetCommitRequestData request, short version, TopicDirectory topics) {
    OffsetCommitHandler handler = new OffsetCommitHandler(request, new TopicNames(topics, version));
    for (OffsetCommitRequestTopic topic : request.topics()) {
      handler.add(topic);
    }
    if (!handler.positions.isEmpty() || handler.commands.isEmpty()) {
      handler.close();
    }
    return new GroupExchange(handler.commands, handler::response);
  }

  private void add(OffsetCommitRequestTopic asked) {
    TopicInfo topic = topics.find(asked.name(), asked.topicId());
    Errors unknown = topics.byId() ? Errors.UNKNOWN_TOPIC_ID : Errors.UNKNOWN_TOPIC_OR_PARTITION;
    OffsetCommitResponseTopic answer =
        new OffsetCommitResponseTopic().setName(asked.name()).setTopicId(asked.topicId());
    response.topics().add(answer);
    for (OffsetCommitRequestPartition partition : asked.partitions()) {
      OffsetCommitResponsePartition slot =
          new OffsetCommitResponsePartition().setPartitionIndex(partition.partitionIndex());
      answer.partitions().add(slot);
      if (topic == null) {
        slot.setErrorCode(unknown.code());
      } else if (!topic.has(partition.partitionIndex())) {
        slot.setErrorCode(Errors.UNKNOWN_TOPIC_OR_PARTITION.code());
      } else {
        add(topic.partition(partition.partitionIndex()), partition, slot);
      }
    }
  }

  private void add(
      long partition, OffsetCommitRequestPartition asked, OffsetCommitResponsePartition slot) {
    String metadata = asked.committedMetadata() == null ? "" : asked.committedMetadata();
    if (metadata.length() > LONGEST_METADATA) {
      slot.setErrorCode(Errors.OFFSET_METADATA_TOO_LARGE.code());
      return;
    }
    int epoch = asked.committedLeaderEpoch();
    Position position = new Position(partition, asked.committedOffset(), epoch, metadata);
    if (bytes + position.journalBytes() > LARGEST_COMMAND) {
      close();
    }
    positions.add(position);
    slots.add(slot);
    bytes += position.journalBytes();
  }

  private void close() {
    commands.add(
        new CommitOffsets(
            request.groupId(),
            request.memberId(),
            request.groupInstanceId(),
            request.generationIdOrMemberEpoch(),
            positions));
    results.add(slots);
    positions = new ArrayList<>();
    slots = new ArrayList<>();
    bytes = 0;
  }

  private OffsetCommitResponseData response(List<Reply> replies) {
    for (int i = 0; i < replies.size(); i++) {
      List<OffsetCommitResponsePartition> concerned = results.get(i);
      for (int j = 0; j < concerned.size(); j++) {
        concerned.get(j).setErrorCode(GroupErrors.code(problem(replies.get(i), j)));
      }
    }
    return response;
  }

  private static Problem problem(Reply reply, int index) {
    boolean each = reply instanceof Committed && reply.problem() == Problem.NONE;
    return each && reply instanceof Committed committed
        ? committed.problems().get(index)
        : reply.problem();
  }
}
