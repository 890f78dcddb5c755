package io.thalweg.protocol.amqp.v091.channel;

import io.thalweg.core.exchange.Binding;
import io.thalweg.core.exchange.ExchangeCommand;
import io.thalweg.core.queue.Queue;
import io.thalweg.core.queue.QueueCommand;
import io.thalweg.core.queue.QueueCommand.Counted;
import io.thalweg.core.queue.QueueCommand.QueueIs;
import io.thalweg.core.queue.QueueName;
import io.thalweg.core.queue.QueueSettings;
import io.thalweg.core.turn.Command;
import io.thalweg.core.turn.Problem;
import io.thalweg.protocol.amqp.v091.channel.Rights.Act;
import io.thalweg.protocol.amqp.v091.message.HeaderValues;
import io.thalweg.protocol.amqp.v091.method.Method;
import io.thalweg.protocol.amqp.v091.method.QueueMethod;

/// The class `queue`.
final class QueueMethods {
  private static final String RESERVED = "amq.";
  private static final String GENERATED = "amq.gen-";
  private static final long MOST = 0xffff_ffffL;

  private final AmqpChannel channel;
  private final Rights rights;

  QueueMethods(AmqpChannel channel) {
    this.channel = channel;
    this.rights = channel.link().rights();
  }

  void handle(QueueMethod method) {
    switch (method) {
      case QueueMethod.Declare declare when declare.queue().startsWith(BasicMethods.REPLY_TO) ->
          findReplies(declare);
      case QueueMethod.Declare declare when declare.passive() -> find(declare);
      case QueueMethod.Declare declare -> declare(declare);
      case QueueMethod.Bind bind -> bind(bind);
      case QueueMethod.Unbind unbind -> unbind(unbind);
      case QueueMethod.Purge purge -> purge(purge);
      case QueueMethod.Delete delete -> delete(delete);
      case QueueMethod.DeclareOk _,
          QueueMethod.BindOk _,
          QueueMethod.UnbindOk _,
          QueueMethod.PurgeOk _,
          QueueMethod.DeleteOk _ ->
          throw Refusals.unexpected(method);
    }
  }

  private QueueName name(String queue) {
    return new QueueName(rights.namespace(), QueueName.Kind.AMQP, queue);
  }

  private void find(QueueMethod.Declare wanted) {
    String queue = channel.queueOrLast(wanted.queue());
    ask(
        wanted,
        new QueueCommand.Find(name(queue)),
        reply -> {
          Refusals.check(reply.problem(), rights.queue(queue));
          declared(wanted, queue, (QueueIs) reply);
        });
    channel.lastQueue(queue);
  }

  /// Whether somebody waits for replies: it is there as soon as somebody consumes.
  private void findReplies(QueueMethod.Declare wanted) {
    String name = wanted.queue().replace("\r", "").replace("\n", "");
    QueueMethod.DeclareOk there = new QueueMethod.DeclareOk(name, 0, 1);
    if (name.equals(BasicMethods.REPLY_TO)) {
      answerInTurn(wanted, there);
      return;
    }
    ask(
        wanted,
        new QueueCommand.FindReplies(name),
        reply -> {
          Refusals.check(reply.problem(), rights.queue(name));
          answer(wanted.nowait(), there);
        });
  }

  private void answerInTurn(QueueMethod.Declare wanted, Method with) {
    if (!wanted.nowait()) {
      channel.answer(wanted, with);
    }
  }

  private void declare(QueueMethod.Declare wanted) {
    String queue = wanted.queue().replace("\r", "").replace("\n", "");
    if (queue.startsWith(RESERVED)) {
      throw Refusals.reserved("queue", queue);
    }
    if (queue.isEmpty()) {
      queue = channel.randomName(GENERATED);
    }
    declare(wanted, queue);
  }

