package io.thalweg.simulator.world;

import io.thalweg.core.base.Chance;
import io.thalweg.simulator.disk.Fault;
import io.thalweg.simulator.disk.InjectedFailure;
import io.thalweg.simulator.disk.PowerCut;
import io.thalweg.simulator.disk.SimulatedDisk;
import io.thalweg.simulator.told.Counts;
import io.thalweg.simulator.told.HistoryFailed;
import io.thalweg.simulator.told.Story;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

/// One history: several lives of a broker over one disk, each ended by a crash but the last, which
/// must have all that was promised in any of them. Everything follows from the seed.
public final class History {
  /// Clients ask for so much in each history, at least.
  public static final int OPERATIONS = 2_000;

  private static final int MOST_LIVES = 40;

  private final long seed;
  private final Counts counts;
  private final Chance chance;
  private final SimulatedDisk disk;
  private final Checker checker;
  private final Workload workload;
  private final Story story;
  private final Broker.World world;
  private long now = 1_000_000_000;
  private boolean replaying;
  private int crashes;

  /// How many starts in a row were cut off up to now, and how many at most.
  private int cutOff;

  private int mostCutOff;

  /// Whether something may be read that is not on the device: recovery is the more dangerous.
  private boolean unsynced;

  /// The history of `seed`; `counts` is told what happened in it.
  public History(long seed, Counts counts) {
    this(seed, counts, new Story(_ -> {}, false));
  }

  /// The same, told to `reader` line by line.
  public History(long seed, Counts counts, Consumer<String> reader) {
    this(seed, counts, new Story(reader, true));
  }

  private History(long seed, Counts counts, Story story) {
    this.seed = seed;
    this.counts = counts;
    this.story = story;
    this.chance = new Chance(seed);
    this.disk = new SimulatedDisk(new Chance(chance.nextLong()));
    this.disk.counted(counts.faults, story::tell);
    this.checker = new Checker(counts, story);
    this.workload = new Workload(seed, chance, checker, counts);
    this.world = new Broker.World(Scale.of(chance), counts, story, new Lived(true));
  }

  /// Runs it, and returns a checksum of all that was written in it.
  ///
  /// @throws HistoryFailed if a promise is broken
  public long run() {
    counts.histories++;
    try {
      story.time(now);
      for (int lives = 0; lives < MOST_LIVES && isYoung(); lives++) {
        live();
      }
      liveOn();
      Soundness.check(disk);
      Flip.check(disk.copy(new Chance(seed)), world, workload, now);
    } catch (IOException | RuntimeException | HistoryFailed e) {
      story.tell("WRONG: " + e.getMessage());
      String what = e instanceof HistoryFailed ? e.getMessage() : e.toString();
      throw new HistoryFailed(
          "seed " + seed + ", " + story.place() + ": " + what + " (bin/simulate " + seed + ")", e);
    }
    counts.operations += story.operations();
    counts.diskCalls += disk.calls();
    counts.wraps += disk.rewrittenStarts();
    return disk.trace();
  }

  private boolean isYoung() {
    return crashes == 0 || story.operations() < OPERATIONS;
  }

  /// A life that ends in a crash.
  private void live() throws IOException {
    boolean powerLost;
    try {
      Life life = open(Weather.of(chance, unsynced));
      if (chance.nextInt(8) == 0) {
        workload.readers().readAll(life);
      }
      for (int steps = chance.nextInt(1200); steps > 0 && !life.isLost(); steps--) {
        life.step();
        now = life.now();
      }
      counts.journalFailures += life.isLost() ? 1 : 0;
      if (!life.isLost() && chance.nextInt(8) == 0) {
        rest(life);
      }
      counts.faults.struck(Fault.CRASH_BETWEEN_CALLS);
      powerLost = chance.nextInt(2) == 0;
    } catch (PowerCut e) {
      counts.cutWhileOpening += replaying ? 1 : 0;
      powerLost = chance.nextInt(4) != 0;
    } catch (InjectedFailure e) {
      counts.failuresWhileOpening++;
      powerLost = chance.nextInt(2) == 0;
    }
    crash(powerLost);
    now += chance.nextInt(5000);
    if (chance.nextInt(8) == 0) {
      counts.faults.struck(Fault.CLOCK_BACK);
      now -= chance.nextInt(1_000_000);
    }
  }

  private void crash(boolean powerLost) throws IOException {
    crashes++;
    if (powerLost) {
      counts.powerCuts++;
      counts.faults.struck(Fault.POWER_LOSS);
      if (unsynced) {
        counts.faults.struck(Fault.POWER_LOSS_AFTER_KILL);
      }
      story.tell("== the power is cut");
      disk.powerLost();
    } else {
      counts.kills++;
      counts.faults.struck(Fault.KILL);
      story.tell("== the process is killed");
      disk.processEnded();
    }
    Soundness.check(disk);
    unsynced = !powerLost;
  }

  private Life open(Weather weather) throws IOException {
    counts.lives++;
    story.nextLife();
    story.time(now);
    story.tell("== opens");
    replaying = true;
    mostCutOff = Math.max(mostCutOff, cutOff++);
    checker.readsFail = false;
    Life life = new Life(disk, world, workload, weather, now);
    life.replay();
    replaying = false;
    cutOff = 0;
    return life;
  }

  /// The last life: everything is still there.
  private void liveOn() throws IOException {
    Life life = open(Weather.FAIR);
    workload.readers().readAll(life);
    for (int steps = 200; steps > 0 || story.operations() < OPERATIONS; steps--) {
      life.step();
    }
    workload.queues().drain(life);
    rest(life);
    workload.readers().readAll(life); // and so long that the newest entry is proven
    now = life.now();
  }

  /// Nothing is under way: everything is in its place, and another shard, replayed from the same
  /// bytes, has the same state.
  private void rest(Life life) throws IOException {
    life.settle();
    // The broker's time goes at half the clock's pace at least.
    life.pass(2 * Scale.RETENTION_CHECK_MILLIS + 2);
    life.settle(0);
    now = life.now();
    if (life.isLost()) {
      return;
    }
    life.rest(mostCutOff);
    counts.rests++;
    SimulatedDisk copy = disk.copy(new Chance(seed));
    Broker another = new Broker(copy, seed, world.apart());
    another.replay(now);
    List<String> lived = Statements.of(life.shard(), another.touched());
    List<String> replayed = Statements.of(another.shard, another.touched());
    HistoryFailed.unless(
        lived.equals(replayed),
        () -> "replay differs from life:\n  " + difference(lived, replayed));
    counts.replaysCompared++;
    workload.appendAtRest(life);
    life.settle();
  }

  private static String difference(List<String> lived, List<String> replayed) {
    StringBuilder out = new StringBuilder();
    lived.stream()
        .filter(each -> !replayed.contains(each))
        .forEach(s -> out.append("\n - ").append(s));
    replayed.stream()
        .filter(each -> !lived.contains(each))
        .forEach(s -> out.append("\n + ").append(s));
    return out.isEmpty() ? "another order" : out.toString();
  }
}
