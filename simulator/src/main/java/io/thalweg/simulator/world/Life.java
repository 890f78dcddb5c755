package io.thalweg.simulator.world;

import io.thalweg.core.base.Chance;
import io.thalweg.core.journal.JournalWriter.Claim;
import io.thalweg.core.shard.Shard;
import io.thalweg.core.turn.Command;
import io.thalweg.core.turn.Delivery;
import io.thalweg.core.turn.Reply;
import io.thalweg.simulator.disk.Fault;
import io.thalweg.simulator.disk.FaultCounts;
import io.thalweg.simulator.disk.Faults;
import io.thalweg.simulator.disk.Faults.Call;
import io.thalweg.simulator.disk.Faults.Outcome;
import io.thalweg.simulator.disk.InjectedFailure;
import io.thalweg.simulator.disk.SimulatedDisk;
import io.thalweg.simulator.queue.Door;
import io.thalweg.simulator.told.Counts;
import io.thalweg.simulator.told.HistoryFailed;
import io.thalweg.simulator.told.Story;
import io.thalweg.storage.disk.Agent;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/// One life of the broker, from opening to whatever ends it, step by step. Every call of the disk
/// may be its end, and may be delayed while all others go on.
final class Life implements Faults, Door {
  static final int CONNECTIONS = 3;

  private static final int DELAYED_ONE_IN = 8;
  private static final int SLOW_SYNC_ONE_IN = 150;
  private static final int JUMP_ONE_IN = 10;
  private static final int MOST_JUMP_MILLIS = 600_000;
  private static final int QUIET_ROUNDS = 12;
  private static final int ROUNDS = 20_000;

  /// So many quiet rounds a busy one undoes: dead letters that nobody takes are tried again now and
  /// then, for ever.
  private static final int BUSY_ROUND = 2;

  /// Whoever waits for longer waits forever: a minute of the clock.
  private static final int MOST_WAITING_ROUNDS = 600;

  final Checker checker;
  private final Chance chance;
  private final Weather weather;
  private final Broker broker;
  private final Workload workload;
  private final SimulatedDisk disk;
  private final Story story;
  private final Counts counts;
  private final FaultCounts faults;
  private final Connection[] connections = new Connection[CONNECTIONS + Door.CLIENTS];
  private long requests;
  private long now;
  private int turnBytes;
  private int delayed;
  private boolean open;
  private boolean inShard;
  private boolean calm;
  private boolean failed;

  /// Begins a life at the time `now`: storage is recovered when this returns.
  Life(SimulatedDisk disk, Broker.World world, Workload workload, Weather weather, long now)
      throws IOException {
    this.disk = disk;
    this.story = world.story();
    this.counts = world.counts();
    this.faults = counts.faults;
    this.checker = workload.checker();
    checker.goesOn(story);
    this.workload = workload;
    this.weather = weather;
    this.now = now;
    this.chance = workload.chance();
    Arrays.setAll(connections, this::connection);
    disk.faults(this);
    this.broker = new Broker(disk, chance.nextLong(), world);
  }

  long now() {
    return now;
  }

  /// As [Story#elapsed].
  @Override
  public long elapsed() {
    return story.elapsed();
  }

  private void pass(long millis, boolean ahead) {
    now += ahead ? millis : -millis;
    story.time(now);
  }

  Shard shard() {
    return broker.shard;
  }

  /// Replays the journal; from now on steps may be taken.
  void replay() throws IOException {
    inShard = true;
    broker.replay(now);
    inShard = false;
    checker.opened(shard().directory());
    workload.opened(this);
    open = true;
  }

  @Override
  public Outcome next(Call call, String file) {
    if (calm) {
      return Outcome.GO;
    }
    if (story.told() && call != Call.READ && call != Call.LENGTH) {
      story.tell("disk  " + call + " " + file);
    }
    // A file is opened under its segment's lock, which this one thread would enter again.
    if (open && !inShard && delayed < 3 && call != Call.OPEN) {
      delay(call);
    }
    if (weather.fillsUp(call, file)) {
      disk.limit(disk.used() + weather.room());
    } else if (weather.clears()) {
      disk.limit(Long.MAX_VALUE);
    }
    Outcome outcome = weather.next(call, file, chance);
    if (outcome == Outcome.FAIL) {
      checker.readsFail |= call == Call.READ || call == Call.OPEN || call == Call.LENGTH;
      failed = true;
    }
    return outcome;
  }

