package io.thalweg.core.publish;

import io.thalweg.core.base.Check;
import io.thalweg.core.base.Ids;
import io.thalweg.core.exchange.Router;
import io.thalweg.core.exchange.Routes;
import io.thalweg.core.journal.JournalWriter;
import io.thalweg.core.publish.PublishCommand.Message;
import io.thalweg.core.publish.PublishCommand.Part;
import io.thalweg.core.publish.PublishCommand.Publish;
import io.thalweg.core.publish.PublishCommand.Published;
import io.thalweg.core.topic.Appends;
import io.thalweg.core.topic.TopicInfo;
import io.thalweg.core.topic.TopicView;
import io.thalweg.core.turn.Problem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which messages of a command go where: routed, admitted by the queues, and gathered to batches,
/// as many at a time as one journal entry takes. [#begin], then [#next] until it [#isDone]. Changes
/// nothing; to be used again, and allocates only while it grows.
final class Plan {
  /// Journal bytes of what one [#next] plans, at most.
  static final int MOST_BYTES = JournalWriter.MAX_PAYLOAD - 64;

  /// Journal bytes of the header that says how long an event lives, at most.
  private static final int TTL_BYTES = 32;

  /// What ends a client's session: nothing behind it is published.
  private static final Set<Problem> STOPS = EnumSet.of(Problem.UNKNOWN_EXCHANGE, Problem.RESERVED);

  private static final int NONE = -1;
  private static final int SMALLEST = 16;

  /// Messages that go to the same partitions.
  static final class Batch {
    private int firstMessage;
    private int lastMessage;
    private int from;
    private int shared;
    private int to;
    private int weighed;
    private boolean shown;

    /// Index of the first message.
    int firstMessage() {
      return firstMessage;
    }

    /// Index of the last message; between them there may be others.
    int lastMessage() {
      return lastMessage;
    }

    /// Index of the first partition.
    int from() {
      return from;
    }

    /// How many partitions share the batch, the first ones; 0: none does.
    int shared() {
      return shared;
    }

    /// Index behind the last partition: each that does not share it needs a copy.
    int to() {
      return to;
    }

    /// How many partitions count bytes.
    int weighed() {
      return weighed;
    }

    /// Whether a partition belongs to a topic that is shown.
    boolean isShown() {
      return shown;
    }

    /// How often the bytes of its events are written.
    private int bodies() {
      return shared == 0 ? to - from : 1 + to - from - shared;
    }
  }

  /// Partitions that a message goes to, in the order of its queues.
  private static final class Goals {
    private long[] partitions = new long[SMALLEST];
    private int count;

    void add(long partition) {
      if (count == partitions.length) {
        partitions = Arrays.copyOf(partitions, 2 * count);
      }
      partitions[count++] = partition;
    }

    void copy(Goals from) {
      count = 0;
      for (int i = 0; i < from.count; i++) {
        add(from.partitions[i]);
      }
    }

    boolean areThose(Goals other) {
      return Arrays.equals(partitions, 0, count, other.partitions, 0, other.count);
    }
  }

  /// Messages that queues did not admit and that become dead letters.
  private static final class Overflows {
    private long[] queues = new long[SMALLEST];
    private int[] messages = new int[SMALLEST];
    private int count;

    void add(long queue, int message) {
      if (count == queues.length) {
        queues = Arrays.copyOf(queues, 2 * count);
        messages = Arrays.copyOf(messages, 2 * count);
      }
      queues[count] = queue;
      messages[count++] = message;
    }
  }

  private final Router router;
  private final Targets targets;
  private final TopicView topics;
  private final Routes routes = new Routes();

  /// What this entry brings to each queue.
  private final Tally brought = new Tally();

  /// Partitions of topics that are nobody's own, each of which gets a message once.
  private final Tally seen = new Tally();

  private final Overflows overflows = new Overflows();
  private int overflowsBefore;
  private boolean lasts;
  private boolean stored;
  private Problem stopped = Problem.NONE;

  private Goals goals = new Goals();
  private Goals last = new Goals();
  private final Goals others = new Goals();

  /// Where the parts of the value that is under way go, and why not further.
  private final Goals ofParts = new Goals();

  private Problem problemOfParts = Problem.TRY_AGAIN;

