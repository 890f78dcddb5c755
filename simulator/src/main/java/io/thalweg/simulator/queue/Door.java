package io.thalweg.simulator.queue;

import io.thalweg.core.turn.Command;
import io.thalweg.core.turn.Reply;
import java.util.function.Consumer;

/// The way to a broker, in one of its lives.
public interface Door {
  /// Clients that come to queues.
  int CLIENTS = 4;

  /// Asks as one of the clients, and returns the number of the request. `then` takes what is
  /// answered: once, in the order of requests, if that is `awaited`; else as often as it is.
  long ask(int client, Command command, boolean awaited, Consumer<Reply> then);

  /// The client's connection closes, and another takes its place.
  void leave(int client);

  /// Whether nothing that is asked now is refused for want of room in the journal; before that the
  /// turn ends, if enough has been asked in it.
  boolean hasRoom();

  /// Whether the disk may have been said to be full.
  boolean mayBeFull();

  /// What is written now has this position in the journal, or a later one.
  long position();

  /// The journal has told that all up to here is durable.
  long durable();

  /// Broker time.
  long nowMillis();

  /// How far the clock went ahead in all: no time of the broker's went further.
  long elapsed();

  /// No event that is published now will be older than this, in time elapsed.
  long entered();

  /// Everybody goes on by a step, on a disk that works.
  void round();

  /// So much time passes.
  void pass(long millis);
}
