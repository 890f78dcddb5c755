package io.thalweg.protocol.kafka.request;

import java.util.Collection;
import java.util.function.ToIntFunction;
import org.apache.kafka.common.message.ApiVersionsResponseData;
import org.apache.kafka.common.message.CreatePartitionsResponseData;
import org.apache.kafka.common.message.CreatePartitionsResponseData.CreatePartitionsTopicResult;
import org.apache.kafka.common.message.CreateTopicsResponseData;
import org.apache.kafka.common.message.CreateTopicsResponseData.CreatableTopicResult;
import org.apache.kafka.common.message.DeleteGroupsResponseData;
import org.apache.kafka.common.message.DeleteGroupsResponseData.DeletableGroupResult;
import org.apache.kafka.common.message.DeleteRecordsResponseData;
import org.apache.kafka.common.message.DeleteTopicsResponseData;
import org.apache.kafka.common.message.DeleteTopicsResponseData.DeletableTopicResult;
import org.apache.kafka.common.message.DescribeClientQuotasResponseData;
import org.apache.kafka.common.message.DescribeClusterResponseData;
import org.apache.kafka.common.message.DescribeConfigsResponseData;
import org.apache.kafka.common.message.DescribeConfigsResponseData.DescribeConfigsResult;
import org.apache.kafka.common.message.DescribeGroupsResponseData;
import org.apache.kafka.common.message.DescribeGroupsResponseData.DescribedGroup;
import org.apache.kafka.common.message.DescribeLogDirsResponseData;
import org.apache.kafka.common.message.DescribeProducersResponseData;
import org.apache.kafka.common.message.FindCoordinatorResponseData;
import org.apache.kafka.common.message.FindCoordinatorResponseData.Coordinator;
import org.apache.kafka.common.message.HeartbeatResponseData;
import org.apache.kafka.common.message.InitProducerIdResponseData;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.message.LeaveGroupResponseData;
import org.apache.kafka.common.message.LeaveGroupResponseData.MemberResponse;
import org.apache.kafka.common.message.ListConfigResourcesResponseData;
import org.apache.kafka.common.message.ListGroupsResponseData;
import org.apache.kafka.common.message.ListOffsetsResponseData;
import org.apache.kafka.common.message.ListOffsetsResponseData.ListOffsetsPartitionResponse;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseTopic;
import org.apache.kafka.common.message.OffsetCommitResponseData;
import org.apache.kafka.common.message.OffsetCommitResponseData.OffsetCommitResponsePartition;
import org.apache.kafka.common.message.OffsetFetchResponseData;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponseGroup;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponsePartition;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponsePartitions;
import org.apache.kafka.common.message.SyncGroupResponseData;
import org.apache.kafka.common.protocol.ApiMessage;

/// The error that a generated answer is counted under: its own, or else the first in its lists.
final class FirstError {
  private FirstError() {}

  /// The error's code; 0 if there is none.
  static short of(ApiMessage answer) {
    int code =
        switch (answer) {
          case HeartbeatResponseData a -> a.errorCode();
          case JoinGroupResponseData a -> a.errorCode();
          case SyncGroupResponseData a -> a.errorCode();
          case InitProducerIdResponseData a -> a.errorCode();
          case ApiVersionsResponseData a -> a.errorCode();
          case DescribeClusterResponseData a -> a.errorCode();
          case LeaveGroupResponseData a ->
              own(a.errorCode(), a.members(), MemberResponse::errorCode);
          case FindCoordinatorResponseData a ->
              own(a.errorCode(), a.coordinators(), Coordinator::errorCode);
          case MetadataResponseData a ->
              own(a.errorCode(), a.topics(), MetadataResponseTopic::errorCode);
          case CreateTopicsResponseData a -> first(a.topics(), CreatableTopicResult::errorCode);
          case DeleteTopicsResponseData a -> first(a.responses(), DeletableTopicResult::errorCode);
          case DescribeConfigsResponseData a ->
              first(a.results(), DescribeConfigsResult::errorCode);
          case ListOffsetsResponseData a ->
              first(
                  a.topics(), t -> first(t.partitions(), ListOffsetsPartitionResponse::errorCode));
          case OffsetCommitResponseData a ->
              first(
                  a.topics(), t -> first(t.partitions(), OffsetCommitResponsePartition::errorCode));
          case OffsetFetchResponseData a -> ofOffsets(a);
          default -> ofAdministration(answer);
        };
    return (short) code;
  }

  private static int ofAdministration(ApiMessage answer) {
    return switch (answer) {
      case ListGroupsResponseData a -> a.errorCode();
      case ListConfigResourcesResponseData a -> a.errorCode();
      case DescribeClientQuotasResponseData a -> a.errorCode();
      case DescribeGroupsResponseData a -> first(a.groups(), DescribedGroup::errorCode);
      case DeleteGroupsResponseData a -> first(a.results(), DeletableGroupResult::errorCode);
      case CreatePartitionsResponseData a ->
          first(a.results(), CreatePartitionsTopicResult::errorCode);
      case DescribeLogDirsResponseData a -> own(a.errorCode(), a.results(), r -> r.errorCode());
      case DeleteRecordsResponseData a ->
          first(a.topics(), t -> first(t.partitions(), p -> p.errorCode()));
      case DescribeProducersResponseData a ->
          first(a.topics(), t -> first(t.partitions(), p -> p.errorCode()));
      default -> 0;
    };
  }

  /// Several groups since version 8, one before.
  private static int ofOffsets(OffsetFetchResponseData answer) {
    int code =
        own(
            answer.errorCode(),
            answer.topics(),
            t -> first(t.partitions(), OffsetFetchResponsePartition::errorCode));
    return code != 0 ? code : first(answer.groups(), FirstError::ofGroup);
  }

  private static int ofGroup(OffsetFetchResponseGroup group) {
    return own(
        group.errorCode(),
        group.topics(),
        t -> first(t.partitions(), OffsetFetchResponsePartitions::errorCode));
  }

  private static <T> int own(short code, Collection<T> parts, ToIntFunction<? super T> codes) {
    return code != 0 ? code : first(parts, codes);
  }

  private static <T> int first(Collection<T> parts, ToIntFunction<? super T> codes) {
    for (T part : parts) {
      int code = codes.applyAsInt(part);
      if (code != 0) {
        return code;
      }
    }
    return 0;
  }
}