  private final List<Batch> batches = new ArrayList<>();
  private long[] partitions = new long[SMALLEST];
  private Problem[] problems = new Problem[SMALLEST];
  private int[] batchOf = new int[SMALLEST];
  private @Nullable Publish publish;
  private int from;
  private int to;
  private int batchCount;
  private int bytes;

  /// Most of them, so that what is decided with the messages fits, too.
  private int mostBytes;

  Plan(Router router, Targets targets, TopicView topics) {
    this.router = router;
    this.targets = targets;
    this.topics = topics;
  }

  void begin(Publish command) {
    publish = command;
    mostBytes = MOST_BYTES - command.thenBytes();
    overflows.count = 0;
    lasts = false;
    stored = false;
    stopped = Problem.NONE;
    to = 0;
    int count = command.messages().size();
    if (count > problems.length) {
      problems = new Problem[Math.max(count, 2 * problems.length)];
      batchOf = new int[problems.length];
    }
  }

  /// Plans as many of the messages that are left as one entry takes.
  void next() {
    from = to;
    overflowsBefore = overflows.count;
    batchCount = 0;
    bytes = 0;
    last.count = 0;
    brought.clear();
    List<Message> messages = current().messages();
    while (to < messages.size() && add(messages.get(to))) {
      to++;
    }
  }

  private Publish current() {
    return Check.present(publish, "a command to plan");
  }

  /// Plans the message at `to`; false if it does not fit the entry any more.
  private boolean add(Message message) {
    int overflowsBefore = overflows.count;
    Problem problem =
        stopped != Problem.NONE ? stop() : isFurtherPart(message) ? followParts() : choose(message);
    if (message.part() == Part.FIRST) {
      ofParts.copy(goals);
      problemOfParts = problem;
    }
    int batch = NONE;
    if (goals.count > 0) {
      boolean joins = batchCount > 0 && goals.areThose(last);
      Batch its = joins ? batches.get(batchCount - 1) : layOut();
      int room = room(message, its, joins);
      if (room > mostBytes - bytes) {
        if (bytes > 0) {
          overflows.count = overflowsBefore;
          return false;
        }
        brought.clear();
        problem = Problem.LIMIT_REACHED;
        if (message.part() != Part.ONLY) {
          forgetParts(problem);
        }
      } else {
        bytes += room;
        batch = join(its, joins);
      }
    }
    if (message.part() == Part.LAST) {
      forgetParts(Problem.TRY_AGAIN);
    }
    problems[to] = problem;
    batchOf[to] = batch;
    stopped = STOPS.contains(problem) ? problem : stopped;
    return true;
  }

  /// Nothing becomes of what lies behind a message whose client did not know where to.
  private Problem stop() {
    goals.count = 0;
    return stopped;
  }

  private static boolean isFurtherPart(Message message) {
    return message.part() == Part.MIDDLE || message.part() == Part.LAST;
  }

  /// The first part has decided, but for what is gone meanwhile.
  private Problem followParts() {
    goals.count = 0;
    for (int i = 0; i < ofParts.count; i++) {
      long partition = ofParts.partitions[i];
      if (topics.partition(partition) != null) {
        lasts = true;
        goals.add(partition);
      }
    }
    return problemOfParts;
  }

  private void forgetParts(Problem why) {
    ofParts.count = 0;
    problemOfParts = why;
  }

  private Problem choose(Message message) {
    goals.count = 0;
    Problem problem =
        router.publish(
            current().namespace(), message.exchange(), message.keys(), message.headers(), routes);
    if (problem == Problem.NONE && routes.count() == 0) {
      return Problem.UNROUTED;
    }
    long size = message.valueBytes();
    for (int i = 0; i < routes.count(); i++) {
      long queue = routes.queue(i);
      int at = brought.find(queue);
      Problem refused = targets.admits(queue, brought.events(at) + 1, brought.bytes(at) + size);
      if (refused == Problem.NONE) {
        brought.add(at, size);
        goals.add(targets.partition(queue, message.priority()));
        lasts |= targets.lasts(queue);
        stored = true;
        if (message.ttlMillis() >= 0) {
          targets.expires(queue);
        }
      } else {
        problem = refused;
        if (message.part() == Part.ONLY && targets.buriesRefused(queue)) {
          overflows.add(queue, to);
        }
      }
    }
    return problem;
  }

