package io.thalweg.core.turn;

import io.thalweg.core.base.Chance;
import io.thalweg.core.journal.RecordKind;
import io.thalweg.core.journal.RecordWriter;

/// With its views, all that a decider touches.
public interface Turn {
  /// Broker time in milliseconds: never goes back.
  long nowMillis();

  /// Seeded chance.
  Chance chance();

  /// Live alarms.
  Timers timers();

  /// Begins a record about `aggregate`; [RecordWriter#end] applies it at once.
  RecordWriter begin(RecordKind<?> kind, long aggregate);

  /// Journal position of what was written last, or of what will be written next in this turn.
  long position();

  /// Who gave the command that is being decided.
  Client client();

  /// The number of the request that is being decided.
  long request();

  /// Parks the reply to the command that is being decided until all that the decider could have
  /// seen is durable.
  void reply(Reply reply);

  /// Replies at the end of this turn, whether anything is durable or not, unless an earlier reply
  /// to the same client waits: what the reply tells of goes with a crash, and so does its client.
  default void replyAtOnce(Reply reply) {
    reply(reply);
  }

  /// The same as [#reply(Reply)] for a request decided now but asked earlier (a group's join).
  void reply(Client client, long request, Reply reply);

  /// Decides `followUp` in the same turn and the same frame: atomic with the command.
  void then(Command followUp);
}