  /// Others go on while a call is under way: a few steps, or a great many if it is a slow sync.
  private void delay(Call call) {
    boolean slow = call == Call.SYNC && chance.nextInt(SLOW_SYNC_ONE_IN) == 0;
    if (slow) {
      faults.struck(Fault.SYNC_SLOW);
      pass(chance.nextInt(2_000), true);
    } else if (chance.nextInt(DELAYED_ONE_IN) != 0) {
      return;
    }
    delayed++;
    for (int steps = chance.nextInt(slow ? 150 : 12); steps > 0; steps--) {
      step();
    }
    delayed--;
  }

  /// Whether the journal has failed, which ends this life.
  boolean isLost() {
    Throwable why = broker.inbox.lost();
    if (why != null && !(why instanceof InjectedFailure)) {
      throw new HistoryFailed("the journal fails: " + why, why);
    }
    return why != null;
  }

  /// Anything that can happen next.
  void step() {
    story.nextStep();
    workload.queues().step(this);
    int pick = chance.nextInt(100);
    if (pick < 50) {
      if (turnBytes > Scale.TURN_BYTES) {
        endTurn();
      }
      boolean writable = shard().writable();
      if (!writable && shard().whyShort().endsWith("runs are merged")) {
        counts.heldBackForMerges++;
      }
      if (writable || chance.nextInt(10) == 0) {
        workload.act(this);
      }
    } else if (pick < 68) {
      List<Agent> ready = broker.ready();
      if (!ready.isEmpty()) {
        run(ready.get(chance.nextInt(ready.size())));
      }
    } else if (pick < 82) {
      endTurn();
    } else if (pick < 97) {
      deliver();
    } else {
      passTime();
    }
  }

  private void run(Agent agent) {
    if (!broker.gathersMore(agent) || !weather.holdsBack(chance)) {
      broker.run(agent);
    }
  }

  private void passTime() {
    if (chance.nextInt(JUMP_ONE_IN) != 0) {
      pass(chance.nextInt(chance.nextInt(4) == 0 ? 800 : 30), true);
      return;
    }
    boolean ahead = chance.nextInt(2) == 0;
    pass(chance.nextInt(MOST_JUMP_MILLIS), ahead);
    faults.struck(ahead ? Fault.CLOCK_AHEAD : Fault.CLOCK_BACK);
    story.tell("clock jumps " + (ahead ? "ahead" : "back"));
  }

  private void deliver() {
    inShard = true;
    broker.inbox.deliver(shard(), chance);
    inShard = false;
  }

  private void endTurn() {
    if (isLost()) {
      return; // the server does nothing more, and so do we
    }
    inShard = true;
    shard().endTurn(now);
    inShard = false;
    turnBytes = 0;
    checker.seen(shard().directory());
  }

  /// Gives `command` over a connection; `then` takes its reply, in the order of requests if
  /// `ordered`.
  void submit(int connection, Command command, boolean ordered, Consumer<Reply> then) {
    long request = ++requests;
    story.nextOperation();
    if (story.told()) {
      story.tell("ask   " + connection + "/" + request + " " + Story.text(command));
    }
    turnBytes += command.journalBytes();
    connections[connection].expect(request, command, ordered, told(connection, request, then));
    inShard = true;
    shard().submit(command, connections[connection], request, now);
    inShard = false;
  }

  private Connection connection(int number) {
    return new Connection(event -> delivered(number - CONNECTIONS, event));
  }

  private void delivered(int client, Delivery event) {
    if (story.told()) {
      story.tell(
          String.format(
              "event %d/%d session %d, tag %d, offset %d of %d, failures %d%s",
              client + CONNECTIONS,
              event.request(),
              event.session(),
              event.tag(),
              event.offset(),
              event.event().timestamp(),
              event.failures(),
              event.redelivered() ? ", again" : ""));
    }
    workload.queues().delivered(client, event, this);
  }

