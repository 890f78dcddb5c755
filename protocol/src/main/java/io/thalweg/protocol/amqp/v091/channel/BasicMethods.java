package io.thalweg.protocol.amqp.v091.channel;

import io.thalweg.core.queue.QueueCommand;
import io.thalweg.core.queue.QueueName;
import io.thalweg.core.turn.Problem;
import io.thalweg.core.turn.Reply;
import io.thalweg.protocol.amqp.v091.channel.Rights.Act;
import io.thalweg.protocol.amqp.v091.method.BasicMethod;
import io.thalweg.protocol.amqp.v091.wire.AmqpException;
import io.thalweg.protocol.amqp.v091.wire.FieldValue;
import io.thalweg.protocol.amqp.v091.wire.ReplyCode;

/// The class `basic`, but for what comes for each message.
final class BasicMethods {
  /// The pseudo-queue of direct replies.
  static final String REPLY_TO = "amq.rabbitmq.reply-to";

  private static final String GENERATED = "amq.ctag-";

  private final AmqpChannel channel;
  private final Rights rights;
  private int prefetch;

  BasicMethods(AmqpChannel channel) {
    this.channel = channel;
    this.rights = channel.link().rights();
  }

  void handle(BasicMethod method) {
    switch (method) {
      case BasicMethod.Qos qos -> qos(qos);
      case BasicMethod.Consume consume -> consume(consume);
      case BasicMethod.Cancel cancel -> cancel(cancel);
      case BasicMethod.Get get -> get(get);
      case BasicMethod.Recover recover -> {
        checkRequeue(recover.requeue());
        recover(recover.key(), _ -> send(false, new BasicMethod.RecoverOk()));
      }
      case BasicMethod.RecoverAsync recover -> {
        checkRequeue(recover.requeue());
        recover(recover.key(), _ -> {});
      }
      case BasicMethod.CancelOk _ -> {} // to what was said with nowait
      case BasicMethod.Publish _, BasicMethod.Ack _, BasicMethod.Nack _, BasicMethod.Reject _ ->
          throw new IllegalStateException("expected to be handled where it lies");
      case BasicMethod.QosOk _,
          BasicMethod.ConsumeOk _,
          BasicMethod.Return _,
          BasicMethod.Deliver _,
          BasicMethod.GetOk _,
          BasicMethod.GetEmpty _,
          BasicMethod.RecoverOk _ ->
          throw Refusals.unexpected(method);
    }
  }

  private QueueName name(String queue) {
    return new QueueName(rights.namespace(), QueueName.Kind.AMQP, queue);
  }

  private void qos(BasicMethod.Qos wanted) {
    if (wanted.prefetchSize() != 0) {
      throw Refusals.notImplemented("prefetch_size!=0 (" + wanted.prefetchSize() + ")");
    }
    if (wanted.global()) {
      channel.link().tell(new QueueCommand.Limit(channel.session(), wanted.prefetchCount()));
    } else {
      prefetch = wanted.prefetchCount();
    }
    channel.answer(wanted, new BasicMethod.QosOk());
  }

  private void consume(BasicMethod.Consume wanted) {
    String name = wanted.consumerTag();
    if (channel.consuming().has(name)) {
      throw new AmqpException(
          ReplyCode.NOT_ALLOWED, "attempt to reuse consumer tag '" + name + "'");
    }
    String tag = name.isEmpty() ? channel.randomName(GENERATED) : name;
    if (wanted.queue().equals(REPLY_TO)) {
      consumeReplies(wanted, tag);
    } else {
      consume(wanted, tag);
    }
  }

  private void consume(BasicMethod.Consume wanted, String tag) {
    String queue = channel.queueOrLast(wanted.queue());
    rights.checkQueue(Act.READ, queue);
    QueueCommand.Consume command =
        new QueueCommand.Consume(
            name(queue),
            channel.session(),
            !wanted.noAck(),
            wanted.exclusive(),
            priority(wanted),
            wanted.noAck() ? 0 : prefetch,
            QueueCommand.Deadline.told(channel.link().acknowledgeMillis()),
            StreamStart.of(wanted.arguments(), rights.queue(queue)));
    long request = channel.link().ask(channel.number(), command);
    channel.consuming().begin(request, tag, !wanted.noAck());
    channel.await(
        wanted.key(),
        request,
        reply -> {
          check(reply, queue);
          send(wanted.nowait(), new BasicMethod.ConsumeOk(tag));
        });
  }

