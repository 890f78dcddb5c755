package io.thalweg.core.publish;

import io.thalweg.core.batch.EventHeaders;
import io.thalweg.core.exchange.HeaderMatch.Headers;
import io.thalweg.core.journal.JournalWriter.Claim;
import io.thalweg.core.turn.Command;
import io.thalweg.core.turn.Problem;
import io.thalweg.core.turn.Reply;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What can be asked of the way from exchanges to queues.
public sealed interface PublishCommand extends Command {
  /// Most bytes of a value that one message of a [Publish] brings; larger values come in parts.
  int PART_BYTES = 900 * 1024;

  /// Publishes messages of one client, in order. All of it is lent. Answered by [Published], also
  /// when there is no room for some. Each message is stored as a whole, not the command, unless it
  /// takes one entry of the journal only.
  ///
  /// @param messages at least one, if nothing else is decided; their bytes sum up to at most
  ///   [#PART_BYTES]
  /// @param then is decided in the entry of the last message, for the same client, if there is room
  ///   for all. If some of it would have no effect any more, all is refused with
  ///   [Problem#UNKNOWN_DELIVERY]. What it replies comes before the answer, under the same number.
  ///   Takes at most [#THEN_BYTES] of the journal
  record Publish(long namespace, List<Message> messages, List<? extends Command> then)
      implements PublishCommand {
    /// Most journal bytes of what is decided with messages.
    public static final int THEN_BYTES = 64 << 10;

    /// Messages alone.
    public Publish(long namespace, List<Message> messages) {
      this(namespace, messages, List.of());
    }

    /// An upper bound of the journal bytes of what is decided with the messages.
    public int thenBytes() {
      int sum = 0;
      for (int i = 0; i < then.size(); i++) {
        sum = Math.addExact(sum, then.get(i).journalBytes());
      }
      return sum;
    }

    /// Without what their queues add: how many there are is known when they are routed.
    @Override
    public int journalBytes() {
      int sum = Math.addExact(256, thenBytes());
      for (int i = 0; i < messages.size(); i++) {
        sum = Math.addExact(sum, messages.get(i).bytes());
      }
      return sum;
    }

    @Override
    public Claim claim() {
      return messages.isEmpty() ? Claim.WORK : Claim.EVENTS;
    }
  }

  /// A message. Only used inside the call that brings it.
  interface Message {
    /// Name of the exchange.
    String exchange();

    /// The routing key, and others that count as much.
    List<String> keys();

    /// What exchanges of headers ask for.
    Headers headers();

    /// Its priority, from 0 on.
    int priority();

    /// How long after now it is delivered at the latest; -1: any time; 0: only if a consumer takes
    /// it at once.
    long ttlMillis();

    /// The record's key, or null.
    @Nullable ByteBuffer key();

    /// The record's value (of this part), or null. Its position is not moved.
    @Nullable ByteBuffer value();

    /// Bytes of the value, all parts.
    default long valueBytes() {
      ByteBuffer own = value();
      return own == null ? 0 : own.remaining();
    }

    /// The record's headers; the first is [io.thalweg.core.batch.EventMarks#TTL_HEADER] if it has a
    /// [#ttlMillis].
    EventHeaders recordHeaders();

    /// The same for topics that are shown, with what their clients could not read otherwise.
    default EventHeaders shownHeaders() {
      return recordHeaders();
    }

    /// Which part of the value this is.
    Part part();

    /// An upper bound of the bytes of its record.
    int bytes();

    /// The same with [#shownHeaders].
    default int shownBytes() {
      return bytes();
    }
  }

  /// Values that do not fit an entry of the journal come in parts, one after the other, each the
  /// only message of its command, with nothing published between them to the same queues, and no
  /// other parts to any. The first has the headers, and says which queues get the others, too:
  /// these are answered as it was. A value without its last part (since there was no room, or the
  /// broker ended) is none.
  enum Part {
    /// There is no other.
    ONLY,
    /// Others follow.
    FIRST,
    /// Others came and follow.
    MIDDLE,
    /// The value is complete.
    LAST
  }

  /// Answer to [Publish].
  ///
  /// @param problem [Problem#NONE] if every message went to a queue at least, and none refused it;
  ///   without messages, if what was decided instead was
  /// @param problems of each message, in their order, if `problem` is not NONE: NONE;
  ///   [Problem#UNROUTED]; [Problem#LIMIT_REACHED] if a queue refused it;
  ///   [Problem#UNKNOWN_EXCHANGE], [Problem#RESERVED] (internal), and the same for all behind it;
  ///   [Problem#UNKNOWN_DELIVERY]; [Problem#TRY_AGAIN], [Problem#DISK_FULL]
  record Published(Problem problem, List<Problem> problems) implements Reply {
    /// Success.
    public static final Published OK = new Published(Problem.NONE, List.of());
  }
}