  @Override
  public long ask(int client, Command command, boolean awaited, Consumer<Reply> then) {
    int connection = CONNECTIONS + client;
    long request = ++requests;
    if (story.told()) {
      story.tell("ask   " + connection + "/" + request + " " + Story.text(command));
    }
    turnBytes += command.journalBytes();
    Consumer<Reply> taken = told(connection, request, then);
    if (awaited) {
      connections[connection].expect(request, command, true, taken);
    } else {
      connections[connection].follow(request, taken);
    }
    inShard = true;
    shard().submit(command, connections[connection], request, now);
    inShard = false;
    return request;
  }

  @Override
  public long nowMillis() {
    return shard().nowMillis();
  }

  @Override
  public void leave(int client) {
    disconnect(CONNECTIONS + client);
  }

  @Override
  public boolean hasRoom() {
    if (turnBytes > Scale.TURN_BYTES) {
      endTurn();
    }
    return shard().writable() && broker.storage.writer().takes(Claim.WORK);
  }

  @Override
  public long position() {
    return broker.storage.writer().nextPosition();
  }

  @Override
  public long durable() {
    return broker.inbox.durable();
  }

  @Override
  public long entered() {
    return story.entered();
  }

  @Override
  public void round() {
    calm = true;
    everybody();
    isLost();
    endTurn();
    pass(10, true);
    calm = false;
  }

  /// Every agent takes a step, and what they tell is heard; whether there was anything to do.
  private boolean everybody() {
    boolean busy = !broker.inbox.isEmpty();
    for (Agent agent : failed ? broker.all() : broker.ready()) {
      busy |= broker.run(agent) && !broker.onlyLooks(agent);
    }
    while (!broker.inbox.isEmpty()) {
      deliver();
    }
    return busy;
  }

  private Consumer<Reply> told(int connection, long request, Consumer<Reply> then) {
    if (!story.told()) {
      return then;
    }
    return reply -> {
      story.tell("reply " + connection + "/" + request + " " + Story.text(reply));
      then.accept(reply);
    };
  }

  /// A connection closes, and another takes its place.
  void disconnect(int connection) {
    story.tell("connection " + connection + " is closed");
    inShard = true;
    shard().closed(connections[connection]);
    inShard = false;
    connections[connection].close();
    connections[connection] = connection(connection);
  }

  /// Whether the disk may have been said to be full.
  @Override
  public boolean mayBeFull() {
    return failed || weather.mayBeFull();
  }

  /// Lets everything come to rest, on a disk that works. Nothing may be left waiting.
  void settle() {
    settle(100);
  }

  /// The same, while `millis` pass between one quiet turn and the next.
  void settle(long millis) {
    calm = true;
    workload.queues().rest(this);
    disk.limit(Long.MAX_VALUE);
    failed |= weather.mayBeFull();
    int quiet = 0;
    // What waits after a failure is tried again by and by, without being woken.
    int rounds = failed ? 10 * QUIET_ROUNDS : QUIET_ROUNDS;
    for (int round = 0; quiet < rounds; round++) {
      boolean busy = everybody();
      isLost();
      endTurn();
      pass(millis, true);
      busy |= millis > 0 && round < MOST_WAITING_ROUNDS && isAwaited();
      quiet = busy ? Math.max(0, quiet - BUSY_ROUND) : quiet + 1;
      HistoryFailed.unless(round < ROUNDS, "the broker does not come to rest");
    }
    List<String> waiting =
        Arrays.stream(connections).flatMap(each -> each.waiting().stream()).toList();
    HistoryFailed.unless(
        waiting.isEmpty() && shard().parked() == 0,
        "these wait forever: "
            + waiting
            + ", and parked are "
            + shard().parked()
            + "; journal: "
            + broker.journal());
    calm = false;
  }

  private boolean isAwaited() {
    return Arrays.stream(connections).anyMatch(each -> !each.waiting().isEmpty());
  }

  /// Nothing is under way any more: everything is in its place, after so many starts in a row that
  /// were cut off.
  void rest(int cutOff) {
    Rest.check(broker, disk, failed, cutOff);
  }

  /// The same, and retention looks around.
  @Override
  public void pass(long millis) {
    pass(millis, true);
    endTurn();
  }
}
