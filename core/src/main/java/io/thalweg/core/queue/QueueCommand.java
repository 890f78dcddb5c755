package io.thalweg.core.queue;

import io.thalweg.core.journal.JournalWriter.Claim;
import io.thalweg.core.publish.PublishCommand.Message;
import io.thalweg.core.turn.Client;
import io.thalweg.core.turn.Command;
import io.thalweg.core.turn.Problem;
import io.thalweg.core.turn.Reply;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What can be asked about queues, of which a client has *sessions*, numbered by itself: whoever
/// consumes and settles (a channel). A session is there as soon as it is used. What is delivered in
/// it is numbered from 1 on: the delivery's *tag*.
public sealed interface QueueCommand extends Command {
  /// Journal bytes of a small record.
  int SMALL = 128;

  /// Most levels of priority.
  int MOST_PRIORITIES = 256;

  /// What became of an event, in its consumer's words.
  enum Outcome {
    /// It is done.
    ACCEPT,
    /// It is to be delivered again, and has failed once more.
    FAIL,
    /// It is to be delivered again, as it was.
    RELEASE,
    /// It is a dead letter.
    REJECT
  }

  /// How long a delivery may be unsettled, and what happens then.
  ///
  /// @param millis 0: any time
  /// @param ends whether the delivery ends then, as if it had failed: once more counted, delivered
  ///   again, its credit given back. One that is in vain only ends. Else the client is told by
  ///   [Overdue]
  record Deadline(long millis, boolean ends) {
    /// A delivery may be unsettled for any time.
    public static final Deadline NONE = new Deadline(0, false);

    /// The longest after which deliveries end: 12 hours.
    public static final long MOST_MILLIS = 12L * 60 * 60 * 1000;

    /// The client is told after `millis`; 0: never.
    public static Deadline told(long millis) {
      return new Deadline(millis, false);
    }

    /// A delivery ends after `millis`, at most [#MOST_MILLIS], unless [Extend] gives it more time.
    public static Deadline ending(long millis) {
      return new Deadline(millis, true);
    }

    /// Whether `millis` is a time after which deliveries may end.
    public static boolean mayEnd(long millis) {
      return millis > 0 && millis <= MOST_MILLIS;
    }
  }

  /// Declares a queue, or asks whether it is there as it is wanted. Answered by [QueueIs];
  /// [Problem#LOCKED] if it is another client's alone.
  record Declare(QueueName name, QueueSettings settings) implements QueueCommand {
    @Override
    public int journalBytes() {
      int partitions = Math.clamp(settings.delivery().priorities(), 1, MOST_PRIORITIES);
      boolean own = settings.topic().isEmpty();
      int places = own ? partitions * SMALL : QueueLimits.MOST_PARTITIONS * CursorStated.BYTES;
      int stated = Math.addExact(3 * name.name().length(), QueueStated.bytes(settings));
      return Math.addExact(16 * SMALL + 1024 + places, stated);
    }

    @Override
    public Claim claim() {
      return Claim.EVENTS;
    }
  }

  /// Asks whether there is a queue of that name. Answered by [QueueIs].
  record Find(QueueName name) implements QueueCommand {}

  /// Deletes a queue with its events; consumers are told by [Ended]. One that isn't there is none's
  /// problem. Answered by [Counted].
  ///
  /// @param ifUnused only if it has no consumer, else [Problem#IN_USE]
  /// @param ifEmpty only if no event waits in it, else [Problem#NOT_EMPTY]
  record Delete(QueueName name, boolean ifUnused, boolean ifEmpty) implements QueueCommand {
    @Override
    public int journalBytes() {
      return 64 * SMALL;
    }

    @Override
    public Claim claim() {
      return Claim.REMOVAL;
    }
  }

  /// Removes all events that nobody has. Answered by [Counted]: [Problem#UNSUPPORTED] for a stream.
  record Purge(QueueName name) implements QueueCommand {
    @Override
    public int journalBytes() {
      return 64 * SMALL;
    }

    @Override
    public Claim claim() {
      return Claim.REMOVAL;
    }
  }

  /// A purge goes on. Given by a timer only.
  ///
  /// @param client to be answered, as `request`
  /// @param purged events, as they were counted when it began
  record PurgeOn(Place place, Client client, long request, long purged) implements QueueCommand {
    /// Most ranges that are written at once.
    public static final int RANGES = 256;

    /// @param queue its id
    /// @param seeks how often the queue had gone on elsewhere
    /// @param from how far it has come in each partition
    /// @param to where it ends in each
    public record Place(long queue, int seeks, List<Long> from, List<Long> to) {}

    @Override
    public int journalBytes() {
      return 64 * SMALL;
    }

