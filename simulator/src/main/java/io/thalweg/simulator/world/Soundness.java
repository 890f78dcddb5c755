package io.thalweg.simulator.world;

import io.thalweg.core.base.Chance;
import io.thalweg.simulator.disk.SimulatedDisk;
import io.thalweg.simulator.told.HistoryFailed;
import io.thalweg.storage.verify.Finding;
import io.thalweg.storage.verify.NothingStoredException;
import io.thalweg.storage.verify.Verification;
import io.thalweg.storage.verify.Watcher;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// What an operator would be told of the disk: whatever crashes have left, nothing is damaged.
final class Soundness implements Watcher {
  private final List<Finding> found = new ArrayList<>();

  private Soundness() {}

  /// Verifies a copy of `disk`, which no process uses now.
  static void check(SimulatedDisk disk) throws IOException {
    Soundness told = new Soundness();
    try {
      Verification.run(disk.copy(new Chance(0)), Runnable::run, told);
    } catch (NothingStoredException e) {
      return; // the first crash came early
    }
    HistoryFailed.unless(told.found.isEmpty(), "a crash has left damage: " + told.found);
  }

  @Override
  public void started(long bytes) {}

  @Override
  public void read(long bytes) {}

  @Override
  public void found(Finding finding) {
    found.add(finding);
  }

  @Override
  public void noted(String line) {}
}
