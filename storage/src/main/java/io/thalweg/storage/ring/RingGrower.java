package io.thalweg.storage.ring;

import io.thalweg.storage.disk.Agent;
import io.thalweg.storage.disk.Disk;
import java.io.IOException;
import java.util.function.Consumer;

/// Prepares further files in the background, so that one is free when the current one is full, up
/// to the limit.
final class RingGrower implements Agent {
  private final Disk disk;
  private final RingSettings settings;
  private final RingIndex index;
  private final Consumer<String> log;
  private final Runnable wakeWriter;
  private boolean failed;

  RingGrower(
      Disk disk,
      RingSettings settings,
      RingIndex index,
      Consumer<String> log,
      Runnable wakeWriter) {
    this.disk = disk;
    this.settings = settings;
    this.index = index;
    this.log = log;
    this.wakeWriter = wakeWriter;
  }

  @Override
  public String role() {
    return JournalRing.GROWER;
  }

  @Override
  public boolean work() {
    if (failed || index.freeFiles() > 0 || index.files() >= settings.files()) {
      return false;
    }
    int number = index.largestNumber() + 1;
    try {
      index.addFree(RingFile.create(disk, number, settings.fileBytes()));
      wakeWriter.run();
      return true;
    } catch (IOException e) {
      failed = true;
      log.accept("the journal cannot grow beyond " + index.files() + " files: " + e);
      return false;
    }
  }
}
