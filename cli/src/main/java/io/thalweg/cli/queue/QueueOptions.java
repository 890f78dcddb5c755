package io.thalweg.cli.queue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.thalweg.cli.terminal.Failure;
import io.thalweg.cli.terminal.Span;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// How a queue is to be.
final class QueueOptions {
  @Option(
      names = "--topic",
      paramLabel = "TOPIC",
      description = "The existing topic whose events it delivers (default: one of its own).")
  private @Nullable String topic;

  @Option(names = "--transient", description = "It goes with the next restart.")
  private boolean transientQueue;

  @Option(names = "--auto-delete", description = "It goes with its last consumer.")
  private boolean autoDelete;

  @Option(
      names = "--expires",
      paramLabel = "TIME",
      converter = Span.class,
      description = "It goes when nobody has used it for so long (7d).")
  private @Nullable Long expires;

  @Option(
      names = "--order",
      paramLabel = "ORDER",
      description =
          "key: events with one key keep their order, through redelivery and among consumers"
              + " (default: none).")
  private @Nullable String order;

  @Option(
      names = "--order-key",
      paramLabel = "HEADER",
      description = "With it: the header whose value is the key (default: the event's own key).")
  private @Nullable String orderKey;

  @Option(
      names = "--order-window",
      paramLabel = "N",
      description = "With it: most events of a key that one consumer has at once.")
  private @Nullable Long orderWindow;

  @Option(
      names = "--single-active-consumer",
      description = "Only one consumer gets events while it is there.")
  private boolean single;

  @Option(
      names = "--priorities",
      paramLabel = "N",
      description = "Levels of priority, from 0 to N-1.")
  private @Nullable Long priorities;

  @Option(
      names = "--max-failures",
      paramLabel = "N",
      description = "An event that failed so often is a dead letter.")
  private @Nullable Long maxFailures;

  @Option(
      names = "--dead-letter-exchange",
      paramLabel = "EXCHANGE",
      description = "Where dead letters go; '' is the default exchange (default: nowhere).")
  private @Nullable String deadLetterExchange;

  @Option(
      names = "--dead-letter-key",
      paramLabel = "KEY",
      description = "By what routing key (default: the one that they came with).")
  private @Nullable String deadLetterKey;

  @Option(
      names = "--dead-letter-at-least-once",
      description = "A dead letter that is routed nowhere stays, instead of being dropped.")
  private boolean atLeastOnce;

  @Option(
      names = "--retry-delay",
      paramLabel = "TIME",
      converter = Span.class,
      description = "How long a failed event waits (5s).")
  private @Nullable Long retryDelay;

  @Option(
      names = "--retry-factor",
      paramLabel = "N",
      description = "What that is multiplied by with each further failure.")
  private @Nullable Long retryFactor;

  @Option(
      names = "--retry-delay-max",
      paramLabel = "TIME",
      converter = Span.class,
      description = "The most of it (10m).")
  private @Nullable Long retryDelayMax;

  @Option(
      names = "--ttl",
      paramLabel = "TIME",
      converter = Span.class,
      description = "How long after it was published an event is delivered at the latest.")
  private @Nullable Long ttl;

  @Option(
      names = "--delivery-delay",
      paramLabel = "TIME",
      converter = Span.class,
      description = "How long after it was published an event is delivered at the earliest.")
  private @Nullable Long delay;

  @Option(
      names = "--max-events",
      paramLabel = "N",
      description = "Most events that wait for a consumer.")
  private @Nullable Long maxEvents;

  @Option(
      names = "--overflow",
      paramLabel = "WHAT",
      description = "With more: drop-head (default), reject, reject-and-dead-letter.")
  private @Nullable String overflow;

  @Option(
      names = "--filter",
      paramLabel = "NAME=VALUE",
      description =
          "Only events with this header are delivered; others are done at once. 5, true and null in"
              + " VALUE are as in JSON, \"5\" is a text; null is met by any value. May be"
              + " repeated.")
  private Map<String, String> filter = new LinkedHashMap<>();

  @Option(
      names = "--filter-any",
      description = "With several: one of the headers is enough (default: all must be there).")
  private boolean filterAny;

  /// Puts what was said.
  void put(ObjectNode into) {
    put(into, "topic", topic);
    flag(into, "durable", false, transientQueue);
    flag(into, "autoDelete", true, autoDelete);
    put(into, "expiresMillis", expires);
    put(into, "order", order);
    put(into, "orderKey", orderKey);
    put(into, "orderWindow", orderWindow);
    flag(into, "singleActiveConsumer", true, single);
    put(into, "priorities", priorities);
    put(into, "maxFailures", maxFailures);
    put(into, "deadLetterExchange", deadLetterExchange);
    put(into, "deadLetterKey", deadLetterKey);
    flag(into, "deadLetterAtLeastOnce", true, atLeastOnce);
    put(into, "retryDelayMillis", retryDelay);
    put(into, "retryFactor", retryFactor);
    put(into, "retryDelayMaxMillis", retryDelayMax);
    put(into, "ttlMillis", ttl);
    put(into, "deliveryDelayMillis", delay);
    put(into, "maxEvents", maxEvents);
    put(into, "overflow", overflow);
    if (!filter.isEmpty()) {
      boolean special = filter.keySet().stream().anyMatch(name -> name.startsWith("x-"));
      ObjectNode all = into.putObject("filter");
      all.put("x-match", (filterAny ? "any" : "all") + (special ? "-with-x" : ""));
      filter.forEach((name, value) -> all.set(name, Condition.value(value)));
    } else if (filterAny) {
      throw new Failure("--filter-any needs --filter: say what to ask for", Failure.USAGE);
    }
  }

  private static void put(ObjectNode into, String name, @Nullable String value) {
    if (value != null) {
      into.put(name, value);
    }
  }

  private static void put(ObjectNode into, String name, @Nullable Long value) {
    if (value != null) {
      into.put(name, value);
    }
  }

  private static void flag(ObjectNode into, String name, boolean value, boolean said) {
    if (said) {
      into.put(name, value);
    }
  }
}