    @Override
    public Claim claim() {
      return Claim.REMOVAL;
    }
  }

  /// Goes on at `offset` in every partition, as near as there are events: all from there on is
  /// delivered again, and what was delivered before is settled without effect. Answered by
  /// [Reply.Done].
  ///
  /// @param offset or [#EARLIEST], [#LATEST]
  record Seek(QueueName name, long offset) implements QueueCommand {
    /// The first event that is there.
    public static final long EARLIEST = -2;

    /// Behind the last event.
    public static final long LATEST = -1;

    @Override
    public int journalBytes() {
      return SMALL + QueueLimits.MOST_PARTITIONS * 40;
    }
  }

  /// Begins to consume. Answered by [QueueIs]: [Problem#LOCKED] if the queue is another client's
  /// alone, [Problem#IN_USE] if there are consumers and this, or that, is to be the only one.
  /// Events follow through [io.thalweg.core.turn.Client#delivered] under this request's number,
  /// until [Cancel] or [Ended].
  ///
  /// @param session the client's own number
  /// @param settles whether deliveries are settled; else they are done once they were sent
  /// @param exclusive whether it must be the only consumer
  /// @param priority the higher, the sooner it gets events
  /// @param credit most unsettled deliveries at once; 0: any number
  /// @param deadline how long a delivery may be unsettled. How long it may be until [Overdue]
  ///   comes, under this request's number, the queue may say instead. [Problem#INVALID_SETTING] if
  ///   deliveries end after too long, or at once
  /// @param start where to read, if events are kept: by a queue that is a stream, or by a topic
  ///   that is not the queue's own. Nothing is remembered about such a consumer, and settling only
  ///   gives credit. [Problem#UNSUPPORTED] if it does not settle, [Problem#INVALID_SETTING] without
  ///   credit, [Problem#UNKNOWN_PARTITION], [Problem#INVALID_PARTITIONS] for an offset in all of
  ///   several partitions. Null: what the queue delivers, or what is written next to a stream
  record Consume(
      QueueName name,
      int session,
      boolean settles,
      boolean exclusive,
      int priority,
      int credit,
      Deadline deadline,
      @Nullable Start start)
      implements QueueCommand {
    /// One of what the queue delivers, whose deliveries may be unsettled for any time.
    public Consume(
        QueueName name, int session, boolean settles, boolean exclusive, int priority, int credit) {
      this(name, session, settles, exclusive, priority, credit, Deadline.NONE, null);
    }
  }

  /// Ends consuming: what was delivered stays with the session. Answered by [Reply.Done].
  ///
  /// @param consumer number of the request that began it
  record Cancel(long consumer) implements QueueCommand {
    @Override
    public int journalBytes() {
      return 64 * SMALL;
    }
  }

  /// Waits for replies, which are stored nowhere: they come through
  /// [io.thalweg.core.turn.Client#delivered] under this request's number, to whoever sends them by
  /// this name, until [Cancel] or the session's end. Answered by [Reply.Done]: [Problem#IN_USE] if
  /// the session waits already.
  ///
  /// @param name that nobody can guess
  record AwaitReplies(String name, int session) implements QueueCommand {}

  /// Asks whether somebody waits for replies under that name. Answered by [Reply.Done].
  record FindReplies(String name) implements QueueCommand {}

  /// Sends a message to who waits for replies under that name. What is more than waits for its
  /// socket anyway goes nowhere, as if it was gone. Answered by
  /// [io.thalweg.core.publish.PublishCommand.Published].
  ///
  /// @param message lent; parts of a value follow each other
  record SendReply(String name, Message message) implements QueueCommand {}

  /// Asks for one event, which comes through [io.thalweg.core.turn.Client#delivered] under this
  /// request's number. Answered by [QueueIs] if there is none: with [Problem#EMPTY], or why not.
  ///
  /// @param deadline as for [Consume]
  record Get(QueueName name, int session, boolean settles, Deadline deadline)
      implements QueueCommand {
    /// One whose delivery may be unsettled for any time.
    public Get(QueueName name, int session, boolean settles) {
      this(name, session, settles, Deadline.NONE);
    }

    @Override
    public int journalBytes() {
      return 4 * SMALL;
    }
  }

  /// How many deliveries of a session, of all its consumers, may be unsettled at once. Not
  /// answered.
  ///
  /// @param credit 0: any number
  record Limit(int session, int credit) implements QueueCommand {}

