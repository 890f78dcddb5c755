package io.thalweg.core.shard;

import io.thalweg.core.base.Check;
import io.thalweg.core.topic.TopicCommand;
import io.thalweg.core.topic.TopicDecider;
import io.thalweg.core.topic.TopicState;
import io.thalweg.core.turn.Client;
import io.thalweg.core.turn.Command;
import io.thalweg.core.turn.Restatable;
import io.thalweg.core.turn.Turn;
import java.util.List;

/// All features: routes a command to its decider, and knows each one's durable state.
final class Deciders {
  private final TopicState topicState;
  private final TopicDecider topics;

  Deciders(TopicState topicState, ShardSettings settings) {
    this.topicState = topicState;
    this.topics = new TopicDecider(topicState, settings.topics());
  }

  void bind(RecordTable records) {
    records.bind(RecordTable.TOPIC_KINDS, topicState);
  }

  /// The durable state of every feature.
  List<Restatable> states() {
    return List.of(topicState);
  }

  /// Sets the alarms that always ring.
  void start(Turn turn) {
    turn.timers().schedule(turn.nowMillis(), new TopicCommand.Retain());
  }

  void decide(Turn turn, Command command) {
    switch (command) {
      case TopicCommand topic -> topics.decide(turn, topic);
      default -> Check.that(false, "expected a command of a known feature, not " + command);
    }
  }

  /// `client` is gone: what it waits for is forgotten.
  void closed(Client client) {}
}
