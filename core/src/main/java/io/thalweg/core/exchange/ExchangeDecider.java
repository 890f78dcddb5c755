package io.thalweg.core.exchange;

import io.thalweg.core.exchange.Binding.Kind;
import io.thalweg.core.exchange.ExchangeCommand.Answered;
import io.thalweg.core.exchange.ExchangeCommand.Bind;
import io.thalweg.core.exchange.ExchangeCommand.Declare;
import io.thalweg.core.exchange.ExchangeCommand.Declared;
import io.thalweg.core.exchange.ExchangeCommand.Delete;
import io.thalweg.core.exchange.ExchangeCommand.Find;
import io.thalweg.core.exchange.ExchangeCommand.ListBindings;
import io.thalweg.core.exchange.ExchangeCommand.ListExchanges;
import io.thalweg.core.exchange.ExchangeCommand.Unbind;
import io.thalweg.core.turn.Problem;
import io.thalweg.core.turn.Reply;
import io.thalweg.core.turn.Turn;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/// Decides about exchanges and bindings, by RabbitMQ's rules where AMQP 0-9-1 leaves a choice.
public final class ExchangeDecider {
  /// How many idle exchanges are removed in one turn at most.
  static final int STEP = 100;

  private final ExchangeView view;
  private final ExchangeLimits limits;
  private final QueueNames queues;
  private final ToLongFunction<Turn> ids;
  private final Listing listing;

  /// @param ids gives a fresh durable id
  public ExchangeDecider(
      ExchangeView view, ExchangeLimits limits, QueueNames queues, ToLongFunction<Turn> ids) {
    this.view = view;
    this.limits = limits;
    this.queues = queues;
    this.ids = ids;
    this.listing = new Listing(view, queues);
  }

  /// Decides one command.
  public void decide(Turn turn, ExchangeCommand command) {
    switch (command) {
      case Declare declare -> declare(turn, declare);
      case Find find -> find(turn, find);
      case Delete delete -> delete(turn, delete);
      case Bind bind -> bind(turn, bind);
      case Unbind unbind -> unbind(turn, unbind);
      case ListExchanges list -> turn.reply(listing.exchanges(list));
      case ListBindings list -> turn.reply(listing.bindings(list));
      case ExchangeCommand.QueueRemoved removed -> {
        QueueUnbound.write(turn, removed.queue());
        tidy(turn);
      }
      case ExchangeCommand.NamespaceRemoved removed ->
          NamespaceCleared.write(turn, removed.namespace());
      case ExchangeCommand.Opened _ -> opened(turn);
      case ExchangeCommand.TidyDue _ -> tidy(turn);
    }
  }

  private void declare(Turn turn, Declare wanted) {
    Exchange existing = view.named(wanted.namespace(), wanted.name());
    Problem problem =
        existing == null || existing.isDefault() ? refusal(wanted) : difference(existing, wanted);
    if (existing == null && problem == Problem.NONE) {
      existing = declared(ids.applyAsLong(turn), wanted);
      ExchangeStated.write(turn, existing);
    }
    turn.reply(new Declared(problem, existing));
  }

  private static Exchange declared(long id, Declare wanted) {
    return new Exchange(
        id,
        wanted.namespace(),
        wanted.name(),
        wanted.type(),
        wanted.durable(),
        wanted.autoDelete(),
        wanted.internal(),
        false,
        wanted.alternate(),
        wanted.arguments());
  }

  private static Problem difference(Exchange existing, Declare wanted) {
    boolean same =
        existing.type() == wanted.type()
            && existing.durable() == wanted.durable()
            && existing.autoDelete() == wanted.autoDelete()
            && existing.internal() == wanted.internal()
            && existing.alternate().equals(wanted.alternate());
    return same ? Problem.NONE : Problem.NOT_EQUIVALENT;
  }

  private Problem refusal(Declare wanted) {
    if (isReserved(wanted.name())) {
      return Problem.RESERVED;
    }
    if (isTooLong(wanted.name()) || isTooLong(wanted.alternate())) {
      return Problem.INVALID_NAME;
    }
    boolean full =
        view.count() >= limits.maxExchanges()
            || wanted.arguments().length() > limits.maxArgumentBytes()
            || view.bytes() + wanted.journalBytes() > limits.maxBytes();
    return full ? Problem.LIMIT_REACHED : Problem.NONE;
  }

  private static boolean isReserved(String name) {
    return name.isEmpty() || name.startsWith(Exchange.RESERVED);
  }

  private static boolean isTooLong(String name) {
    return name.length() > ExchangeLimits.MAX_NAME
        || name.getBytes(StandardCharsets.UTF_8).length > ExchangeLimits.MAX_NAME;
  }

  private void find(Turn turn, Find find) {
    Exchange found = view.named(find.namespace(), find.name());
    if (found == null) {
      turn.reply(new Declared(Problem.UNKNOWN_EXCHANGE, null));
    } else {
      turn.reply(new Declared(found.isDefault() ? Problem.RESERVED : Problem.NONE, found));
    }
  }

  private void delete(Turn turn, Delete delete) {
    if (isReserved(delete.name())) {
      turn.reply(new Reply.Done(Problem.RESERVED));
      return;
    }
    Exchange exchange = view.named(delete.namespace(), delete.name());
    if (exchange != null && delete.ifUnused() && view.bindingsFrom(exchange.id()) > 0) {
      turn.reply(new Reply.Done(Problem.IN_USE));
      return;
    }
    if (exchange != null) {
      ExchangeRemoved.write(turn, exchange.id());
      tidy(turn);
    }
    turn.reply(Reply.Done.OK);
  }

