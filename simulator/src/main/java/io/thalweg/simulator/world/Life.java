package io.thalweg.simulator.world;

import io.thalweg.core.base.Chance;
import io.thalweg.core.shard.Shard;
import io.thalweg.core.turn.Command;
import io.thalweg.core.turn.Reply;
import io.thalweg.simulator.disk.Faults;
import io.thalweg.simulator.disk.Faults.Call;
import io.thalweg.simulator.disk.Faults.Outcome;
import io.thalweg.simulator.disk.InjectedFailure;
import io.thalweg.simulator.disk.SimulatedDisk;
import io.thalweg.storage.disk.Agent;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/// One life of the broker, from opening to whatever ends it, step by step. Every call of the disk
/// may be its end, and may be delayed while all others go on.
final class Life implements Faults {
  static final int CONNECTIONS = 3;

  /// How bad the disk is in this life.
  ///
  /// @param cutAt the number of the call at which the power is cut; -1: none
  /// @param failsOneIn of so many calls one fails; 0: none
  record Weather(long cutAt, int failsOneIn) {}

  private static final int DELAYED_ONE_IN = 8;
  private static final int QUIET_ROUNDS = 12;
  private static final int ROUNDS = 20_000;

  final Checker checker;
  private final Chance chance;
  private final Weather weather;
  private final Broker broker;
  private final Workload workload;
  private final Connection[] connections = new Connection[CONNECTIONS];
  private long calls;
  private long requests;
  private long now;
  private int turnBytes;
  private int delayed;
  private boolean open;
  private boolean inShard;
  private boolean calm;
  private boolean failed;

  /// Begins a life at the time `now`: storage is recovered when this returns.
  Life(
      SimulatedDisk disk,
      Broker.World world,
      Checker checker,
      Workload workload,
      Weather weather,
      long now)
      throws IOException {
    this.checker = checker;
    this.workload = workload;
    this.weather = weather;
    this.now = now;
    this.chance = workload.chance();
    Arrays.setAll(connections, _ -> new Connection());
    disk.faults(this);
    this.broker = new Broker(disk, chance.nextLong(), world);
  }

  long now() {
    return now;
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
    calls++;
    if (open && !inShard && delayed < 3 && chance.nextInt(DELAYED_ONE_IN) == 0) {
      delayed++;
      for (int steps = chance.nextInt(12); steps > 0; steps--) {
        step();
      }
      delayed--;
    }
    if (calls == weather.cutAt) {
      Outcome[] cuts = {Outcome.CUT_BEFORE, Outcome.CUT_DURING, Outcome.CUT_AFTER};
      return cuts[chance.nextInt(cuts.length)];
    }
    if (weather.failsOneIn > 0 && chance.nextInt(weather.failsOneIn) == 0) {
      checker.readsFail |= call == Call.READ || call == Call.OPEN || call == Call.LENGTH;
      failed = true;
      return Outcome.FAIL;
    }
    return Outcome.GO;
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
    int pick = chance.nextInt(100);
    if (pick < 40) {
      if (turnBytes > Scale.TURN_BYTES) {
        endTurn();
      }
      if (shard().writable() || chance.nextInt(10) == 0) {
        workload.act(this);
      }
    } else if (pick < 60) {
      List<Agent> ready = broker.ready();
      if (!ready.isEmpty()) {
        broker.run(ready.get(chance.nextInt(ready.size())));
      }
    } else if (pick < 80) {
      endTurn();
    } else if (pick < 97) {
      deliver();
    } else {
      now += chance.nextInt(chance.nextInt(4) == 0 ? 800 : 30);
    }
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
    turnBytes += command.journalBytes();
    connections[connection].expect(request, command, ordered, then);
    inShard = true;
    shard().submit(command, connections[connection], request, now);
    inShard = false;
  }

  /// A connection closes, and another takes its place.
  void disconnect(int connection) {
    inShard = true;
    shard().closed(connections[connection]);
    inShard = false;
    connections[connection].close();
    connections[connection] = new Connection();
  }

  /// Lets everything come to rest, on a disk that works. Nothing may be left waiting.
  void settle() {
    settle(100);
  }

  /// The same, while `millis` pass between one quiet turn and the next.
  void settle(long millis) {
    calm = true;
    int quiet = 0;
    // What waits after a failure is tried again by and by, without being woken.
    int rounds = failed ? 10 * QUIET_ROUNDS : QUIET_ROUNDS;
    for (int round = 0; quiet < rounds; round++) {
      boolean busy = !broker.inbox.isEmpty();
      for (Agent agent : failed ? broker.all() : broker.ready()) {
        busy |= broker.run(agent);
      }
      while (!broker.inbox.isEmpty()) {
        deliver();
      }
      isLost();
      endTurn();
      now += millis;
      quiet = busy ? 0 : quiet + 1;
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

  /// Lets `millis` pass, and retention look around.
  void pass(long millis) {
    now += millis;
    endTurn();
  }
}
