package io.thalweg.core.queue.deliver;

import io.thalweg.core.batch.BatchBuilder;
import io.thalweg.core.publish.PublishCommand.Message;
import io.thalweg.core.publish.PublishCommand.Part;
import io.thalweg.core.publish.PublishCommand.Published;
import io.thalweg.core.queue.QueueCommand.AwaitReplies;
import io.thalweg.core.queue.QueueCommand.SendReply;
import io.thalweg.core.queue.letter.DirectReply;
import io.thalweg.core.turn.Problem;
import io.thalweg.core.turn.Reply;
import io.thalweg.core.turn.Turn;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Replies that go from one session to another and are stored nowhere: who waits for them, and
/// those that leave at the end of the turn.
final class DirectReplies {
  /// Bytes that may wait for the socket of who waits for replies: it gets no more of them then.
  static final long UNSENT_BYTES = 4 << 20;

  private static final Published NOBODY =
      new Published(Problem.UNROUTED, List.of(Problem.UNROUTED));

  /// A reply, and whose.
  private record Due(QueueSession session, DirectReply reply) {}

  private final Map<String, QueueSession> waiting = new HashMap<>();
  private final ArrayDeque<Due> due = new ArrayDeque<>();
  private final BatchBuilder builder = new BatchBuilder();

  /// Of whose value more parts come; null: of none.
  private @Nullable Due begun;

  /// Somebody waits for replies from now on.
  void await(Turn turn, AwaitReplies wanted, QueueSession session) {
    if (waiting.containsKey(wanted.name()) || session.repliesTo != null) {
      turn.reply(new Reply.Done(Problem.IN_USE));
      return;
    }
    session.awaitReplies(wanted.name(), turn.request());
    waiting.put(wanted.name(), session);
    turn.replyAtOnce(Reply.Done.OK);
  }

  /// Whether somebody waits for replies under that name.
  boolean has(String name) {
    return waiting.containsKey(name);
  }

  /// `session` does not wait for replies any more.
  void end(QueueSession session) {
    String name = session.repliesTo;
    if (name != null) {
      waiting.remove(name);
      session.awaitReplies(null, 0);
    }
  }

  /// A reply has come, or a part of it. It has gone nowhere if nobody waits for it, or has room.
  void send(Turn turn, SendReply command) {
    Message message = command.message();
    if (message.part() == Part.ONLY || message.part() == Part.FIRST) {
      begun = begin(turn, command);
    } else if (begun != null) {
      begun.reply().add(message.value());
    }
    Due last = begun;
    turn.replyAtOnce(last == null ? NOBODY : Published.OK);
    if (message.part() == Part.ONLY || message.part() == Part.LAST) {
      begun = null;
      if (last != null) {
        last.session.client.delivered(last.reply.weight());
        due.add(last);
      }
    }
  }

  private @Nullable Due begin(Turn turn, SendReply command) {
    QueueSession session = waiting.get(command.name());
    if (session == null || session.isEnded() || !session.client.hasRoom(UNSENT_BYTES)) {
      return null;
    }
    long tag = session.nextTag();
    DirectReply reply =
        new DirectReply(
            session.repliesRequest,
            session.number,
            tag,
            command.message(),
            builder,
            turn.nowMillis());
    return new Due(session, reply);
  }

  /// Those that have come leave.
  void deliver() {
    for (Due each = due.poll(); each != null; each = due.poll()) {
      if (!each.session.client.isGone()) {
        each.session.client.client.delivered(each.reply);
      }
    }
  }
}
