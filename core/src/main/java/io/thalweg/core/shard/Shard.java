package io.thalweg.core.shard;

import io.thalweg.core.access.AccessState;
import io.thalweg.core.access.DurableAccess;
import io.thalweg.core.base.Chance;
import io.thalweg.core.base.Check;
import io.thalweg.core.base.Damage;
import io.thalweg.core.group.GroupView;
import io.thalweg.core.journal.JournalReader;
import io.thalweg.core.journal.JournalWriter;
import io.thalweg.core.journal.JournalWriter.Claim;
import io.thalweg.core.journal.SegmentInfo;
import io.thalweg.core.memory.BlockPool;
import io.thalweg.core.memory.Slice;
import io.thalweg.core.memory.Tail;
import io.thalweg.core.queue.Queue;
import io.thalweg.core.queue.manage.ManageCommand;
import io.thalweg.core.queue.manage.ManageCommand.Reported;
import io.thalweg.core.read.BatchReader;
import io.thalweg.core.read.Fetches;
import io.thalweg.core.read.FlushPlan;
import io.thalweg.core.read.MergePlan;
import io.thalweg.core.read.ReadCommand;
import io.thalweg.core.read.SegmentStore;
import io.thalweg.core.topic.IdsAdvanced;
import io.thalweg.core.topic.PartitionView;
import io.thalweg.core.topic.TopicCommand;
import io.thalweg.core.topic.TopicDirectory;
import io.thalweg.core.topic.TopicInfo;
import io.thalweg.core.topic.TopicState;
import io.thalweg.core.turn.Client;
import io.thalweg.core.turn.Command;
import io.thalweg.core.turn.Problem;
import io.thalweg.core.turn.Reply;
import io.thalweg.core.turn.Restatable;
import io.thalweg.core.turn.Turn;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The single-threaded owner of everything: takes commands, decides them into the journal's open
/// frame, and lets go of replies, ends and deliveries once durable. No I/O, no clock; never blocks.
///
/// A *turn* is any number of [#submit]s and other inputs, then one [#endTurn].
public final class Shard {
  /// The newest entry is proven by a mark once nothing followed it for so long.
  private static final long MARK_AFTER_MILLIS = 200;

  /// Between a look at the room on disk and the next.
  static final long LOOK_MILLIS = 500;

  /// Until the next turn, while a look at all partitions is under way.
  private static final long GO_ON_MILLIS = 10;

  private static final Client NOBODY = (_, _) -> {};

  private final ShardSettings settings;
  private final BlockPool pool;
  private final JournalWriter journal;
  private final SegmentStore store;
  private final Tail tail = new Tail();
  private final TopicDirectory directory = new TopicDirectory();
  private final DurableAccess access = new DurableAccess();
  private final Undurable undurable;
  private final Parked parked = new Parked();
  private final Alarms alarms = new Alarms();
  private final BrokerTime time = new BrokerTime();
  private final TopicState topics;
  private final Deciders deciders;
  private final RecordTable records = new RecordTable();
  private final Fetches fetches;
  private final Restater restater;
  private final FlushPlanner flushes;
  private final MergePlanner merges;
  private final Shortages shortages;
  private final Frame frame;
  private final ShardTurn turn;
  private long durable = -1;
  private long lastAppendMillis;
  private long lookMillis = Long.MAX_VALUE;
  private boolean opened;
  private boolean delivers;
  private boolean full;
  private boolean lost;

  /// A shard over `journal`, whose entries [#replay] must bring first.
  public Shard(ShardSettings settings, BlockPool pool, JournalWriter journal, SegmentStore store) {
    this.settings = settings;
    this.pool = pool;
    this.journal = journal;
    this.store = store;
    this.undurable = new Undurable(directory, store::delete);
    this.topics = new TopicState(tail, undurable);
    this.frame = new Frame(pool, records::apply);
    this.turn = new ShardTurn(this, frame, alarms, new Chance(settings.seed() + journal.epoch()));
    this.deciders =
        new Deciders(topics, new AccessState(access, undurable::later), settings, this::read);
    this.fetches = new Fetches(topics, store, this::park);
    this.restater = new Restater(deciders.states());
    this.flushes = new FlushPlanner(topics, tail, journal, store, settings.maxLiveBatches());
    this.merges =
        new MergePlanner(
            topics, journal, store, settings.topics().retentionCheckMillis(), flushes::late);
    this.shortages =
        new Shortages(pool, journal, tail, restater, flushes, settings.maxLiveBatches());
    deciders.bind(records);
    undurable.whenStarted(topics::durableStart);
    undurable.whenGone(
        topic -> {
          for (int i = 0; i < topic.partitions(); i++) {
            fetches.gone(topic.partition(i));
          }
        });
  }

