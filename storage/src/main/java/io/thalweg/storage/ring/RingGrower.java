package io.thalweg.storage.ring;

import io.thalweg.storage.disk.Agent;
import io.thalweg.storage.disk.Disk;
import java.io.IOException;
import java.util.function.Consumer;

/// Prepares further files in the background, so that one is free when the current one is full, up
/// to the limit. Beyond that if a frame waits all the same: clients have been refused long before,
/// so it is one that the ring needs in order to advance, after several starts that were cut off.
final class RingGrower implements Agent {
  /// Steps without an attempt after a failed one, so that a full disk isn't kept busy.
  private static final int PAUSE = 64;

  private final Disk disk;
  private final RingSettings settings;
  private final RingIndex index;
  private final Consumer<String> log;
  private final Runnable wakeWriter;
  private int number;
  private int pause;
  private boolean failing;

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
    if (pause > 0) {
      pause--;
      return false;
    }
    boolean may = index.files() < settings.files() || index.isWanting();
    if (index.freeFiles() > 0 || !may) {
      return false;
    }
    try {
      grow();
      failing = false;
      wakeWriter.run();
      return true;
    } catch (IOException e) {
      pause = PAUSE;
      index.growthFails(true);
      if (!failing) {
        log.accept("the journal cannot grow beyond " + index.files() + " files yet: " + e);
      }
      failing = true;
      return false;
    }
  }

  /// Takes nothing of a disk that has too little, not even for a moment.
  private void grow() throws IOException {
    long free = disk.freeBytes();
    if (free < settings.fileBytes()) {
      throw new IOException(
          "expected " + settings.fileBytes() + " bytes of free space, but there are " + free);
    }
    number = Math.max(number, index.largestNumber()) + 1;
    index.addFree(RingFile.create(disk, number, settings.fileBytes()));
    index.growthFails(false);
  }
}
