package io.thalweg.core.exchange;

import io.thalweg.core.turn.Stated;
import io.thalweg.core.turn.Turn;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Where an exchange and its bindings are kept. In replay a binding may come before its exchange.
final class ExchangeSeat extends Stated {
  final long id;

  /// Bindings from it.
  final Map<Binding, BindingSeat> from = new LinkedHashMap<>();

  /// Bindings from others to it.
  final Map<Binding, BindingSeat> to = new LinkedHashMap<>();

  /// Number of the message that it has seen last; the router's own.
  long seen;

  private @Nullable Exchange exchange;
  private @Nullable RouteTable table;

  /// A predeclared exchange is known at once.
  ExchangeSeat(long id) {
    this.id = id;
    Exchange predeclared = Exchange.predeclared(id);
    if (predeclared != null) {
      state(predeclared);
    }
  }

  /// Null before the first statement in replay.
  @Nullable Exchange exchange() {
    return exchange;
  }

  /// How its bindings are matched; null before the first statement in replay.
  @Nullable RouteTable table() {
    return table;
  }

  void state(Exchange next) {
    exchange = next;
    if (table == null) {
      RouteTable made = RouteTable.of(next.type());
      from.values().forEach(made::add);
      table = made;
    }
  }

  void add(BindingSeat binding) {
    from.put(binding.binding, binding);
    if (table != null) {
      table.add(binding);
    }
  }

  void remove(BindingSeat binding) {
    from.remove(binding.binding);
    if (table != null) {
      table.remove(binding);
    }
  }

  boolean isEmpty() {
    return from.isEmpty() && to.isEmpty();
  }

  /// Whether the last binding from it has gone, and it is to go, too.
  boolean isIdle() {
    return exchange != null && exchange.autoDelete() && exchange.used() && from.isEmpty();
  }

  /// Journal bytes that its statement takes at most.
  int bytes() {
    return exchange == null || Exchange.isPredeclared(id) ? 0 : exchange.bytes();
  }

  @Override
  protected int restateBytes() {
    return bytes();
  }

  @Override
  protected void restate(Turn turn) {
    if (exchange != null) {
      ExchangeStated.write(turn, exchange);
    }
  }

  @Override
  public String toString() {
    return "exchange " + (exchange == null ? id : exchange.name());
  }
}
