package io.thalweg.protocol.kafka.group;

import io.thalweg.core.group.GroupCommand.Leave;
import io.thalweg.core.group.GroupCommand.Leaver;
import io.thalweg.core.group.GroupCommand.Left;
import io.thalweg.core.turn.Problem;
import io.thalweg.core.turn.Reply;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.message.LeaveGroupRequestData;
import org.apache.kafka.common.message.LeaveGroupResponseData;
import org.apache.kafka.common.message.LeaveGroupResponseData.MemberResponse;

/// LeaveGroup, versions 0–5: one member, or several since version 3.
public final class LeaveGroupHandler {
  private static final int FIRST_WITH_SEVERAL = 3;

  /// Most members of one request: a group has a tenth, and each is looked for among all of them.
  private static final int MOST_LEAVERS = 10_000;

  private LeaveGroupHandler() {}

  public static GroupExchange exchange(LeaveGroupRequestData request, short version) {
    List<Leaver> leavers = new ArrayList<>();
    if (version < FIRST_WITH_SEVERAL) {
      leavers.add(new Leaver(request.memberId(), null));
    }
    if (request.members().size() > MOST_LEAVERS) {
      throw new IllegalArgumentException("expected at most " + MOST_LEAVERS + " members");
    }
    for (var member : request.members()) {
      leavers.add(new Leaver(member.memberId(), member.groupInstanceId()));
    }
    Leave leave = new Leave(request.groupId(), leavers);
    return GroupExchange.of(leave, reply -> response(leave, reply, version));
  }

  private static LeaveGroupResponseData response(Leave leave, Reply reply, short version) {
    LeaveGroupResponseData response = new LeaveGroupResponseData();
    response.setErrorCode(GroupErrors.code(reply.problem()));
    if (!(reply instanceof Left left) || left.problem() != Problem.NONE) {
      return response;
    }
    if (version < FIRST_WITH_SEVERAL) {
      return response.setErrorCode(GroupErrors.code(left.problems().getFirst()));
    }
    for (int i = 0; i < leave.leavers().size(); i++) {
      Leaver leaver = leave.leavers().get(i);
      response
          .members()
          .add(
              new MemberResponse()
                  .setMemberId(leaver.memberId())
                  .setGroupInstanceId(leaver.instance())
                  .setErrorCode(GroupErrors.code(left.problems().get(i))));
    }
    return response;
  }
}
