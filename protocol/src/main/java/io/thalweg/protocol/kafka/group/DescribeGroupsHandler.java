package io.thalweg.protocol.kafka.group;

import io.thalweg.core.group.Group.Phase;
import io.thalweg.core.group.GroupCommand.Describe;
import io.thalweg.core.group.GroupCommand.Description;
import io.thalweg.core.group.GroupCommand.Descriptions;
import io.thalweg.core.group.Member;
import io.thalweg.core.turn.Reply;
import java.util.List;
import org.apache.kafka.common.message.DescribeGroupsRequestData;
import org.apache.kafka.common.message.DescribeGroupsResponseData;
import org.apache.kafka.common.message.DescribeGroupsResponseData.DescribedGroup;
import org.apache.kafka.common.message.DescribeGroupsResponseData.DescribedGroupMember;
import org.apache.kafka.common.protocol.Errors;

/// DescribeGroups, versions 0–6. A group is answered once, however often it is named: so an answer
/// is no larger than what all groups may hold. Which operations are authorized isn't known.
public final class DescribeGroupsHandler {
  private static final int FIRST_WITH_UNKNOWN = 6;

  private DescribeGroupsHandler() {}

  public static GroupExchange exchange(DescribeGroupsRequestData request, short version) {
    List<String> groups = request.groups().stream().distinct().toList();
    return GroupExchange.of(new Describe(groups), reply -> response(groups, reply, version));
  }

  private static DescribeGroupsResponseData response(
      List<String> groups, Reply reply, short version) {
    DescribeGroupsResponseData response = new DescribeGroupsResponseData();
    if (reply instanceof Descriptions descriptions) {
      for (Description group : descriptions.groups()) {
        response.groups().add(group.phase() == null ? unknown(group, version) : known(group));
      }
    } else {
      short refused = GroupErrors.code(reply.problem());
      groups.forEach(
          group ->
              response.groups().add(new DescribedGroup().setGroupId(group).setErrorCode(refused)));
    }
    return response;
  }

  /// Before version 6 there is no error for it.
  private static DescribedGroup unknown(Description group, short version) {
    DescribedGroup answer =
        new DescribedGroup().setGroupId(group.group()).setGroupState(GroupPhases.name(null));
    return version < FIRST_WITH_UNKNOWN
        ? answer
        : answer
            .setErrorCode(Errors.GROUP_ID_NOT_FOUND.code())
            .setErrorMessage("Group " + group.group() + " not found.");
  }

  /// Protocol, subscriptions and assignments are those of a generation: without one that stands,
  /// they are left out, as Kafka does.
  private static DescribedGroup known(Description group) {
    boolean stable = group.phase() == Phase.STABLE;
    DescribedGroup answer =
        new DescribedGroup()
            .setGroupId(group.group())
            .setGroupState(GroupPhases.name(group.phase()))
            .setProtocolType(group.protocolType())
            .setProtocolData(stable ? group.protocol() : "");
    for (Member member : group.members()) {
      DescribedGroupMember described =
          new DescribedGroupMember()
              .setMemberId(member.id())
              .setGroupInstanceId(member.instance())
              .setClientId(member.clientId())
              .setClientHost(member.host());
      if (stable) {
        described
            .setMemberMetadata(member.metadata(group.protocol()).bytes())
            .setMemberAssignment(member.assignment().bytes());
      }
      answer.members().add(described);
    }
    return answer;
  }
}
