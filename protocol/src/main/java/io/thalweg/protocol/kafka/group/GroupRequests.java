package io.thalweg.protocol.kafka.group;

import io.thalweg.core.group.GroupCommand;
import io.thalweg.core.turn.Reply;
import io.thalweg.protocol.kafka.request.Handler;
import io.thalweg.protocol.kafka.request.KafkaRequest;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/// Handles one API of groups: gives the commands of its exchange, gathers the replies in order,
/// answers.
public final class GroupRequests implements Handler {
  private final Function<KafkaRequest, GroupExchange> exchanges;

  /// `exchanges` decodes a request into what it asks.
  public GroupRequests(Function<KafkaRequest, GroupExchange> exchanges) {
    this.exchanges = exchanges;
  }

  @Override
  public void handle(KafkaRequest request) {
    GroupExchange exchange = exchanges.apply(request);
    List<? extends GroupCommand> commands = exchange.commands();
    if (commands.isEmpty()) {
      request.answer(exchange.answer().apply(List.of()));
      return;
    }
    Reply[] replies = new Reply[commands.size()];
    int[] open = {commands.size()};
    request.onReply(
        (at, reply) -> {
          replies[at] = reply;
          if (--open[0] == 0) {
            request.answer(exchange.answer().apply(Arrays.asList(replies)));
          }
        });
    for (int i = 0; i < replies.length; i++) {
      request.submit(i, commands.get(i));
    }
  }
}