  /// A new batch for the goals: the partitions of queues' own topics first, which can share it.
  private Batch layOut() {
    if (batchCount == batches.size()) {
      batches.add(new Batch());
    }
    Batch batch = batches.get(batchCount);
    batch.from = batchCount == 0 ? 0 : batches.get(batchCount - 1).to;
    batch.to = batch.from;
    batch.shown = false;
    others.count = 0;
    seen.clear();
    for (int i = 0; i < goals.count; i++) {
      long partition = goals.partitions[i];
      TopicInfo topic = topics.topic(Ids.topicOf(partition));
      batch.shown |= topic != null && topic.isShown();
      if (topic != null && topic.isOwned()) {
        put(batch, partition);
      } else if (isNew(partition)) {
        others.add(partition);
      }
    }
    int own = batch.to - batch.from;
    batch.shared = own > 1 ? own : 0;
    batch.weighed = 0;
    for (int i = 0; i < own; i++) {
      batch.weighed += targets.weighs(partitions[batch.from + i]) ? 1 : 0;
    }
    for (int i = 0; i < others.count; i++) {
      put(batch, others.partitions[i]);
    }
    return batch;
  }

  private boolean isNew(long partition) {
    int at = seen.find(partition);
    seen.add(at, 0);
    return seen.events(at) == 1;
  }

  private void put(Batch batch, long partition) {
    if (batch.to == partitions.length) {
      partitions = Arrays.copyOf(partitions, 2 * batch.to);
    }
    partitions[batch.to++] = partition;
  }

  private static int room(Message message, Batch batch, boolean joins) {
    int bytes = batch.shown ? message.shownBytes() : message.bytes();
    int record = bytes + (message.ttlMillis() < 0 ? 0 : TTL_BYTES);
    int more = joins ? 0 : Appends.BATCH_BYTES;
    int weighed = Targets.WEIGHED_BYTES * batch.weighed;
    int shares = joins ? 0 : Appends.SHARE_BYTES * batch.shared + weighed;
    long room = shares + (long) batch.bodies() * (more + record);
    return (int) Math.min(room, Integer.MAX_VALUE);
  }

  /// The message at `to` belongs to `batch`; returns its number.
  private int join(Batch batch, boolean joins) {
    if (!joins) {
      batch.firstMessage = to;
      batchCount++;
      Goals before = last;
      last = goals;
      goals = before;
    }
    batch.lastMessage = to;
    return batchCount - 1;
  }

  /// Journal bytes of what was planned last, at most, and of what is decided with the last message.
  int bytes() {
    return isDone() ? bytes + MOST_BYTES - mostBytes : bytes;
  }

  /// Batches that were planned last.
  int batches() {
    return batchCount;
  }

  Batch batch(int index) {
    return batches.get(index);
  }

  /// A partition of a batch.
  long partition(int index) {
    return partitions[index];
  }

  /// Whether the message, of those that were planned last, belongs to that batch.
  boolean isIn(int message, int batch) {
    return batchOf[message] == batch;
  }

  /// Whether what was planned last is the first.
  boolean isFirst() {
    return from == 0;
  }

  /// Whether all messages have been planned.
  boolean isDone() {
    return to == current().messages().size();
  }

  /// Nothing becomes of what was planned last, and of what is left.
  void refuse(Problem why) {
    to = from;
    overflows.count = overflowsBefore;
    if (!isDone() && current().messages().get(from).part() != Part.ONLY) {
      forgetParts(why);
    }
    while (!isDone()) {
      problems[to++] = why;
    }
  }

  /// Whether a message of the command went where it outlives a restart, or none went anywhere.
  boolean lasts() {
    return lasts || !stored;
  }

  /// Messages, among all of the command, that queues did not admit and that become dead letters.
  int overflows() {
    return overflows.count;
  }

  long overflowQueue(int index) {
    return overflows.queues[index];
  }

  int overflowMessage(int index) {
    return overflows.messages[index];
  }

  /// The answer, now that it is done.
  Published answer() {
    publish = null;
    for (int i = 0; i < to; i++) {
      if (problems[i] != Problem.NONE) {
        return new Published(problems[i], List.of(Arrays.copyOf(problems, to)));
      }
    }
    return Published.OK;
  }
}