  private void declare(QueueMethod.Declare wanted, String queue) {
    String shown = rights.queue(queue);
    QueueSettings settings = new QueueArguments(wanted, shown).settings();
    rights.checkQueue(Act.CONFIGURE, queue);
    String deadLetters = settings.failure().deadLetterExchange();
    if (deadLetters != null) {
      rights.checkQueue(Act.READ, queue);
      rights.checkExchange(Act.WRITE, deadLetters);
    }
    ask(
        wanted,
        new QueueCommand.Declare(name(queue), settings),
        reply -> {
          QueueIs answer = (QueueIs) reply;
          Queue is = answer.queue();
          Difference difference = new Difference(shown);
          if (is != null) {
            QueueArguments.compare(settings, is.settings(), difference);
          }
          boolean differs = is != null && !difference.none() && reply.problem() == Problem.NONE;
          if (differs || reply.problem() == Problem.NOT_EQUIVALENT) {
            throw Refusals.precondition(difference.text());
          }
          if (reply.problem() == Problem.TOPIC_EXISTS) {
            throw Refusals.precondition(
                "invalid arg '"
                    + QueueArguments.KAFKA_NAME
                    + "' for "
                    + shown
                    + ": there is a topic of that name");
          }
          Refusals.check(reply.problem(), shown);
          declared(wanted, queue, answer);
        });
    channel.lastQueue(queue);
  }

  private void declared(QueueMethod.Declare wanted, String queue, QueueIs is) {
    long ready = Math.min(is.ready(), MOST);
    answer(wanted.nowait(), new QueueMethod.DeclareOk(queue, ready, is.consumers()));
  }

  private void bind(QueueMethod.Bind wanted) {
    String queue = channel.queueOrLast(wanted.queue());
    String key = key(wanted.queue(), wanted.routingKey(), queue);
    check(queue, wanted.exchange());
    ask(
        wanted,
        ExchangeMethods.bind(
            rights.namespace(),
            wanted.exchange(),
            Binding.Kind.QUEUE,
            queue,
            key,
            wanted.arguments()),
        reply -> {
          ExchangeMethods.checkBound(rights, reply);
          answer(wanted.nowait(), new QueueMethod.BindOk());
        });
  }

  private void unbind(QueueMethod.Unbind wanted) {
    String queue = channel.queueOrLast(wanted.queue());
    String key = key(wanted.queue(), wanted.routingKey(), queue);
    check(queue, wanted.exchange());
    ask(
        wanted,
        new ExchangeCommand.Unbind(
            rights.namespace(),
            wanted.exchange(),
            Binding.Kind.QUEUE,
            queue,
            key,
            HeaderValues.canonical(wanted.arguments())),
        reply -> {
          ExchangeMethods.checkBound(rights, reply);
          answer(false, new QueueMethod.UnbindOk());
        });
  }

  /// Where neither is named, the last queue's name is the key too.
  private static String key(String asked, String key, String queue) {
    return asked.isEmpty() && key.isEmpty() ? queue : key;
  }

  private void check(String queue, String exchange) {
    if (exchange.isEmpty()) {
      throw Refusals.defaultExchange();
    }
    rights.checkQueue(Act.WRITE, queue);
    rights.checkExchange(Act.READ, exchange);
  }

  private void purge(QueueMethod.Purge wanted) {
    String queue = channel.queueOrLast(wanted.queue());
    rights.checkQueue(Act.READ, queue);
    ask(
        wanted,
        new QueueCommand.Purge(name(queue)),
        reply -> {
          if (reply.problem() == Problem.UNSUPPORTED) {
            throw Refusals.notImplemented("purge not supported by " + rights.queue(queue));
          }
          Refusals.check(reply.problem(), rights.queue(queue));
          long events = Math.min(((Counted) reply).events(), MOST);
          answer(wanted.nowait(), new QueueMethod.PurgeOk(events));
        });
  }

  private void delete(QueueMethod.Delete wanted) {
    String queue = channel.queueOrLast(wanted.queue());
    rights.checkQueue(Act.CONFIGURE, queue);
    ask(
        wanted,
        new QueueCommand.Delete(name(queue), wanted.ifUnused(), wanted.ifEmpty()),
        reply -> {
          boolean gone = reply.problem() == Problem.UNKNOWN_QUEUE;
          Refusals.check(gone ? Problem.NONE : reply.problem(), rights.queue(queue));
          long events = gone ? 0 : Math.min(((Counted) reply).events(), MOST);
          answer(wanted.nowait(), new QueueMethod.DeleteOk(events));
        });
  }

  private void ask(Method asked, Command command, Answers.OnReply then) {
    channel.ask(asked.key(), command, then);
  }

  private void answer(boolean nowait, Method with) {
    if (!nowait) {
      channel.link().send(channel.number(), with);
    }
  }
}
