package io.thalweg.protocol.amqp.v091.channel;

import io.thalweg.core.queue.QueueCommand.Outcome;
import io.thalweg.core.queue.QueueCommand.Settle;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Gathers settlements that follow each other into ranges. They are told behind the messages that
/// were published before them: a client that acknowledges what it has answered loses neither.
final class Settling {
  private final Link link;
  private final int session;
  private @Nullable Outcome outcome;
  private long first;
  private long last;

  /// What is not told, but kept for whoever tells it with something else; null: it is told.
  private @Nullable List<Settle> kept;

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
    if (how == null) {
      return;
    }
    outcome = null;
    Settle all = new Settle(session, first, last, how);
    if (kept != null) {
      kept.add(all);
    } else {
      link.share().handOver();
      link.tell(all);
    }
  }

  /// What `settles` would have told.
  List<Settle> kept(Runnable settles) {
    end();
    List<Settle> all = new ArrayList<>();
    kept = all;
    try {
      settles.run();
      end();
    } finally {
      kept = null;
    }
    return all;
  }
}