  /// Applies every entry of `reader`, then opens for commands. `whenOpened` runs once the opening
  /// is durable, with the segments that are named: all other files are nobody's.
  public void replay(JournalReader reader, long nowMillis, Consumer<List<SegmentInfo>> whenOpened)
      throws IOException {
    new Replay(records::apply, tail, time).run(reader);
    tail.startIfEmpty(journal.nextPosition());
    durable = journal.nextPosition() - 1;
    deciders.states().forEach(Restatable::replayed);
    topics.forEachTopic(directory::show);
    time.opened(nowMillis);
    ensure(TopicCommand.SMALL);
    turn.decideFor(NOBODY, 0);
    IdsAdvanced.restate(turn, topics);
    List<SegmentInfo> named = topics.runs();
    undurable.later(
        newestPosition(),
        () -> {
          opened = true;
          merges.opened();
          lookMillis = time.millis();
          whenOpened.accept(named);
        });
    deciders.start(turn);
    endTurn(nowMillis);
  }

  /// Decides `command`. Its bytes are lent for this call; replies come at the end of a turn.
  public void submit(Command command, Client client, long request, long nowMillis) {
    if (lost) {
      return;
    }
    time.advance(nowMillis);
    turn.decideFor(client, request);
    if (command instanceof ReadCommand read) {
      fetches.begin(turn, read);
      return;
    }
    do {
      Problem problem = makeRoom(command);
      if (problem != Problem.NONE) {
        deciders.refuse(turn, command, problem);
        return;
      }
      deciders.decide(turn, command);
    } while (deciders.goesOn(command));
  }

  /// Makes room for what deciding `command` writes next; or says why there is none.
  private Problem makeRoom(Command command) {
    int needed = deciders.journalBytes(command);
    if (needed > JournalWriter.MAX_PAYLOAD - Frame.FRAME_HEADER) {
      return Problem.BATCH_TOO_LARGE;
    }
    if (full && command.claim() == Claim.EVENTS) {
      return Problem.DISK_FULL;
    }
    boolean enough = needed == 0 || (journal.takes(command.claim()) && ensure(needed));
    return enough ? Problem.NONE : Problem.TRY_AGAIN;
  }

  /// Decides a follow-up in the frame of the command before it.
  void follow(Command command) {
    deciders.decide(turn, command);
  }

  private boolean read(PartitionView partition, long offset, int maxBytes, BatchReader into) {
    return fetches.read(partition, offset, maxBytes, into);
  }

  private void advanced(long partition, long events, int bytes) {
    fetches.advanced(partition, bytes);
    deciders.queues().advanced(partition, events, turn.nowMillis());
  }

  /// Delivers events of queues, not before the opening is durable; what is written with that goes
  /// out at once, if it can.
  private void deliver() {
    if (!opened) {
      return;
    }
    turn.decideFor(NOBODY, 0);
    delivers = deciders.queues().deliver(turn, durable, this::ensureWork);
    if (frame.isOpen() && !journal.busy()) {
      append();
    }
  }

  private boolean ensureWork(int bytes) {
    return journal.takes(Claim.WORK) && ensure(bytes);
  }

  /// Makes room for `bytes` in the open frame or a new one; false if there is no block for it.
  private boolean ensure(int bytes) {
    if (frame.isOpen()) {
      if (frame.fits(bytes)) {
        return true;
      }
      append();
    }
    shortages.free(Shortages.SPARE_BLOCKS, durable);
    return frame.reserve(bytes);
  }

  void openFrame() {
    frame.open(journal.nextPosition(), time.millis());
    tail.add(frame.position(), frame.block(), frame.payloadOffset());
  }

  private void append() {
    long expected = frame.position();
    Slice payload = frame.close();
    lastAppendMillis = time.millis();
    Check.equal(expected, journal.append(payload), "position of the appended frame");
    journal.flush();
  }

  /// The newest position that a decider could have seen.
  long newestPosition() {
    return frame.isOpen() ? frame.position() : journal.nextPosition() - 1;
  }

