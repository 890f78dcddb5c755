package io.thalweg.core.exchange;

import io.thalweg.core.exchange.HeaderMatch.Headers;
import io.thalweg.core.exchange.RouteTable.Bag;
import io.thalweg.core.turn.Problem;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Says which queues a message goes to. Changes nothing, and allocates nothing but what `Headers`
/// do. Each exchange is asked once for a message, so that cycles end.
///
/// What RabbitMQ says: several keys unite what each is routed to; an exchange that itself matched
/// no binding hands the message to its alternate exchange, if that is there.
public final class Router {
  private final ExchangeState exchanges;
  private final QueueNames queues;
  private final List<ExchangeSeat> work = new ArrayList<>();
  private Routes routes = new Routes();
  private long message;
  private boolean matched;

  public Router(ExchangeState exchanges, QueueNames queues) {
    this.exchanges = exchanges;
    this.queues = queues;
  }

  /// Routes what a client publishes to `exchange`: as [#route], but an internal exchange is
  /// refused.
  public Problem publish(
      long namespace, String exchange, List<String> keys, Headers headers, Routes into) {
    ExchangeSeat seat = exchanges.seat(namespace, exchange);
    Exchange found = seat == null ? null : seat.exchange();
    if (found != null && found.internal()) {
      into.clear();
      return Problem.RESERVED;
    }
    return route(namespace, exchange, keys, headers, into);
  }

  /// Fills `into` with the queues that a message to `exchange` goes to.
  ///
  /// @param keys the routing key, and others that count as much; only what `get` and `size` say
  ///   matters
  public Problem route(
      long namespace, String exchange, List<String> keys, Headers headers, Routes into) {
    into.clear();
    routes = into;
    message = exchanges.nextMessage();
    if (exchange.isEmpty()) {
      toNamedQueues(namespace, keys);
    } else {
      ExchangeSeat first = exchanges.seat(namespace, exchange);
      if (first == null && !Exchange.isPredeclared(exchange)) {
        return Problem.UNKNOWN_EXCHANGE;
      }
      visit(first);
      // what is found adds to the work
      for (int i = 0; i < work.size(); i++) {
        route(work.get(i), keys, headers);
      }
      work.clear();
    }
    into.settle();
    return Problem.NONE;
  }

  private void toNamedQueues(long namespace, List<String> keys) {
    for (int i = 0; i < keys.size(); i++) {
      long queue = queues.find(namespace, keys.get(i));
      if (queue != QueueNames.NONE) {
        routes.add(queue);
      }
    }
  }

  private void route(ExchangeSeat seat, List<String> keys, Headers headers) {
    Exchange exchange = seat.exchange();
    RouteTable table = seat.table();
    if (exchange == null || table == null) {
      return;
    }
    matched = false;
    table.route(this, keys, headers);
    if (!matched && !exchange.alternate().isEmpty()) {
      visit(exchanges.seat(exchange.namespace(), exchange.alternate()));
    }
  }

  private void visit(@Nullable ExchangeSeat seat) {
    if (seat != null && seat.seen != message) {
      seat.seen = message;
      work.add(seat);
    }
  }

  /// Every binding of `bag` matches; said again for the same message, it changes nothing.
  void found(Bag bag) {
    if (bag.seen != message) {
      bag.seen = message;
      List<BindingSeat> seats = bag.seats;
      for (int i = 0; i < seats.size(); i++) {
        found(seats.get(i));
      }
    }
  }

  /// A binding matches.
  void found(BindingSeat seat) {
    matched = true;
    if (seat.target == null) {
      routes.add(seat.queue);
    } else {
      visit(seat.target);
    }
  }
}
