package io.thalweg.core.shard;

import io.thalweg.core.base.Check;
import io.thalweg.core.exchange.ExchangeCommand;
import io.thalweg.core.exchange.ExchangeDecider;
import io.thalweg.core.exchange.ExchangeState;
import io.thalweg.core.exchange.QueueNames;
import io.thalweg.core.group.GroupCommand;
import io.thalweg.core.group.GroupDecider;
import io.thalweg.core.group.GroupState;
import io.thalweg.core.group.GroupView;
import io.thalweg.core.topic.IdsAdvanced;
import io.thalweg.core.topic.TopicCommand;
import io.thalweg.core.topic.TopicDecider;
import io.thalweg.core.topic.TopicState;
import io.thalweg.core.turn.Client;
import io.thalweg.core.turn.Command;
import io.thalweg.core.turn.Restatable;
import io.thalweg.core.turn.Turn;
import java.util.List;
import java.util.function.LongPredicate;
import java.util.function.ToLongFunction;

/// All features: routes a command to its decider, and knows each one's durable state.
final class Deciders {
  /// There are no queues yet.
  private static final QueueNames NO_QUEUES = (_, _) -> QueueNames.NONE;

  private final TopicState topicState;
  private final ExchangeState exchangeState = new ExchangeState();
  private final GroupState groupState;
  private final TopicDecider topics;
  private final ExchangeDecider exchanges;
  private final GroupDecider groups;

  Deciders(TopicState topicState, ShardSettings settings) {
    LongPredicate exists = partition -> topicState.partition(partition) != null;
    this.topicState = topicState;
    this.groupState = new GroupState(exists);
    ToLongFunction<Turn> ids = turn -> IdsAdvanced.take(turn, topicState);
    this.topics = new TopicDecider(topicState, settings.topics());
    this.exchanges = new ExchangeDecider(exchangeState, settings.exchanges(), NO_QUEUES, ids);
    this.groups = new GroupDecider(groupState, settings.groups(), ids, exists);
  }

  void bind(RecordTable records) {
    records.bind(RecordTable.TOPIC_KINDS, topicState);
    records.bind(RecordTable.EXCHANGE_KINDS, exchangeState);
    records.bind(RecordTable.GROUP_KINDS, groupState);
  }

  /// Groups, to be looked at.
  GroupView groups() {
    return groupState;
  }

  /// The durable state of every feature.
  List<Restatable> states() {
    return List.of(topicState, exchangeState, groupState);
  }

  /// Sets the alarms that always ring.
  void start(Turn turn) {
    turn.timers().schedule(turn.nowMillis(), new TopicCommand.Retain());
    turn.timers().schedule(turn.nowMillis(), new GroupCommand.Opened());
    turn.timers().schedule(turn.nowMillis(), new ExchangeCommand.Opened());
  }

  void decide(Turn turn, Command command) {
    switch (command) {
      case TopicCommand topic -> topics.decide(turn, topic);
      case ExchangeCommand exchange -> exchanges.decide(turn, exchange);
      case GroupCommand group -> groups.decide(turn, group);
      default -> Check.that(false, "expected a command of a known feature, not " + command);
    }
  }

  /// `client` is gone: what it waits for is forgotten.
  void closed(Turn turn, Client client) {
    groups.clientGone(turn, client);
  }
}