  private void bind(Turn turn, Bind bind) {
    if (isOfDefault(bind.source(), bind.kind(), bind.destination())) {
      turn.reply(Answered.with(Problem.RESERVED));
      return;
    }
    Exchange source = view.named(bind.namespace(), bind.source());
    if (source == null) {
      turn.reply(new Answered(Problem.UNKNOWN_EXCHANGE, bind.source()));
      return;
    }
    long destination = destination(bind.namespace(), bind.kind(), bind.destination());
    if (destination == QueueNames.NONE) {
      turn.reply(new Answered(unknown(bind.kind()), bind.destination()));
      return;
    }
    if (isLocked(turn, bind.kind(), destination)) {
      turn.reply(new Answered(Problem.LOCKED, bind.destination()));
      return;
    }
    HeaderMatch match = source.type() == Exchange.Type.HEADERS ? bind.match() : HeaderMatch.ALWAYS;
    if (match == null) {
      turn.reply(Answered.with(Problem.INVALID_SETTING));
      return;
    }
    Binding binding =
        new Binding(source.id(), bind.kind(), destination, bind.key(), bind.arguments());
    Problem problem = view.has(binding) ? Problem.NONE : refusal(source, binding, match);
    if (problem == Problem.NONE && !view.has(binding)) {
      Bound.write(turn, binding, match);
      if (source.autoDelete() && !source.used()) {
        ExchangeStated.write(turn, source.nowUsed());
      }
    }
    if (bind.kind() == Kind.QUEUE && !queues.lasts(destination)) {
      turn.replyAtOnce(Answered.with(problem));
      return;
    }
    turn.reply(Answered.with(problem));
  }

  private boolean isLocked(Turn turn, Kind kind, long destination) {
    return kind == Kind.QUEUE && queues.isLocked(destination, turn.client());
  }

  private static boolean isOfDefault(String source, Kind kind, String destination) {
    return source.isEmpty() || (kind == Kind.EXCHANGE && destination.isEmpty());
  }

  private static Problem unknown(Kind kind) {
    return kind == Kind.QUEUE ? Problem.UNKNOWN_QUEUE : Problem.UNKNOWN_EXCHANGE;
  }

  /// The id of what is routed to, or [QueueNames#NONE].
  private long destination(long namespace, Kind kind, String name) {
    if (kind == Kind.QUEUE) {
      return queues.find(namespace, name);
    }
    Exchange exchange = view.named(namespace, name);
    return exchange == null ? QueueNames.NONE : exchange.id();
  }

  private Problem refusal(Exchange source, Binding binding, HeaderMatch match) {
    if (isTooLong(binding.key())) {
      return Problem.INVALID_NAME;
    }
    boolean large =
        binding.arguments().length() > limits.maxArgumentBytes()
            || match.bytes() > 2 * limits.maxArgumentBytes();
    boolean many =
        switch (source.type()) {
          case HEADERS -> view.bindingsFrom(source.id()) >= limits.maxHeaderBindings();
          case TOPIC -> view.topicWords() + TopicTrie.words(binding.key()) > limits.maxTopicWords();
          case DIRECT, FANOUT -> false;
        };
    boolean full =
        view.bindings() >= limits.maxBindings()
            || view.bytes() + binding.bytes() + match.bytes() > limits.maxBytes();
    return large || many || full ? Problem.LIMIT_REACHED : Problem.NONE;
  }

  private void unbind(Turn turn, Unbind unbind) {
    if (isOfDefault(unbind.source(), unbind.kind(), unbind.destination())) {
      turn.reply(Answered.with(Problem.RESERVED));
      return;
    }
    Exchange source = view.named(unbind.namespace(), unbind.source());
    long destination = destination(unbind.namespace(), unbind.kind(), unbind.destination());
    if (destination != QueueNames.NONE && isLocked(turn, unbind.kind(), destination)) {
      turn.reply(new Answered(Problem.LOCKED, unbind.destination()));
      return;
    }
    if (source != null && destination != QueueNames.NONE) {
      Binding binding =
          new Binding(source.id(), unbind.kind(), destination, unbind.key(), unbind.arguments());
      if (view.has(binding)) {
        Unbound.write(turn, binding);
        tidy(turn);
      }
    }
    turn.reply(Answered.with(Problem.NONE));
  }

  private void opened(Turn turn) {
    List<Exchange> transients = new ArrayList<>();
    view.forEachExchange(
        exchange -> {
          if (!exchange.durable()) {
            transients.add(exchange);
          }
        });
    transients.forEach(exchange -> ExchangeRemoved.write(turn, exchange.id()));
    tidy(turn);
  }

  /// Removes idle exchanges, which may leave others idle: some in this turn, the others in the next
  /// ones.
  private void tidy(Turn turn) {
    for (int i = 0; i < STEP && view.idle() != ExchangeView.NONE; i++) {
      ExchangeRemoved.write(turn, view.idle());
    }
    if (view.idle() != ExchangeView.NONE) {
      turn.timers().schedule(turn.nowMillis(), new ExchangeCommand.TidyDue());
    }
  }
}
