package io.thalweg.protocol.kafka.group;

import io.thalweg.core.base.Opaque;
import io.thalweg.core.group.GroupCommand.Assignment;
import io.thalweg.core.group.GroupCommand.Sync;
import io.thalweg.core.group.GroupCommand.Synced;
import io.thalweg.core.turn.Problem;
import io.thalweg.core.turn.Reply;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.message.SyncGroupRequestData;
import org.apache.kafka.common.message.SyncGroupResponseData;
import org.jspecify.annotations.Nullable;

/// SyncGroup, versions 0–5.
public final class SyncGroupHandler {
  private static final int FIRST_WITH_PROTOCOL = 5;

  private SyncGroupHandler() {}

  public static GroupExchange exchange(SyncGroupRequestData request, short version) {
    List<Assignment> assignments = new ArrayList<>();
    for (var assignment : request.assignments()) {
      Opaque what = new Opaque(assignment.assignment());
      assignments.add(new Assignment(assignment.memberId(), what));
    }
    Sync sync =
        new Sync(
            request.groupId(),
            request.memberId(),
            request.groupInstanceId(),
            request.generationId(),
            said(request.protocolType(), version),
            said(request.protocolName(), version),
            assignments);
    return GroupExchange.of(sync, SyncGroupHandler::response);
  }

  /// Since version 5 a member must say it; nothing is then no group's.
  private static @Nullable String said(@Nullable String what, short version) {
    if (version < FIRST_WITH_PROTOCOL) {
      return null;
    }
    return what == null ? "" : what;
  }

  private static SyncGroupResponseData response(Reply reply) {
    SyncGroupResponseData response = new SyncGroupResponseData();
    response.setErrorCode(GroupErrors.code(reply.problem()));
    if (reply instanceof Synced synced && synced.problem() == Problem.NONE) {
      response
          .setProtocolType(synced.protocolType())
          .setProtocolName(synced.protocol())
          .setAssignment(synced.assignment().bytes());
    }
    return response;
  }
}