  private void consumeReplies(BasicMethod.Consume wanted, String tag) {
    if (!wanted.noAck()) {
      throw Refusals.precondition("reply consumer cannot acknowledge");
    }
    if (channel.consuming().replyTo() != null) {
      throw Refusals.precondition("reply consumer already set");
    }
    String name = channel.randomName(REPLY_TO + '.');
    long request =
        channel
            .link()
            .ask(channel.number(), new QueueCommand.AwaitReplies(name, channel.session()));
    channel.consuming().begin(request, tag, false);
    channel.consuming().replyTo(name, tag);
    channel.await(
        wanted.key(),
        request,
        reply -> {
          Refusals.check(reply.problem(), rights.queue(REPLY_TO));
          send(wanted.nowait(), new BasicMethod.ConsumeOk(tag));
        });
  }

  private void check(Reply reply, String queue) {
    String shown = rights.queue(queue);
    switch (reply.problem()) {
      case IN_USE -> throw Refusals.refused(shown + " in exclusive use");
      case UNSUPPORTED ->
          throw Refusals.notImplemented(
              "automatic acknowledgement not supported by stream queues " + shown);
      case INVALID_SETTING ->
          throw Refusals.precondition("consumer prefetch count is not set for '" + shown + "'");
      case INVALID_PARTITIONS ->
          throw Refusals.precondition(
              "an offset is of one partition: expected x-partition for " + shown);
      case UNKNOWN_PARTITION ->
          throw Refusals.precondition("no such partition as x-partition of " + shown);
      default -> Refusals.check(reply.problem(), shown);
    }
  }

  private int priority(BasicMethod.Consume wanted) {
    FieldValue value = wanted.arguments().get("x-priority");
    if (value == null) {
      return 0;
    }
    boolean fits = value instanceof FieldValue.Whole whole && whole.value() == (int) whole.value();
    if (!fits) {
      throw Refusals.precondition("invalid arg 'x-priority': expected a whole number of 32 bits");
    }
    return (int) ((FieldValue.Whole) value).value();
  }

  private void cancel(BasicMethod.Cancel wanted) {
    long request = channel.consuming().cancel(wanted.consumerTag());
    BasicMethod.CancelOk ok = new BasicMethod.CancelOk(wanted.consumerTag());
    if (request < 0) {
      if (!wanted.nowait()) {
        channel.answer(wanted, ok);
      }
      return;
    }
    channel.ask(
        wanted.key(),
        new QueueCommand.Cancel(request),
        _ -> {
          channel.consuming().end(request);
          send(wanted.nowait(), ok);
        });
  }

  private void get(BasicMethod.Get wanted) {
    String queue = channel.queueOrLast(wanted.queue());
    rights.checkQueue(Act.READ, queue);
    QueueCommand.Get command =
        new QueueCommand.Get(
            name(queue),
            channel.session(),
            !wanted.noAck(),
            QueueCommand.Deadline.told(channel.link().acknowledgeMillis()));
    long request = channel.link().ask(channel.number(), command);
    channel.consuming().gets(request, !wanted.noAck());
    channel.await(
        wanted.key(),
        request,
        reply -> {
          if (reply instanceof QueueCommand.QueueIs) { // else it has been delivered
            channel.consuming().gotNothing();
            if (reply.problem() == Problem.UNSUPPORTED) {
              throw Refusals.notImplemented(
                  "basic.get not supported by stream queues " + rights.queue(queue));
            }
            boolean empty = reply.problem() == Problem.EMPTY;
            Refusals.check(empty ? Problem.NONE : reply.problem(), rights.queue(queue));
            send(false, new BasicMethod.GetEmpty(""));
          }
        });
  }

  private static void checkRequeue(boolean requeue) {
    if (!requeue) {
      throw Refusals.notImplemented("basic.recover with requeue=false");
    }
  }

  private void recover(int key, Answers.OnReply then) {
    channel.consuming().recovers();
    channel.ask(key, new QueueCommand.Recover(channel.session()), then);
  }

  private void send(boolean nowait, BasicMethod method) {
    if (!nowait) {
      channel.link().send(channel.number(), method);
    }
  }
}
