package io.thalweg.protocol.amqp.v091.channel;

import io.thalweg.core.turn.Reply;
import io.thalweg.protocol.amqp.v091.wire.AmqpException;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// What a channel owes its client, in the order in which it was asked: a client tells answers apart
/// by their order alone.
final class Answers {
  private static final long NOTHING_ASKED = -1;

  private final ArrayDeque<Owed> owed = new ArrayDeque<>();

  /// What a reply of the core leads to.
  interface OnReply {
    /// @throws AmqpException if the channel or the connection shall end
    void replied(Reply reply);
  }

  private static final class Owed {
    private final long request;
    private final int method;
    private final OnReply then;
    private @Nullable Reply reply;

    Owed(long request, int method, OnReply then) {
      this.request = request;
      this.method = method;
      this.then = then;
    }
  }

  /// When all that was asked before has been answered, and `request` too, `then` is called with its
  /// reply. `method` is the key of the method that asked.
  void await(long request, int method, OnReply then) {
    owed.add(new Owed(request, method, then));
  }

  /// Calls `then` when all that was asked before has been answered: perhaps now.
  void inTurn(int method, Runnable then) {
    if (owed.isEmpty()) {
      then.run();
      return;
    }
    Owed last = new Owed(NOTHING_ASKED, method, _ -> then.run());
    last.reply = Reply.Done.OK;
    owed.add(last);
  }

  boolean isEmpty() {
    return owed.isEmpty();
  }

  /// The reply to `request` has come; one that nobody waits for is dropped.
  ///
  /// @throws AmqpException if it, or one that waited behind it, shall end the channel or connection
  void replied(long request, Reply reply) {
    for (Owed each : owed) {
      if (each.request == request) {
        each.reply = reply;
        break;
      }
    }
    Owed first = owed.peek();
    while (first != null && first.reply != null) {
      owed.remove();
      try {
        first.then.replied(first.reply);
      } catch (AmqpException e) {
        throw e.in(first.method);
      }
      first = owed.peek();
    }
  }

  /// Nobody waits any more.
  void clear() {
    owed.clear();
  }
}
