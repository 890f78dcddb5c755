package io.thalweg.protocol.amqp.v091.channel;

import io.thalweg.core.publish.PublishCommand.Published;
import io.thalweg.core.turn.Problem;
import io.thalweg.protocol.amqp.v091.channel.Publishing.Mode;
import io.thalweg.protocol.amqp.v091.message.KeptMessage;
import io.thalweg.protocol.amqp.v091.method.BasicMethod;
import io.thalweg.protocol.amqp.v091.method.Settlement;
import io.thalweg.protocol.amqp.v091.wire.AmqpException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/// What becomes of messages that were handed over: they are confirmed in their order, returned, or
/// end the channel.
final class Confirming {
  private final Link link;
  private final int channel;
  private final Publishing publishing;
  private final ArrayDeque<Unconfirmed> pending = new ArrayDeque<>();
  private long given;
  private long unnumbered = -1;

  Confirming(Link link, int channel, Publishing publishing) {
    this.link = link;
    this.channel = channel;
    this.publishing = publishing;
  }

  /// What is handed over from now on is numbered.
  void begin() {
    unnumbered = unnumbered < 0 ? given : unnumbered;
  }

  /// The next messages, none of which is known yet. There is one at a time, until [#add].
  Unconfirmed fresh() {
    return new Unconfirmed(given + 1);
  }

  /// They were handed over.
  void add(Unconfirmed all) {
    given += all.count();
    pending.add(all);
  }

  /// A reply has come; one that nobody waits for is dropped.
  ///
  /// @throws AmqpException if what was published ends the channel
  void replied(long request, Published reply) {
    for (Unconfirmed each : pending) {
      if (each.isOf(request)) {
        each.replied(reply);
        break;
      }
    }
    Unconfirmed first = pending.peek();
    while (first != null && first.isComplete()) {
      pending.remove();
      link.share().budget().give(first.keptBytes());
      try {
        conclude(first);
      } catch (AmqpException e) {
        throw e.in(BasicMethod.Publish.KEY);
      }
      first = pending.peek();
    }
  }

  private void conclude(Unconfirmed all) {
    if (all.allStored()) {
      confirm(all, 0, all.count(), true);
      return;
    }
    if (all.count() == 0) { // a transaction that only settles
      publishing.transaction().fails();
    }
    int from = 0;
    boolean good = true;
    for (int i = 0; i < all.count(); i++) {
      boolean stored = isFine(all, i);
      if (stored != good) {
        confirm(all, from, i, good);
        from = i;
        good = stored;
      }
    }
    confirm(all, from, all.count(), good);
  }

  /// Whether nothing is wrong with a message, which is returned if it went nowhere but must not.
  private boolean isFine(Unconfirmed all, int index) {
    Problem problem = all.problem(index);
    String exchange = link.rights().exchange(all.exchange(index));
    switch (problem) {
      case NONE -> {}
      case UNROUTED -> {
        KeptMessage returned = all.mandatory(index);
        if (returned != null) {
          MessageWriter.unroutable(link, channel, returned);
        }
      }
      case UNKNOWN_EXCHANGE -> throw Refusals.of(problem, exchange);
      case RESERVED -> throw Refusals.refused("cannot publish to internal " + exchange);
      default -> {
        if (publishing.mode() == Mode.TX) {
          publishing.transaction().fails();
        } else if (publishing.mode() == Mode.PLAIN && problem != Problem.LIMIT_REACHED) {
          throw Refusals.of(problem, "message to " + exchange + " was not stored");
        }
        return false;
      }
    }
    return true;
  }

  /// Confirms the messages from `from` to before `to`; all before them are confirmed already.
  private void confirm(Unconfirmed all, int from, int to, boolean good) {
    if (publishing.mode() != Mode.CONFIRM || from == to || all.sequence(from) <= unnumbered) {
      return;
    }
    boolean multiple = to - from > 1;
    long last = all.sequence(to - 1) - unnumbered;
    ByteBuffer room = link.out().room(Settlement.FRAME_BYTES);
    if (good) {
      Settlement.writeAck(room, channel, last, multiple);
    } else {
      Settlement.writeNack(room, channel, last, multiple, false);
    }
    link.out().advance(room);
    link.flush();
  }

  /// Nobody waits any more.
  void drop() {
    for (Unconfirmed each : pending) {
      link.share().budget().give(each.keptBytes());
    }
    pending.clear();
  }
}
