package io.thalweg.protocol.amqp.v091.channel;

import io.thalweg.core.queue.QueueCommand.Outcome;
import io.thalweg.core.queue.QueueCommand.Settle;
import org.jspecify.annotations.Nullable;

/// Gathers settlements that follow each other into ranges. They are told behind the messages that
/// were published before them: a client that acknowledges what it has answered loses neither.
final class Settling {
  private final Link link;
  private final int session;
  private @Nullable Outcome outcome;
  private long first;
  private long last;

  Settling(Link link, int session) {
    this.link = link;
    this.session = session;
  }

  /// Settles a tag.
  void one(Outcome how, long tag) {
    boolean follows = outcome == how && tag == last + 1 && tag - first < Settle.MOST;
    if (!follows) {
      end();
      outcome = how;
      first = tag;
    }
    last = tag;
  }

  /// Settles a range of tags, which is not too many.
  void range(Outcome how, long from, long to) {
    end();
    outcome = how;
    first = from;
    last = to;
    end();
  }

  /// Tells what was gathered.
  void end() {
    Outcome how = outcome;
    if (how != null) {
      outcome = null;
      link.share().handOver();
      link.tell(new Settle(session, first, last, how));
    }
  }
}
