package io.thalweg.protocol.kafka.group;

import io.thalweg.core.base.Opaque;
import io.thalweg.core.group.GroupCommand.Join;
import io.thalweg.core.group.GroupCommand.Joined;
import io.thalweg.core.group.GroupCommand.JoinedMember;
import io.thalweg.core.group.Member.Protocol;
import io.thalweg.core.turn.Problem;
import io.thalweg.core.turn.Reply;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.message.JoinGroupRequestData;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.message.JoinGroupResponseData.JoinGroupResponseMember;
import org.jspecify.annotations.Nullable;

/// JoinGroup, versions 0–9.
public final class JoinGroupHandler {
  private static final int FIRST_WITH_REBALANCE_TIMEOUT = 1;
  private static final int FIRST_WITH_ID_REQUIRED = 4;
  private static final int FIRST_WITH_NULL_PROTOCOL = 7;
  private static final int FIRST_WITH_SKIP = 9;

  private JoinGroupHandler() {}

  /// @param clientId as the request's header says
  /// @param host the peer's address, for people to read
  public static GroupExchange exchange(
      JoinGroupRequestData request, short version, @Nullable String clientId, String host) {
    List<Protocol> protocols = new ArrayList<>();
    for (var protocol : request.protocols()) {
      protocols.add(new Protocol(protocol.name(), new Opaque(protocol.metadata())));
    }
    boolean ownRebalance = version >= FIRST_WITH_REBALANCE_TIMEOUT;
    Join join =
        new Join(
            request.groupId(),
            request.memberId(),
            request.groupInstanceId(),
            clientId == null ? "" : clientId,
            host,
            request.sessionTimeoutMs(),
            ownRebalance ? request.rebalanceTimeoutMs() : request.sessionTimeoutMs(),
            request.protocolType(),
            protocols,
            version >= FIRST_WITH_ID_REQUIRED,
            version >= FIRST_WITH_SKIP);
    return GroupExchange.of(join, reply -> response(reply, request, version));
  }

  private static JoinGroupResponseData response(
      Reply reply, JoinGroupRequestData request, short version) {
    JoinGroupResponseData response = new JoinGroupResponseData();
    response.setErrorCode(GroupErrors.code(reply.problem()));
    response.setMemberId(reply instanceof Joined joined ? joined.memberId() : request.memberId());
    if (!(reply instanceof Joined joined) || joined.problem() != Problem.NONE) {
      return response.setProtocolName(version >= FIRST_WITH_NULL_PROTOCOL ? null : "");
    }
    for (JoinedMember member : joined.members()) {
      response
          .members()
          .add(
              new JoinGroupResponseMember()
                  .setMemberId(member.memberId())
                  .setGroupInstanceId(member.instance())
                  .setMetadata(member.metadata().bytes()));
    }
    return response
        .setGenerationId(joined.generation())
        .setProtocolType(joined.protocolType())
        .setProtocolName(joined.protocol())
        .setLeader(joined.leader())
        .setSkipAssignment(joined.skipAssignment());
  }
}
