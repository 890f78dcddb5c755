package io.thalweg.simulator.world;

import io.thalweg.core.base.Damage;
import io.thalweg.simulator.disk.SimulatedDisk;
import io.thalweg.simulator.told.Counts;
import io.thalweg.simulator.told.HistoryFailed;
import io.thalweg.simulator.told.Story;
import io.thalweg.storage.ring.DamagedJournalException;
import io.thalweg.storage.ring.NewerFormatException;
import java.io.IOException;

/// A bit that flips on the disk: it is noticed, or nobody needs it.
final class Flip {
  private Flip() {}

  /// Flips a bit of `disk`, of which every part is proven, and reads everything.
  static void check(SimulatedDisk disk, Broker.World world, Workload workload, long now)
      throws IOException {
    Story story = world.story();
    Checker checker = workload.checker();
    disk.counted(world.counts().faults, story::tell);
    String flipped = disk.flip(workload.chance());
    story.nextLife();
    story.tell("== flipped: " + flipped);
    checker.noticed = false;
    checker.damaged = true;
    try {
      Life life = new Life(disk, world.apart(), workload, Weather.FAIR, now);
      life.replay();
      workload.readers().readAll(life);
    } catch (DamagedJournalException e) {
      Damage damage = e.damage();
      story.tell("refused: " + damage);
      checker.noticed = true;
    } catch (NewerFormatException e) {
      checker.noticed = true;
    } catch (HistoryFailed e) {
      throw new HistoryFailed("with " + flipped + " flipped: " + e.getMessage(), e);
    }
    Counts counts = world.counts();
    counts.flipsNoticed += checker.noticed ? 1 : 0;
    counts.flipsHarmless += checker.noticed ? 0 : 1;
  }
}
