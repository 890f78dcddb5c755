package io.thalweg.core.exchange;

import io.thalweg.core.exchange.Binding.Kind;
import io.thalweg.core.turn.Stated;
import io.thalweg.core.turn.Turn;
import org.jspecify.annotations.Nullable;

/// Where a binding is kept, and what routing reads of it.
final class BindingSeat extends Stated {
  final Binding binding;
  final HeaderMatch match;

  /// The exchange that is routed to; null if it is a queue.
  final @Nullable ExchangeSeat target;

  /// The queue that is routed to; [QueueNames#NONE] if it is an exchange.
  final long queue;

  /// Its place among those that match together; the table's own.
  int slot;

  BindingSeat(Binding binding, HeaderMatch match, @Nullable ExchangeSeat target) {
    this.binding = binding;
    this.match = match;
    this.target = target;
    this.queue = binding.kind() == Kind.QUEUE ? binding.destination() : QueueNames.NONE;
  }

  int bytes() {
    return binding.bytes() + match.bytes();
  }

  @Override
  protected int restateBytes() {
    return bytes();
  }

  @Override
  protected void restate(Turn turn) {
    Bound.write(turn, binding, match);
  }

  @Override
  public String toString() {
    return "a binding of exchange " + binding.exchange();
  }
}
