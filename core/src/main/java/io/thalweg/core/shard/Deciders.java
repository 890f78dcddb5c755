package io.thalweg.core.shard;

import io.thalweg.core.access.AccessCommand;
import io.thalweg.core.access.AccessDecider;
import io.thalweg.core.access.AccessState;
import io.thalweg.core.access.DurableAccess;
import io.thalweg.core.base.Check;
import io.thalweg.core.exchange.ExchangeCommand;
import io.thalweg.core.exchange.ExchangeDecider;
import io.thalweg.core.exchange.ExchangeState;
import io.thalweg.core.exchange.Router;
import io.thalweg.core.group.GroupCommand;
import io.thalweg.core.group.GroupDecider;
import io.thalweg.core.group.GroupState;
import io.thalweg.core.group.GroupView;
import io.thalweg.core.publish.PublishCommand;
import io.thalweg.core.publish.PublishCommand.Publish;
import io.thalweg.core.publish.PublishDecider;
import io.thalweg.core.queue.QueueCommand;
import io.thalweg.core.queue.QueueState;
import io.thalweg.core.queue.deliver.QueueDecider;
import io.thalweg.core.queue.manage.ManageCommand;
import io.thalweg.core.queue.source.OlderEvents;
import io.thalweg.core.topic.IdsAdvanced;
import io.thalweg.core.topic.TopicCommand;
import io.thalweg.core.topic.TopicDecider;
import io.thalweg.core.topic.TopicState;
import io.thalweg.core.turn.Client;
import io.thalweg.core.turn.Command;
import io.thalweg.core.turn.Problem;
import io.thalweg.core.turn.Reply;
import io.thalweg.core.turn.Restatable;
import io.thalweg.core.turn.Turn;
import java.util.List;
import java.util.function.LongPredicate;
import java.util.function.ToLongFunction;

/// All features: routes a command to its decider, and knows each one's durable state.
final class Deciders {
  private final TopicState topicState;
  private final ExchangeState exchangeState = new ExchangeState();
  private final QueueState queueState = new QueueState();
  private final AccessState accessState;
  private final GroupState groupState;
  private final TopicDecider topics;
  private final ExchangeDecider exchanges;
  private final QueueDecider queues;
  private final AccessDecider access;
  private final PublishDecider publishes;
  private final GroupDecider groups;

  /// For somebody who only replays.
  Deciders(TopicState topicState, ShardSettings settings) {
    this(
        topicState,
        new AccessState(new DurableAccess(), (_, _) -> {}),
        settings,
        (_, _, _, _) -> false);
  }

  /// @param reads reads older events
  Deciders(
      TopicState topicState, AccessState accessState, ShardSettings settings, OlderEvents reads) {
    LongPredicate exists = partition -> topicState.partition(partition) != null;
    this.topicState = topicState;
    this.accessState = accessState;
    this.groupState = new GroupState(exists);
    ToLongFunction<Turn> ids = turn -> IdsAdvanced.take(turn, topicState);
    this.topics = new TopicDecider(topicState, settings.topics());
    this.queues =
        new QueueDecider(
            queueState,
            settings.queues(),
            new QueueDecider.Surroundings(
                topicState, ids, accessState::has, reads, settings.codecs(), settings.headers()));
    this.exchanges = new ExchangeDecider(exchangeState, settings.exchanges(), queues, ids);
    this.access = new AccessDecider(accessState, settings.access(), ids, Deciders::removeContents);
    Router router = new Router(exchangeState, queueState);
    this.publishes = new PublishDecider(router, queues, topicState);
    queues.deadLettersBy(publishes);
    this.groups = new GroupDecider(groupState, settings.groups(), ids, exists);
  }

  /// What is in a namespace goes with it: queues bit by bit, and after a start those that are left.
  private static void removeContents(Turn turn, long namespace) {
    turn.then(new ExchangeCommand.NamespaceRemoved(namespace));
    turn.timers().schedule(turn.nowMillis(), new QueueCommand.NamespaceRemoved(namespace));
  }

  void bind(RecordTable records) {
    records.bind(RecordTable.TOPIC_KINDS, topicState);
    records.bind(RecordTable.EXCHANGE_KINDS, exchangeState);
    records.bind(RecordTable.QUEUE_KINDS, queueState);
    records.bind(RecordTable.ACCESS_KINDS, accessState);
    records.bind(RecordTable.GROUP_KINDS, groupState);
  }

  /// Groups, to be looked at.
  GroupView groups() {
    return groupState;
  }

  /// The durable state of every feature.
  List<Restatable> states() {
    return List.of(topicState, exchangeState, queueState, accessState, groupState);
  }

  /// Sets the alarms that always ring.
  void start(Turn turn) {
    queues.opened();
    turn.timers().schedule(turn.nowMillis(), new AccessCommand.Opened());
    turn.timers().schedule(turn.nowMillis(), new TopicCommand.Retain());
    turn.timers().schedule(turn.nowMillis(), new GroupCommand.Opened());
    turn.timers().schedule(turn.nowMillis(), new ExchangeCommand.Opened());
    turn.timers().schedule(turn.nowMillis(), new QueueCommand.Opened(0));
  }

  /// An upper bound of the journal bytes that [#decide] may write next for `command`.
  int journalBytes(Command command) {
    return command instanceof Publish publish
        ? publishes.journalBytes(publish)
        : command.journalBytes();
  }

  /// Whether [#decide] has left something of `command`, which needs room of its own.
  boolean goesOn(Command command) {
    return command instanceof Publish && publishes.goesOn();
  }

  /// Answers that there is no room for `command`.
  void refuse(Turn turn, Command command, Problem why) {
    if (command instanceof Publish) {
      publishes.refuse(turn, why);
    } else {
      turn.reply(new Reply.Done(why));
    }
  }

  void decide(Turn turn, Command command) {
    switch (command) {
      case TopicCommand topic -> topics.decide(turn, topic);
      case ExchangeCommand exchange -> exchanges.decide(turn, exchange);
      case QueueCommand queue -> queues.decide(turn, queue);
      case ManageCommand manage -> queues.decide(turn, manage);
      case AccessCommand asked -> access.decide(turn, asked);
      case PublishCommand publish -> publishes.decide(turn, publish);
      case GroupCommand group -> groups.decide(turn, group);
      default -> Check.that(false, "expected a command of a known feature, not " + command);
    }
  }

  /// `client` is gone: what it waits for is forgotten.
  void closed(Turn turn, Client client) {
    groups.clientGone(turn, client);
    queues.clientGone(turn, client);
  }

  /// Queues, whose deliveries are no commands.
  QueueDecider queues() {
    return queues;
  }
}
