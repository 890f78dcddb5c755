package io.thalweg.protocol.kafka.group;

import io.thalweg.core.base.Opaque;
import io.thalweg.core.group.GroupCommand.Join;
import io.thalweg.core.group.GroupCommand.Joined;
import io.thalweg.core.group.GroupCommand.JoinedMember;
import io.thalweg.core.group.Member.Protocol;
import io.thalweg.core.turn.Problem;
import io.thalweg.core.turn.Reply;
import io.thalweg.protocol.kafka.request.RequestFields;
import java.util.List;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.message.JoinGroupResponseData.JoinGroupResponseMember;
import org.jspecify.annotations.Nullable;

/// JoinGroup, versions 0–9.
public final class JoinGroupHandler {
  private static final int FIRST_WITH_REBALANCE_TIMEOUT = 1;
  private static final int FIRST_WITH_ID_REQUIRED = 4;
  private static final int FIRST_WITH_INSTANCE = 5;
  private static final int FIRST_WITH_NULL_PROTOCOL = 7;
  private static final int FIRST_WITH_REASON = 8;
  private static final int FIRST_WITH_SKIP = 9;

  private JoinGroupHandler() {}

  /// @param clientId as the request's header says
  /// @param host the peer's address, for people to read
  public static GroupExchange exchange(
      RequestFields request, @Nullable String clientId, String host) {
    Join join = read(request, clientId == null ? "" : clientId, host);
    return GroupExchange.of(join, reply -> response(reply, join.memberId(), request.version()));
  }

  private static Join read(RequestFields in, String clientId, String host) {
    int version = in.version();
    String group = in.string();
    int sessionMillis = in.int32();
    int rebalanceMillis = version >= FIRST_WITH_REBALANCE_TIMEOUT ? in.int32() : sessionMillis;
    String memberId = in.string();
    String instance = version >= FIRST_WITH_INSTANCE ? in.stringOrNull() : null;
    String protocolType = in.string();
    List<Protocol> protocols = in.list(() -> protocol(in));
    if (version >= FIRST_WITH_REASON) {
      in.stringOrNull(); // why it joins, for people
    }
    in.end();
    return new Join(
        group,
        memberId,
        instance,
        clientId,
        host,
        sessionMillis,
        rebalanceMillis,
        protocolType,
        protocols,
        version >= FIRST_WITH_ID_REQUIRED,
        version >= FIRST_WITH_SKIP);
  }

  private static Protocol protocol(RequestFields in) {
    Protocol protocol = new Protocol(in.string(), new Opaque(in.bytes()));
    in.end();
    return protocol;
  }

  private static JoinGroupResponseData response(Reply reply, String memberId, short version) {
    JoinGroupResponseData response = new JoinGroupResponseData();
    response.setErrorCode(GroupErrors.code(reply.problem()));
    response.setMemberId(reply instanceof Joined joined ? joined.memberId() : memberId);
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