  void park(Client client, long request, Reply reply) {
    parked.park(newestPosition(), client, request, reply);
  }

  void replyAtOnce(Client client, long request, Reply reply) {
    parked.atOnce(newestPosition(), client, request, reply);
  }

  /// Broker time.
  public long nowMillis() {
    return time.millis();
  }

  /// Everything up to `position` is durable.
  public void durable(long position) {
    Check.that(position >= durable, "expected durable positions not to go back");
    durable = position;
  }

  /// The journal has failed: nothing leaves any more.
  public void lost() {
    lost = true;
  }

  /// `read` is answered; the slice is this call's to release.
  public void arrived(long read, Slice batches) {
    fetches.arrived(read, batches);
  }

  /// `read` found damage.
  public void damaged(long read, Damage damage) {
    fetches.damaged(read, damage);
  }

  /// `plan` has been written and synced as a segment with `runs`.
  public void flushed(FlushPlan plan, List<SegmentInfo> runs) {
    addSegment(
        runs,
        () -> {
          flushes.answered(plan);
          merges.flushed(plan);
        });
  }

  /// `plan` could not be written: it is tried again.
  public void notFlushed(FlushPlan plan) {
    flushes.failed(plan, time.millis());
  }

  /// `plan` has been written and synced as a segment with `runs`.
  public void merged(MergePlan plan, List<SegmentInfo> runs) {
    addSegment(runs, () -> merges.answered(plan));
  }

  /// `plan` could not be written, or what it wanted to read was damaged in the segment `damaged`,
  /// if that is not -1.
  public void notMerged(MergePlan plan, long damaged) {
    merges.failed(plan, damaged, time.millis());
  }

  private void addSegment(List<SegmentInfo> runs, Runnable then) {
    Client planner =
        (_, reply) -> {
          if (reply.problem() != Problem.NONE) {
            store.delete(runs.getFirst());
          }
          then.run();
        };
    turn.decideFor(planner, 0);
    Command add = new TopicCommand.AddSegment(runs);
    if (ensure(add.journalBytes())) {
      deciders.decide(turn, add);
    } else {
      turn.reply(new Reply.Done(Problem.TRY_AGAIN));
    }
  }

  /// Storage has looked at its room: while it is `nowFull`, no events and topics are taken.
  public void space(boolean nowFull) {
    full = nowFull;
    lookMillis = time.millis() + LOOK_MILLIS;
  }

  /// Ends a turn: alarms, restating and flushing, the frame, durable replies, fetches; each step is
  /// bounded.
  public void endTurn(long nowMillis) {
    if (lost) {
      return;
    }
    time.advance(nowMillis);
    ring();
    maintain();
    if (frame.isOpen() && (!journal.busy() || frame.length() >= settings.gatherBytes())) {
      append();
    }
    undurable.durable(durable, topics, this::advanced);
    parked.release(durable);
    fetches.due(time.millis());
    fetches.serve();
    deliver();
    parked.release(durable);
  }

  /// What an alarm sets for this very moment rings in the next turn, so that a sweep is many turns.
  private void ring() {
    long before = alarms.next();
    Command due = alarms.due(time.millis(), before);
    while (due != null && ensure(due.journalBytes())) {
      alarms.ringing();
      turn.decideFor(NOBODY, 0);
      deciders.decide(turn, due);
      due = alarms.due(time.millis(), before);
    }
    boolean idle = time.millis() - lastAppendMillis >= MARK_AFTER_MILLIS && !frame.isOpen();
    if (idle && journal.unproven()) {
      journal.mark();
    }
  }

  private void maintain() {
    if (!opened) {
      return;
    }
    if (time.millis() >= lookMillis) {
      lookMillis = Long.MAX_VALUE; // until it is answered
      store.look();
    }
    long target = FlushPlanner.target(journal, durable);
    turn.decideFor(NOBODY, 0);
    if (target >= 0) {
      // What lies behind the oldest live event frees nothing before that has left.
      restater.step(turn, Math.min(target, tail.oldestLive() - 1), this::ensure);
    }
    if (!full && merges.isDue(time.millis()) && ensure(MergePlanner.JOURNAL_BYTES)) {
      merges.step(turn);
    }
    boolean due = isFlushDue(target) && !isMergingFirst();
    if (due && ensure(FlushPlanner.JOURNAL_BYTES)) {
      flushes.step(turn, durable);
    }
    long needed = Math.min(tail.oldestLive(), restater.oldestStatement());
    journal.trimBefore(Math.min(needed, newestPosition()));
    tail.forgetBefore(needed);
  }

