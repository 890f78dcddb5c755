package io.thalweg.protocol.amqp.v091.channel;

import io.thalweg.core.exchange.Binding;
import io.thalweg.core.exchange.Exchange;
import io.thalweg.core.exchange.ExchangeCommand;
import io.thalweg.core.exchange.HeaderMatch;
import io.thalweg.core.turn.Problem;
import io.thalweg.core.turn.Reply;
import io.thalweg.protocol.amqp.v091.channel.Rights.Act;
import io.thalweg.protocol.amqp.v091.message.HeaderValues;
import io.thalweg.protocol.amqp.v091.method.ExchangeMethod;
import io.thalweg.protocol.amqp.v091.method.Method;
import io.thalweg.protocol.amqp.v091.wire.AmqpException;
import io.thalweg.protocol.amqp.v091.wire.FieldTable;
import io.thalweg.protocol.amqp.v091.wire.FieldValue;
import io.thalweg.protocol.amqp.v091.wire.ReplyCode;
import java.util.Locale;

/// The class `exchange`, and what bindings of queues share with it.
final class ExchangeMethods {
  private static final String ALTERNATE = "alternate-exchange";
  private static final String RESERVED = "amq.";

  private final AmqpChannel channel;
  private final Rights rights;

  ExchangeMethods(AmqpChannel channel) {
    this.channel = channel;
    this.rights = channel.link().rights();
  }

  void handle(ExchangeMethod method) {
    switch (method) {
      case ExchangeMethod.Declare declare -> declare(declare);
      case ExchangeMethod.Delete delete -> delete(delete);
      case ExchangeMethod.Bind bind -> bind(bind);
      case ExchangeMethod.Unbind unbind -> unbind(unbind);
      case ExchangeMethod.DeclareOk _,
          ExchangeMethod.DeleteOk _,
          ExchangeMethod.BindOk _,
          ExchangeMethod.UnbindOk _ ->
          throw Refusals.unexpected(method);
    }
  }

  private void declare(ExchangeMethod.Declare wanted) {
    String name = wanted.exchange();
    if (name.isEmpty()) {
      throw Refusals.defaultExchange();
    }
    if (wanted.passive()) {
      ask(
          wanted,
          new ExchangeCommand.Find(rights.namespace(), name),
          reply -> {
            Refusals.check(reply.problem(), rights.exchange(name));
            answer(wanted.nowait(), new ExchangeMethod.DeclareOk());
          });
      return;
    }
    Exchange.Type type = type(wanted.type());
    rights.checkExchange(Act.CONFIGURE, name);
    ExchangeCommand.Declare command =
        new ExchangeCommand.Declare(
            rights.namespace(),
            name,
            type,
            wanted.durable(),
            wanted.autoDelete(),
            wanted.internal(),
            alternate(wanted),
            HeaderValues.verbatim(wanted.arguments()));
    ask(
        wanted,
        command,
        reply -> {
          check(command, (ExchangeCommand.Declared) reply);
          answer(wanted.nowait(), new ExchangeMethod.DeclareOk());
        });
  }

  private static Exchange.Type type(String name) {
    return switch (name) {
      case "direct" -> Exchange.Type.DIRECT;
      case "fanout" -> Exchange.Type.FANOUT;
      case "topic" -> Exchange.Type.TOPIC;
      case "headers" -> Exchange.Type.HEADERS;
      default ->
          throw new AmqpException(
              ReplyCode.COMMAND_INVALID, "unknown exchange type '" + name + "'");
    };
  }

  /// The alternate exchange, or nothing.
  private String alternate(ExchangeMethod.Declare wanted) {
    FieldValue value = wanted.arguments().get(ALTERNATE);
    if (value == null) {
      return "";
    }
    if (!(value instanceof FieldValue.Text)) {
      throw Refusals.precondition(
          "invalid arg '"
              + ALTERNATE
              + "' for "
              + rights.exchange(wanted.exchange())
              + ": expected a string");
    }
    rights.checkExchange(Act.READ, wanted.exchange());
    rights.checkExchange(Act.WRITE, value.toString());
    return value.toString();
  }

