package io.thalweg.server.admin.queue;

import io.thalweg.core.access.Namespace;
import io.thalweg.core.exchange.Binding.Kind;
import io.thalweg.core.exchange.Exchange;
import io.thalweg.core.exchange.ExchangeCommand;
import io.thalweg.core.queue.QueueSettings.Failing;
import io.thalweg.core.queue.manage.QueueReport;
import io.thalweg.server.admin.Refusal;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Which queues dead letters may come to, by the settings of those that they come from and by
/// bindings. Where it depends on the letter, a queue counts.
record DeadLetterTargets(QueueLists lists, Routing routing) {
  /// The queues, each with those that letters come from.
  Map<QueueReport, Set<String>> in(Namespace namespace) throws Refusal {
    List<QueueReport> queues = lists.in(namespace);
    Map<String, Exchange> exchanges = new HashMap<>();
    Map<String, List<ExchangeCommand.Named>> bindings = Map.of();
    Map<String, Set<String>> sources = new HashMap<>();
    for (QueueReport each : queues) {
      Failing failing = each.queue().settings().failure();
      String exchange = failing.deadLetterExchange();
      if (exchange == null) {
        continue;
      }
      if (exchanges.isEmpty()) {
        routing.exchanges(namespace).forEach(one -> exchanges.put(one.name(), one));
        bindings = routing.bySource(namespace);
      }
      for (String target : reached(exchange, failing.deadLetterKey(), exchanges, bindings)) {
        sources.computeIfAbsent(target, _ -> new TreeSet<>()).add(each.queue().name().name());
      }
    }
    Map<QueueReport, Set<String>> all = new LinkedHashMap<>();
    for (QueueReport each : queues) {
      Set<String> from = sources.get(each.queue().name().name());
      if (from != null) {
        all.put(each, from);
      }
    }
    return all;
  }

  /// The queues that what is published to the exchange may reach.
  private static Set<String> reached(
      String first,
      @Nullable String key,
      Map<String, Exchange> exchanges,
      Map<String, List<ExchangeCommand.Named>> bindings) {
    Set<String> queues = new LinkedHashSet<>();
    if (first.isEmpty()) {
      if (key != null) {
        queues.add(key);
      }
      return queues;
    }
    Set<String> seen = new LinkedHashSet<>();
    ArrayDeque<String> left = new ArrayDeque<>(List.of(first));
    while (!left.isEmpty()) {
      String name = left.remove();
      Exchange exchange = exchanges.get(name);
      if (exchange == null || !seen.add(name)) {
        continue;
      }
      if (!exchange.alternate().isEmpty()) {
        left.add(exchange.alternate());
      }
      for (ExchangeCommand.Named each : bindings.getOrDefault(name, List.of())) {
        boolean elsewhere =
            exchange.type() == Exchange.Type.DIRECT
                && key != null
                && !key.equals(each.binding().key());
        if (!elsewhere && each.binding().kind() == Kind.QUEUE) {
          queues.add(each.destination());
        } else if (!elsewhere) {
          left.add(each.destination());
        }
      }
    }
    return queues;
  }
}