  /// Whether there are so many runs that nothing is flushed before some have been merged: then the
  /// journal fills, and clients pause.
  private boolean isMergingFirst() {
    return !full && topics.runCount() > settings.maxRuns() && merges.mayLessen(time.millis());
  }

  private boolean isFlushDue(long target) {
    return target >= 0
        || tail.liveBatches() > settings.maxLiveBatches()
        || !flushes.isIdle()
        || flushes.isLate();
  }

  /// When the next turn is needed even without input, on the clock that is passed in;
  /// `Long.MAX_VALUE`: never.
  public long nextDueMillis() {
    boolean mayMark = journal.unproven() && !frame.isOpen();
    long mark = mayMark ? lastAppendMillis + MARK_AFTER_MILLIS : Long.MAX_VALUE;
    long waits = Math.min(alarms.nextDueMillis(), fetches.nextDueMillis());
    waits = delivers ? time.millis() : waits;
    boolean looks = merges.goesOn() || (isMergingFirst() && !merges.isUnderWay());
    long goesOn = looks ? time.millis() + GO_ON_MILLIS : Long.MAX_VALUE;
    long internal = Math.min(goesOn, Math.min(mark, lookMillis));
    return time.onTheClock(Math.min(internal, waits));
  }

  /// Whether more commands should come: false while blocks or the ring are short. While the disk is
  /// full nobody pauses: what takes room is refused, so that the rest goes on.
  public boolean writable() {
    return !lost
        && (full || (journal.writable() && !shortages.ofBatches()))
        && (pool.available() >= Shortages.SPARE_BLOCKS || tail.evictOldest(durable));
  }

  /// As [io.thalweg.core.turn.Gateway#hasRoom] says.
  public boolean hasRoom(long bytes) {
    return full || (writable() && shortages.hasRoom(bytes, durable));
  }

  /// What there is too little of for more commands to come. Changes nothing.
  public Shortage shortage() {
    return shortages.now(durable);
  }

  /// What clients wait for while there is a [#shortage].
  public String whyShort() {
    String held = ", held back until some of " + topics.runCount() + " runs are merged";
    return shortages.why(shortages.now(durable), durable) + (isMergingFirst() ? held : "");
  }

  /// `client` is gone; nothing is sent to it any more.
  public void closed(Client client) {
    fetches.closed(client);
    turn.decideFor(NOBODY, 0);
    deciders.closed(turn, client);
  }

  /// Writes all durable state to `into`, which applies nothing: to be compared with another's.
  public void stateAll(Turn into) {
    deciders.states().forEach(state -> state.restateAll(into));
  }

  /// The topics that may be seen. Readable on any thread.
  public TopicDirectory directory() {
    return directory;
  }

  /// The namespaces, users and permissions that may be seen. Readable on any thread.
  public DurableAccess access() {
    return access;
  }

  /// Where the shard stands at `nowMillis`, with the lags of at most `mostLags` committed offsets.
  /// Changes nothing.
  public ShardStatus status(int mostLags, long nowMillis) {
    GroupView groups = deciders.groups();
    long brokerMillis = Math.max(nowMillis, time.millis());
    return new ShardStatus(
        topics.topics(),
        topics.partitions(),
        topics.segments(),
        topics.runCount(),
        groups.count(),
        groups.members(),
        deciders.queues().status(),
        parked.size(),
        fetches.waiting(),
        tail.liveBatches(),
        tail.evictedBlocks(),
        flushes.underWay(),
        journal.usedBytes(),
        journal.capacityBytes(),
        journal.unproven(),
        merges.compactionsDue(),
        Lags.first(mostLags, topics, groups, brokerMillis),
        Math.max(0, groups.offsets() - mostLags));
  }

  /// How queues stand, from the one with the id `from` on; some of them.
  public Reported queues(long from) {
    return deciders.queues().report(ManageCommand.EVERYWHERE, from);
  }

  /// The topic whose events a queue delivers, for checks.
  @Nullable TopicInfo topicOf(Queue queue) {
    return topics.topic(queue.topic());
  }

  /// All durable state, for checks.
  List<Restatable> states() {
    return deciders.states();
  }

  /// Replies that wait for the journal.
  public int parked() {
    return parked.size();
  }
}