  private void check(ExchangeCommand.Declare wanted, ExchangeCommand.Declared declared) {
    Exchange is = declared.exchange();
    if (declared.problem() == Problem.NOT_EQUIVALENT && is != null) {
      throw Refusals.precondition(difference(wanted, is));
    }
    if (declared.problem() == Problem.RESERVED) {
      throw Refusals.reserved("exchange", wanted.name());
    }
    Refusals.check(declared.problem(), rights.exchange(wanted.name()));
  }

  private String difference(ExchangeCommand.Declare wanted, Exchange is) {
    Difference found = new Difference(rights.exchange(wanted.name()));
    return found
        .of("type", lower(wanted.type()), lower(is.type()))
        .of("durable", wanted.durable(), is.durable())
        .of("auto_delete", wanted.autoDelete(), is.autoDelete())
        .of("internal", wanted.internal(), is.internal())
        .of(ALTERNATE, wanted.alternate(), is.alternate())
        .text();
  }

  private static String lower(Exchange.Type type) {
    return type.name().toLowerCase(Locale.ROOT);
  }

  private void delete(ExchangeMethod.Delete wanted) {
    String name = wanted.exchange();
    if (name.isEmpty()) {
      throw Refusals.defaultExchange();
    }
    if (name.startsWith(RESERVED)) {
      throw Refusals.refused("deletion of system " + rights.exchange(name) + " not allowed");
    }
    rights.checkExchange(Act.CONFIGURE, name);
    ask(
        wanted,
        new ExchangeCommand.Delete(rights.namespace(), name, wanted.ifUnused()),
        reply -> {
          Refusals.check(reply.problem(), rights.exchange(name));
          answer(wanted.nowait(), new ExchangeMethod.DeleteOk());
        });
  }

  private void bind(ExchangeMethod.Bind wanted) {
    checkBoth(wanted.destination(), wanted.source());
    ask(
        wanted,
        bind(
            rights.namespace(),
            wanted.source(),
            Binding.Kind.EXCHANGE,
            wanted.destination(),
            wanted.routingKey(),
            wanted.arguments()),
        reply -> {
          checkBound(rights, reply);
          answer(wanted.nowait(), new ExchangeMethod.BindOk());
        });
  }

  private void unbind(ExchangeMethod.Unbind wanted) {
    checkBoth(wanted.destination(), wanted.source());
    ask(
        wanted,
        new ExchangeCommand.Unbind(
            rights.namespace(),
            wanted.source(),
            Binding.Kind.EXCHANGE,
            wanted.destination(),
            wanted.routingKey(),
            HeaderValues.canonical(wanted.arguments())),
        reply -> {
          checkBound(rights, reply);
          answer(wanted.nowait(), new ExchangeMethod.UnbindOk());
        });
  }

  private void checkBoth(String destination, String source) {
    if (destination.isEmpty() || source.isEmpty()) {
      throw Refusals.defaultExchange();
    }
    rights.checkExchange(Act.WRITE, destination);
    rights.checkExchange(Act.READ, source);
  }

  /// What asks for a binding.
  static ExchangeCommand.Bind bind(
      long namespace,
      String source,
      Binding.Kind kind,
      String destination,
      String key,
      FieldTable arguments) {
    return new ExchangeCommand.Bind(
        namespace,
        source,
        kind,
        destination,
        key,
        HeaderValues.canonical(arguments),
        HeaderMatch.of(HeaderValues.of(arguments)));
  }

  /// Fails if what was to be bound or unbound was not.
  static void checkBound(Rights rights, Reply reply) {
    ExchangeCommand.Answered answered = (ExchangeCommand.Answered) reply;
    switch (answered.problem()) {
      case NONE -> {}
      case RESERVED -> throw Refusals.defaultExchange();
      case INVALID_SETTING ->
          throw Refusals.precondition(
              "invalid x-match field value, expected all, any, all-with-x or any-with-x");
      case UNKNOWN_QUEUE, LOCKED ->
          throw Refusals.of(answered.problem(), rights.queue(answered.missing()));
      case UNKNOWN_EXCHANGE ->
          throw Refusals.of(answered.problem(), rights.exchange(answered.missing()));
      default -> throw Refusals.of(answered.problem(), "binding");
    }
  }

  private void ask(Method asked, ExchangeCommand command, Answers.OnReply then) {
    channel.ask(asked.key(), command, then);
  }

  private void answer(boolean nowait, Method with) {
    if (!nowait) {
      channel.link().send(channel.number(), with);
    }
  }
}
