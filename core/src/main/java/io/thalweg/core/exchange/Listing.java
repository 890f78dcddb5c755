package io.thalweg.core.exchange;

import io.thalweg.core.exchange.ExchangeCommand.ListBindings;
import io.thalweg.core.exchange.ExchangeCommand.ListExchanges;
import io.thalweg.core.exchange.ExchangeCommand.Listed;
import io.thalweg.core.exchange.ExchangeCommand.ListedBindings;
import io.thalweg.core.exchange.ExchangeCommand.Named;
import io.thalweg.core.turn.Problem;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Says which exchanges and bindings there are; some of them at a time.
final class Listing {
  private final ExchangeView view;
  private final QueueNames queues;

  Listing(ExchangeView view, QueueNames queues) {
    this.view = view;
    this.queues = queues;
  }

  /// All of a namespace from the one with the id `from` on: by ids, but those that every namespace
  /// has come first, if `from` is 0.
  private List<Exchange> of(long namespace, long from) {
    List<Exchange> all = new ArrayList<>();
    if (from == 0) {
      all.addAll(Exchange.predeclaredIn(namespace));
    }
    view.forEachExchange(
        exchange -> {
          if (exchange.namespace() == namespace && exchange.id() >= from) {
            all.add(exchange);
          }
        });
    return all;
  }

  Listed exchanges(ListExchanges list) {
    List<Exchange> all = of(list.namespace(), list.from());
    boolean more = all.size() > ListExchanges.MOST;
    return more
        ? new Listed(
            Problem.NONE, all.subList(0, ListExchanges.MOST), all.get(ListExchanges.MOST).id())
        : new Listed(Problem.NONE, all, -1);
  }

  ListedBindings bindings(ListBindings list) {
    List<Named> bindings = new ArrayList<>();
    for (Exchange source : of(list.namespace(), list.from())) {
      if (bindings.size() >= ListBindings.ENOUGH && !Exchange.isPredeclared(source.id())) {
        return new ListedBindings(Problem.NONE, bindings, source.id());
      }
      view.forEachBinding(
          source.id(),
          binding -> {
            String destination = nameOf(binding);
            if (destination != null) {
              bindings.add(new Named(binding, source.name(), destination));
            }
          });
    }
    return new ListedBindings(Problem.NONE, bindings, -1);
  }

  private @Nullable String nameOf(Binding binding) {
    if (binding.kind() == Binding.Kind.QUEUE) {
      return queues.nameOf(binding.destination());
    }
    Exchange exchange = view.identified(binding.destination());
    return exchange == null ? null : exchange.name();
  }
}
