package io.thalweg.protocol.amqp.v091.channel;

import io.thalweg.core.publish.PublishCommand.Published;
import io.thalweg.core.queue.QueueCommand;
import io.thalweg.core.turn.Command;
import io.thalweg.core.turn.Delivery;
import io.thalweg.core.turn.Reply;
import io.thalweg.protocol.amqp.v091.method.BasicMethod;
import io.thalweg.protocol.amqp.v091.method.ChannelMethod;
import io.thalweg.protocol.amqp.v091.method.Method;
import io.thalweg.protocol.amqp.v091.method.Settlement;
import io.thalweg.protocol.amqp.v091.wire.AmqpException;

/// A channel. Methods are asked of the core one behind the other, without waiting for replies;
/// answers leave in their order. One that fails ends the channel; what was asked behind it by then
/// has happened all the same, as far as it did not depend on it.
public final class AmqpChannel {
  private enum State {
    /// It works.
    OPEN,
    /// It has failed, and says so when what was asked before is answered. Nothing is heard.
    FAILING,
    /// It has said so, and waits for `close-ok`. Nothing is heard.
    FAILED,
    /// Its client closes it.
    CLOSING
  }

  private final Link link;
  private final int number;
  private final int session;
  private final Answers answers = new Answers();
  private final Publishing publishing;
  private final Consuming consuming;
  private final MethodTable methods;
  private State state = State.OPEN;
  private boolean closeAsked;
  private String lastQueue = "";

  /// @param session the core's number of it, which no other channel of the connection ever had
  public AmqpChannel(Link link, int number, int session) {
    this.link = link;
    this.number = number;
    this.session = session;
    this.consuming = new Consuming(this);
    this.publishing = new Publishing(link, number, consuming::replyTo);
    this.methods = new MethodTable(this);
  }

  Link link() {
    return link;
  }

  int number() {
    return number;
  }

  int session() {
    return session;
  }

  public Publishing publishing() {
    return publishing;
  }

  Consuming consuming() {
    return consuming;
  }

  /// The queue that an empty name means.
  ///
  /// @throws AmqpException 404 if none was declared
  String queueOrLast(String name) {
    String queue = name.isEmpty() ? lastQueue : name;
    if (queue.isEmpty()) {
      throw Refusals.notFound("previously declared queue");
    }
    return queue;
  }

  void lastQueue(String name) {
    lastQueue = name;
  }

  /// Whether nothing is heard until the channel is closed.
  public boolean ignores() {
    return state == State.FAILING || state == State.FAILED;
  }

  /// Whether the next frame must wait for a reply. What is delivered must not overtake an answer,
  /// so what leads to deliveries waits until nothing is owed; and all waits for an event that was
  /// asked for.
  ///
  /// @param key of the method; 0: none
  public boolean waits(int key) {
    if (ignores()) {
      return false;
    }
    boolean leadsToDeliveries = key == BasicMethod.Consume.KEY || key == BasicMethod.Get.KEY;
    return state == State.CLOSING || consuming.gets() || (leadsToDeliveries && !answers.isEmpty());
  }

  /// A method has come that is none of those for each message.
  ///
  /// @throws AmqpException if the channel or the connection shall end
  public void method(Method method) {
    if (method instanceof ChannelMethod.CloseOk) {
      closeOk(method);
    } else if (method instanceof ChannelMethod.Close) {
      close();
    } else if (!ignores()) {
      settled();
      methods.handle(method);
    }
  }

  private void closeOk(Method method) {
    if (state != State.FAILED) {
      throw Refusals.unexpected(method);
    }
    link.gone(number);
  }

  private void close() {
    switch (state) {
      case FAILED -> link.send(number, new ChannelMethod.CloseOk());
      case FAILING -> closeAsked = true;
      case OPEN -> {
        settled();
        publishing.unfinished();
        state = State.CLOSING;
        ask(
            ChannelMethod.Close.KEY,
            new QueueCommand.Close(session),
            _ -> {
              link.send(number, new ChannelMethod.CloseOk());
              closed();
              link.gone(number);
            });
      }
      case CLOSING -> throw new IllegalStateException("expected that it waits");
    }
  }

  /// A settlement has come.
  ///
  /// @throws AmqpException if the channel shall end
  public void settle(Settlement settlement) {
    methods.settle(settlement);
  }

  /// Hands over what was gathered: publishes, then settlements.
  public void settled() {
    link.share().handOver();
    consuming.settled();
  }

  /// When bytes came last of the message that is not complete, if there is one.
  public long progressMillis() {
    return publishing.progressMillis();
  }

  /// A name that nobody has thought of.
  String randomName(String prefix) {
    return link.share().randomName(prefix);
  }

  /// Asks the core. `then` is called with its reply when all that was asked before is answered.
  void ask(int method, Command command, Answers.OnReply then) {
    answers.await(link.ask(number, command), method, then);
  }

  /// The same for one that has been asked already.
  void await(int method, long request, Answers.OnReply then) {
    answers.await(request, method, then);
  }

  /// Answers `asked` when all that was asked before is answered.
  void answer(Method asked, Method with) {
    answers.inTurn(asked.key(), () -> link.send(number, with));
  }

  /// A reply has come.
  ///
  /// @throws AmqpException if the channel or the connection shall end
  public void replied(long request, Reply reply) {
    if (reply instanceof Published published) {
      publishing.replied(request, published);
    } else if (reply instanceof QueueCommand.Ended) {
      consuming.ended(request);
    } else if (reply instanceof QueueCommand.Overdue overdue) {
      throw Refusals.overdue(number, overdue.millis());
    } else {
      answers.replied(request, reply);
    }
  }

  /// An event has come for a consumer, or since it was asked for; whether it went out.
  public boolean delivered(Delivery event) {
    if (event.session() != session || state == State.CLOSING || ignores()) {
      return false;
    }
    if (consuming.answersGet(event)) {
      link.answered();
      answers.replied(event.request(), Reply.Done.OK);
      return true;
    }
    return consuming.delivered(event);
  }

  /// A method of the client was wrong: the channel ends when what was asked before is answered.
  public void fail(AmqpException why) {
    if (state == State.OPEN) {
      settled();
      state = State.FAILING;
      publishing.unfinished();
      answers.inTurn(0, () -> failNow(why));
    }
  }

  /// The channel ends, whatever else was asked.
  public void failNow(AmqpException why) {
    if (state == State.FAILED) {
      return;
    }
    settled();
    boolean closes = closeAsked || state == State.CLOSING;
    state = State.FAILED;
    int code = why.code().number();
    link.send(
        number, new ChannelMethod.Close(code, why.replyText(), why.classId(), why.methodId()));
    if (closes) {
      link.send(number, new ChannelMethod.CloseOk());
    }
    link.tell(new QueueCommand.Close(session));
    closed();
    link.failed(number, code);
  }

  /// Lets go of everything: nothing leaves any more.
  public void closed() {
    if (consuming.gets()) {
      link.answered();
    }
    answers.clear();
    publishing.drop();
    consuming.drop();
  }
}
