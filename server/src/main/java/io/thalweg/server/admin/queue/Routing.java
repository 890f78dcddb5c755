package io.thalweg.server.admin.queue;

import io.thalweg.core.access.Namespace;
import io.thalweg.core.exchange.Exchange;
import io.thalweg.core.exchange.ExchangeCommand;
import io.thalweg.core.exchange.ExchangeCommand.ListBindings;
import io.thalweg.core.exchange.ExchangeCommand.ListExchanges;
import io.thalweg.core.exchange.ExchangeCommand.Listed;
import io.thalweg.core.exchange.ExchangeCommand.ListedBindings;
import io.thalweg.server.admin.Orders;
import io.thalweg.server.admin.Refusal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Exchanges and bindings of a namespace, asked of the shard bit by bit.
record Routing(Orders orders) {
  List<Exchange> exchanges(Namespace namespace) throws Refusal {
    List<Exchange> all = new ArrayList<>();
    for (long from = 0; from >= 0; ) {
      Listed some =
          orders.answer(new ListExchanges(namespace.id(), from), Listed.class, "exchanges");
      all.addAll(some.exchanges());
      from = some.next();
    }
    return all;
  }

  List<ExchangeCommand.Named> bindings(Namespace namespace) throws Refusal {
    List<ExchangeCommand.Named> all = new ArrayList<>();
    for (long from = 0; from >= 0; ) {
      ListedBindings some =
          orders.answer(new ListBindings(namespace.id(), from), ListedBindings.class, "bindings");
      all.addAll(some.bindings());
      from = some.next();
    }
    return all;
  }

  /// The bindings by the names of the exchanges that route.
  Map<String, List<ExchangeCommand.Named>> bySource(Namespace namespace) throws Refusal {
    Map<String, List<ExchangeCommand.Named>> all = new HashMap<>();
    for (ExchangeCommand.Named each : bindings(namespace)) {
      all.computeIfAbsent(each.source(), _ -> new ArrayList<>()).add(each);
    }
    return all;
  }
}
