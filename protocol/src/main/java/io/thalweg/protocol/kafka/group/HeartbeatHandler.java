package io.thalweg.protocol.kafka.group;

import io.thalweg.core.group.GroupCommand.Heartbeat;
import org.apache.kafka.common.message.HeartbeatRequestData;
import org.apache.kafka.common.message.HeartbeatResponseData;

/// Heartbeat, versions 0–4.
public final class HeartbeatHandler {
  private HeartbeatHandler() {}

  public static GroupExchange exchange(HeartbeatRequestData request) {
    Heartbeat heartbeat =
        new Heartbeat(
            request.groupId(),
            request.memberId(),
            request.groupInstanceId(),
            request.generationId());
    return GroupExchange.of(
        heartbeat,
        reply -> new HeartbeatResponseData().setErrorCode(GroupErrors.code(reply.problem())));
  }
}
