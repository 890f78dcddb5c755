package io.thalweg.protocol.kafka.group;

import io.thalweg.core.base.Ids;
import io.thalweg.core.group.CommittedOffset;
import io.thalweg.core.group.GroupCommand.FetchOffsets;
import io.thalweg.core.group.GroupCommand.Offsets;
import io.thalweg.core.topic.TopicDirectory;
import io.thalweg.core.topic.TopicInfo;
import io.thalweg.core.turn.Problem;
import io.thalweg.core.turn.Reply;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.common.message.OffsetFetchRequestData;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestGroup;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestTopic;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestTopics;
import org.apache.kafka.common.message.OffsetFetchResponseData;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponseGroup;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponsePartition;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponsePartitions;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponseTopic;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponseTopics;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/// OffsetFetch, versions 1–10: one group, or several since version 8. Without transactions every
/// committed offset is stable. A group is answered once, and a partition once in it, however often
/// they are named: so an answer is no larger than the request and what all groups may hold.
public final class OffsetFetchHandler {
  private static final int FIRST_WITH_ERROR = 2;
  private static final int FIRST_WITH_GROUPS = 8;

  /// No partition's id.
  private static final long NOWHERE = -1;

  private final TopicNames topics;
  private final short version;

  private OffsetFetchHandler(TopicNames topics, short version) {
    this.topics = topics;
    this.version = version;
  }

  public static GroupExchange exchange(
      OffsetFetchRequestData request, short version, TopicDirectory directory) {
    TopicNames topics = new TopicNames(directory, version);
    OffsetFetchHandler handler = new OffsetFetchHandler(topics, version);
    List<OffsetFetchRequestGroup> groups =
        version >= FIRST_WITH_GROUPS ? request.groups() : List.of(single(request));
    if (groups.isEmpty()) {
      return new GroupExchange(List.of(), _ -> new OffsetFetchResponseData());
    }
    List<FetchOffsets> commands = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (OffsetFetchRequestGroup group : groups) {
      if (seen.add(group.groupId())) {
        commands.add(new FetchOffsets(group.groupId(), handler.partitions(group.topics())));
      }
    }
    return new GroupExchange(commands, replies -> handler.response(groups, replies));
  }

  /// An old request in the form of a new one.
  private static OffsetFetchRequestGroup single(OffsetFetchRequestData request) {
    OffsetFetchRequestGroup group = new OffsetFetchRequestGroup().setGroupId(request.groupId());
    if (request.topics() == null) {
      return group.setTopics(null);
    }
    for (OffsetFetchRequestTopic topic : request.topics()) {
      group
          .topics()
          .add(
              new OffsetFetchRequestTopics()
                  .setName(topic.name())
                  .setPartitionIndexes(topic.partitionIndexes()));
    }
    return group;
  }

  private @Nullable List<Long> partitions(@Nullable List<OffsetFetchRequestTopics> asked) {
    if (asked == null) {
      return null;
    }
    Set<Long> partitions = new LinkedHashSet<>();
    for (OffsetFetchRequestTopics each : asked) {
      TopicInfo topic = topics.find(each.name(), each.topicId());
      for (int index : each.partitionIndexes()) {
        if (topic != null && topic.has(index)) {
          partitions.add(topic.partition(index));
        }
      }
    }
    return List.copyOf(partitions);
  }

  private OffsetFetchResponseData response(
      List<OffsetFetchRequestGroup> groups, List<Reply> replies) {
    List<OffsetFetchResponseGroup> answers = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    Iterator<Reply> reply = replies.iterator();
    for (OffsetFetchRequestGroup group : groups) {
      answers.add(
          seen.add(group.groupId())
              ? answer(group, reply.next())
              : new OffsetFetchResponseGroup()
                  .setGroupId(group.groupId())
                  .setErrorCode(Errors.INVALID_REQUEST.code()));
    }
    OffsetFetchResponseData response = new OffsetFetchResponseData();
    return version >= FIRST_WITH_GROUPS
        ? response.setGroups(answers)
        : old(response, answers.getFirst());
  }

