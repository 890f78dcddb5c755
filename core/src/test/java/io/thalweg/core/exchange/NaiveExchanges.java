package io.thalweg.core.exchange;

import io.thalweg.core.exchange.Binding.Kind;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// What exchanges should be and route, said in the simplest way, by names.
final class NaiveExchanges {
  record Named(Exchange.Type type, boolean durable, boolean autoDelete, String alternate) {}

  record Link(
      String source, Kind kind, String to, String key, Map<String, HeaderValue> arguments) {}

  final Map<String, Named> exchanges = new TreeMap<>();
  final Set<Link> links = new HashSet<>();

  NaiveExchanges() {
    exchanges.put("amq.direct", new Named(Exchange.Type.DIRECT, true, false, ""));
    exchanges.put("amq.fanout", new Named(Exchange.Type.FANOUT, true, false, ""));
    exchanges.put("amq.topic", new Named(Exchange.Type.TOPIC, true, false, ""));
    exchanges.put("amq.headers", new Named(Exchange.Type.HEADERS, true, false, ""));
  }

  boolean isUsed(String exchange) {
    return links.stream().anyMatch(link -> link.source.equals(exchange));
  }

  void delete(String exchange) {
    exchanges.remove(exchange);
    unlink(
        links.stream()
            .filter(
                link ->
                    link.source.equals(exchange)
                        || (link.kind == Kind.EXCHANGE && link.to.equals(exchange)))
            .toList());
  }

  void removeQueue(String queue) {
    unlink(
        links.stream().filter(link -> link.kind == Kind.QUEUE && link.to.equals(queue)).toList());
  }

  void unlink(List<Link> gone) {
    for (Link link : gone) {
      links.remove(link);
    }
    for (Link link : gone) {
      Named source = exchanges.get(link.source);
      if (source != null && source.autoDelete && !isUsed(link.source)) {
        delete(link.source);
      }
    }
  }

  /// The queues that a message goes to, by name.
  Set<String> route(String exchange, List<String> keys, Map<String, HeaderValue> headers) {
    Set<String> queues = new TreeSet<>();
    Set<String> seen = new HashSet<>(Set.of(exchange));
    Deque<String> work = new ArrayDeque<>(List.of(exchange));
    while (!work.isEmpty()) {
      String at = work.remove();
      Named here = exchanges.get(at);
      List<Link> met =
          links.stream()
              .filter(link -> link.source.equals(at) && meets(here, link, keys, headers))
              .toList();
      for (Link link : met) {
        if (link.kind == Kind.QUEUE) {
          queues.add(link.to);
        } else if (seen.add(link.to)) {
          work.add(link.to);
        }
      }
      boolean alternates = met.isEmpty() && exchanges.containsKey(here.alternate);
      if (alternates && seen.add(here.alternate)) {
        work.add(here.alternate);
      }
    }
    return queues;
  }

  private static boolean meets(
      Named exchange, Link link, List<String> keys, Map<String, HeaderValue> headers) {
    return switch (exchange.type) {
      case DIRECT -> keys.contains(link.key);
      case FANOUT -> true;
      case TOPIC -> keys.stream().anyMatch(key -> matches(link.key, key));
      case HEADERS -> HeaderMatch.of(link.arguments).isMetBy(headers::get);
    };
  }

  /// Whether a routing key matches a pattern.
  static boolean matches(String pattern, String key) {
    return matches(words(pattern), words(key));
  }

  private static List<String> words(String text) {
    return text.isEmpty() ? List.of() : Arrays.asList(text.split("\\.", -1));
  }

  private static boolean matches(List<String> pattern, List<String> key) {
    if (pattern.isEmpty()) {
      return key.isEmpty();
    }
    List<String> rest = pattern.subList(1, pattern.size());
    if (pattern.getFirst().equals("#")) {
      return matches(rest, key) || (!key.isEmpty() && matches(pattern, key.subList(1, key.size())));
    }
    return !key.isEmpty()
        && (pattern.getFirst().equals("*") || pattern.getFirst().equals(key.getFirst()))
        && matches(rest, key.subList(1, key.size()));
  }
}