  /// Tells what became of deliveries: all unsettled ones among the tags. Answered only by a
  /// problem: [Problem#UNKNOWN_DELIVERY] if `last` is none that was given, or there is none at all.
  ///
  /// A delivery has ended as soon as its deadline has passed, in the broker time of this command,
  /// whether anything has come of that yet or not: settling it is without effect. In a session in
  /// which deliveries have ever had a deadline that is no problem either, nor is settling twice.
  ///
  /// @param first the same as `last` for a single one, which must be unsettled
  record Settle(int session, long first, long last, Outcome outcome) implements QueueCommand {
    /// Nobody settles more at once: what was settled lies in ranges of offsets.
    @Override
    public int journalBytes() {
      long deliveries = Math.min(last - first + 1, MOST);
      return (int) (SMALL + deliveries * 64);
    }

    /// Most tags of one command.
    public static final int MOST = 4_096;
  }

  /// Gives deliveries more time, or less: each unsettled one among the tags that has a deadline has
  /// it `millis` after now, also one that is in vain. Answered by [Counted], with how many they
  /// are, since whoever extends must know what is not his any more; [Problem#UNKNOWN_DELIVERY] if
  /// there is none: they were settled, or their deadline has passed, or they have none.
  ///
  /// To know of each, extend each; more than [Settle#MOST] are not extended at once.
  ///
  /// @param millis [Problem#INVALID_SETTING] if it is not above 0, or above [Deadline#MOST_MILLIS]
  record Extend(int session, long first, long last, long millis) implements QueueCommand {}

  /// Everything unsettled of a session is to be delivered again, as it was, but for what has failed
  /// by its deadline. Answered by [Reply.Done].
  record Recover(int session) implements QueueCommand {
    @Override
    public int journalBytes() {
      return SMALL;
    }
  }

  /// A session ends: its consumers end, its unsettled deliveries are lost. Answered by
  /// [Reply.Done].
  record Close(int session) implements QueueCommand {
    @Override
    public int journalBytes() {
      return 64 * SMALL;
    }
  }

  /// The client's socket has taken `bytes` more of what was delivered. Not answered. Without it no
  /// more is delivered to a client once [#UNSENT_BYTES] were.
  record Sent(long bytes) implements QueueCommand {
    /// Bytes of events that wait for a client's socket, as [io.thalweg.core.turn.Delivery#weight].
    public static final long UNSENT_BYTES = 1 << 20;
  }

  /// A queue is to be looked at: an event in it may be due. Given by a timer only.
  record WakeDue(long queue) implements QueueCommand {}

  /// Deliveries of a session may be unsettled for too long by now. Given by a timer only.
  record UnsettledDue(Client client, int session) implements QueueCommand {
    /// Most deliveries that end at once.
    public static final int STEP = 256;

    @Override
    public int journalBytes() {
      return STEP * 2 * SMALL;
    }
  }

  /// What a client that is gone had is given back, some of it each time. Given by a timer only.
  record Gone(Client client) implements QueueCommand {
    /// Most deliveries, or queues, that are given back at once.
    public static final int STEP = 256;

    @Override
    public int journalBytes() {
      return 64 * SMALL + STEP * 2 * SMALL;
    }
  }

  /// Replay has ended: what is not durable goes, and what may be due is looked at; some queues each
  /// time. Given by a timer only.
  ///
  /// @param from id of the first queue to be looked at
  record Opened(long from) implements QueueCommand {
    /// Most queues that go at once.
    public static final int STEP = 64;

    @Override
    public int journalBytes() {
      return STEP * 64 * SMALL;
    }
  }

  /// A namespace is gone: all of its queues go, some each time. Given by a timer only.
  record NamespaceRemoved(long namespace) implements QueueCommand {
    @Override
    public int journalBytes() {
      return Opened.STEP * 64 * SMALL;
    }

    @Override
    public Claim claim() {
      return Claim.REMOVAL;
    }
  }

  @Override
  default int journalBytes() {
    return 0;
  }

  /// A queue, and how it stands.
  ///
  /// @param queue null if it is not there
  /// @param ready events that wait for a consumer
  record QueueIs(Problem problem, @Nullable Queue queue, long ready, int consumers)
      implements Reply {}

  /// Answer to [Delete], [Purge] and [Extend].
  ///
  /// @param events removed; of those whose deliveries have more time now
  record Counted(Problem problem, long events) implements Reply {}

  /// A delivery has been unsettled for longer than it may be. Under the number of the request that
  /// it was for; told once. The session is to be ended.
  ///
  /// @param millis how long it might be
  record Overdue(long millis) implements Reply {
    @Override
    public Problem problem() {
      return Problem.NONE;
    }
  }

  /// A consumer has ended without being cancelled, since its queue is gone. Under the number of the
  /// request that began it.
  record Ended(Problem problem) implements Reply {}
}