  private OffsetFetchResponseGroup answer(OffsetFetchRequestGroup asked, Reply reply) {
    OffsetFetchResponseGroup answer =
        new OffsetFetchResponseGroup()
            .setGroupId(asked.groupId())
            .setErrorCode(GroupErrors.code(reply.problem()));
    List<CommittedOffset> found = reply instanceof Offsets offsets ? offsets.offsets() : List.of();
    if (asked.topics() == null) {
      return answer.setTopics(all(found));
    }
    // Version 1 has no error for the whole: there it stands in each partition.
    if (reply.problem() != Problem.NONE && version >= FIRST_WITH_ERROR) {
      return answer;
    }
    Map<Long, CommittedOffset> byPartition = new HashMap<>();
    found.forEach(offset -> byPartition.put(offset.partition(), offset));
    Set<Long> seen = new HashSet<>();
    for (OffsetFetchRequestTopics each : asked.topics()) {
      answer.topics().add(topic(each, byPartition, seen, answer.errorCode()));
    }
    return answer;
  }

  private OffsetFetchResponseTopics topic(
      OffsetFetchRequestTopics asked,
      Map<Long, CommittedOffset> found,
      Set<Long> seen,
      short error) {
    OffsetFetchResponseTopics answer =
        new OffsetFetchResponseTopics().setName(asked.name()).setTopicId(asked.topicId());
    TopicInfo topic = topics.find(asked.name(), asked.topicId());
    boolean unknownId = topic == null && topics.byId();
    for (int index : asked.partitionIndexes()) {
      long known = topic != null && topic.has(index) ? topic.partition(index) : NOWHERE;
      boolean again = known != NOWHERE && !seen.add(known);
      CommittedOffset offset = again ? null : found.get(known);
      short refusal = unknownId ? Errors.UNKNOWN_TOPIC_ID.code() : error;
      answer
          .partitions()
          .add(
              partition(index, offset)
                  .setErrorCode(again ? Errors.INVALID_REQUEST.code() : refusal));
    }
    return answer;
  }

  private List<OffsetFetchResponseTopics> all(List<CommittedOffset> found) {
    Map<Long, TopicInfo> known = topics.byCoreId();
    TreeMap<Long, OffsetFetchResponseTopics> answers = new TreeMap<>();
    for (CommittedOffset offset : found) {
      TopicInfo topic = known.get(Ids.topicOf(offset.partition()));
      if (topic != null) {
        answers
            .computeIfAbsent(
                topic.id(),
                _ ->
                    new OffsetFetchResponseTopics()
                        .setName(topic.name())
                        .setTopicId(TopicNames.id(topic)))
            .partitions()
            .add(partition(Ids.indexOf(offset.partition()), offset));
      }
    }
    return new ArrayList<>(answers.values());
  }

  private static OffsetFetchResponsePartitions partition(
      int index, @Nullable CommittedOffset offset) {
    return new OffsetFetchResponsePartitions()
        .setPartitionIndex(index)
        .setCommittedOffset(offset == null ? -1 : offset.offset())
        .setCommittedLeaderEpoch(offset == null ? -1 : offset.leaderEpoch())
        .setMetadata(offset == null ? "" : offset.metadata());
  }

  private OffsetFetchResponseData old(
      OffsetFetchResponseData response, OffsetFetchResponseGroup group) {
    response.setErrorCode(group.errorCode());
    for (OffsetFetchResponseTopics topic : group.topics()) {
      OffsetFetchResponseTopic answer = new OffsetFetchResponseTopic().setName(topic.name());
      for (OffsetFetchResponsePartitions partition : topic.partitions()) {
        answer
            .partitions()
            .add(
                new OffsetFetchResponsePartition()
                    .setPartitionIndex(partition.partitionIndex())
                    .setCommittedOffset(partition.committedOffset())
                    .setCommittedLeaderEpoch(partition.committedLeaderEpoch())
                    .setMetadata(partition.metadata())
                    .setErrorCode(partition.errorCode()));
      }
      response.topics().add(answer);
    }
    return response;
  }
}
