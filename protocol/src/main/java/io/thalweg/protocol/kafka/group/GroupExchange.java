package io.thalweg.protocol.kafka.group;

import io.thalweg.core.group.GroupCommand;
import io.thalweg.core.turn.Reply;
import java.util.List;
import java.util.function.Function;
import org.apache.kafka.common.protocol.ApiMessage;

/// What one request asks the core, and how its response follows.
///
/// @param commands to be given in this order; none if nothing is asked
/// @param answer the response, from one reply for each command in that order
public record GroupExchange(
    List<? extends GroupCommand> commands, Function<List<Reply>, ApiMessage> answer) {
  static GroupExchange of(GroupCommand command, Function<Reply, ApiMessage> answer) {
    return new GroupExchange(List.of(command), replies -> answer.apply(replies.getFirst()));
  }
}
