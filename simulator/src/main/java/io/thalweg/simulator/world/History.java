package io.thalweg.simulator.world;

import io.thalweg.core.base.Chance;
import io.thalweg.simulator.disk.InjectedFailure;
import io.thalweg.simulator.disk.PowerCut;
import io.thalweg.simulator.disk.SimulatedDisk;
import io.thalweg.simulator.world.Life.Weather;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;

/// One history: several lives of a broker over one disk, each ended by a crash but the last, which
/// must have all that was promised in any of them. Everything follows from the seed.
public final class History {
  private static final Weather FAIR = new Weather(-1, 0);
  private static final int LOG_LINES = 12;

  private final long seed;
  private final Counts counts;
  private final Chance chance;
  private final SimulatedDisk disk;
  private final Checker checker;
  private final Workload workload;
  private final Broker.World world;
  private final ArrayDeque<String> log = new ArrayDeque<>();
  private long now = 1_000_000;
  private boolean replaying;

  /// Whether something may be read that is not on the device: recovery is the more dangerous.
  private boolean unsynced;

  /// The history of `seed`; `counts` is told what happened in it.
  public History(long seed, Variant variant, Counts counts) {
    this.seed = seed;
    this.counts = counts;
    this.chance = new Chance(seed);
    this.disk = new SimulatedDisk(new Chance(chance.nextLong()));
    this.checker = new Checker(counts);
    this.workload = new Workload(chance, checker, counts);
    this.world = new Broker.World(Scale.of(chance), variant, counts, this::log);
  }

  private void log(String line) {
    counts.tornEnds += line.contains("torn") ? 1 : 0;
    log.add(line);
    if (log.size() > LOG_LINES) {
      log.remove();
    }
  }

  /// Runs it, and returns a checksum of all that was written in it.
  ///
  /// @throws HistoryFailed if a promise is broken
  public long run() {
    counts.histories++;
    try {
      for (int lives = 2 + chance.nextInt(5); lives > 0; lives--) {
        live();
      }
      liveOn();
      Soundness.check(disk);
    } catch (IOException | RuntimeException | HistoryFailed e) {
      throw new HistoryFailed(
          "seed " + seed + " (again: -Dsimulator.seed=" + seed + "): " + e + "\n  log: " + log, e);
    }
    counts.diskCalls += disk.calls();
    counts.wraps += disk.rewrittenStarts();
    return disk.trace();
  }

  /// A life that ends in a crash.
  private void live() throws IOException {
    boolean powerLost;
    try {
      Life life = open(weather());
      if (chance.nextInt(4) == 0) {
        workload.readers().readAll(life);
      }
      for (int steps = chance.nextInt(1200); steps > 0 && !life.isLost(); steps--) {
        life.step();
        now = life.now();
      }
      counts.journalFailures += life.isLost() ? 1 : 0;
      if (!life.isLost() && chance.nextInt(4) == 0) {
        compareWithReplay(life);
      }
      powerLost = chance.nextInt(2) == 0;
    } catch (PowerCut e) {
      counts.cutWhileOpening += replaying ? 1 : 0;
      powerLost = chance.nextInt(4) != 0;
    } catch (InjectedFailure e) {
      counts.failuresWhileOpening++;
      powerLost = chance.nextInt(2) == 0;
    }
    unsynced = !powerLost;
    if (powerLost) {
      counts.powerCuts++;
      disk.powerLost();
    } else {
      counts.kills++;
      disk.processEnded();
    }
    Soundness.check(disk);
    now += chance.nextInt(5000);
  }

  private Weather weather() {
    int cut = chance.nextInt(5);
    boolean early = cut == 1 || (unsynced && cut < 4);
    long cutAt = cut == 0 ? -1 : 1 + chance.nextInt(early ? 40 : 500);
    return new Weather(cutAt, chance.nextInt(3) == 0 ? 30 + chance.nextInt(300) : 0);
  }

  private Life open(Weather weather) throws IOException {
    counts.lives++;
    replaying = true;
    checker.readsFail = false;
    Life life = new Life(disk, world, checker, workload, weather, now);
    life.replay();
    replaying = false;
    return life;
  }

  /// The last life: everything is still there.
  private void liveOn() throws IOException {
    Life life = open(FAIR);
    workload.readers().readAll(life);
    for (int steps = 200; steps > 0; steps--) {
      life.step();
    }
    life.settle();
    workload.readers().readAll(life);
    compareWithReplay(life);
  }

  /// Another shard, replayed from the same bytes, has the same state.
  private void compareWithReplay(Life life) throws IOException {
    life.settle();
    life.pass(Scale.RETENTION_CHECK_MILLIS + 1);
    life.settle(0);
    if (life.isLost()) {
      return;
    }
    List<String> lived = Statements.of(life.shard(), life.now());
    now = life.now();
    SimulatedDisk copy = disk.copy(new Chance(seed));
    Broker.World apart = new Broker.World(world.scale(), world.variant(), new Counts(), _ -> {});
    Broker another = new Broker(copy, seed, apart);
    another.replay(now);
    List<String> replayed = Statements.of(another.shard, now);
    HistoryFailed.unless(
        lived.equals(replayed), "replay differs from life:\n  " + difference(lived, replayed));
    counts.replaysCompared++;
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
