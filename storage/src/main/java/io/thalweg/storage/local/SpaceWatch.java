package io.thalweg.storage.local;

import io.thalweg.core.read.SegmentStore.Answers;
import io.thalweg.storage.disk.Agent;
import io.thalweg.storage.disk.Disk;
import io.thalweg.storage.ring.JournalRing;
import io.thalweg.storage.ring.RingSettings;
import java.io.IOException;
import java.util.function.Consumer;

/// Looks, when it is asked to, whether the disk still has room for everything that is not in
/// segments yet, for one merge, and for one more file of the journal. With less, the disk is full:
/// events are refused while that room is left, so that all else goes on. It is full until there is
/// a little more, lest it change with every look.
///
/// It is full, too, when writing fails whatever is said to be free (a quota), once the journal has
/// no room for more events.
public final class SpaceWatch implements Agent {
  /// What a merge may take, of the journal's limit.
  private static final int MERGE_ONE_IN = 8;

  /// How much more ends it, of the journal's limit.
  private static final int MORE_ONE_IN = 16;

  private final Disk disk;
  private final RingSettings settings;
  private final JournalRing ring;
  private final Flusher flusher;
  private final Answers answers;
  private final Consumer<String> log;
  private volatile boolean wanted;
  private volatile long freeBytes;
  private volatile long neededBytes;
  private volatile boolean full;

  SpaceWatch(
      Disk disk,
      RingSettings settings,
      JournalRing ring,
      Flusher flusher,
      LocalStorage.Hooks hooks) {
    this.disk = disk;
    this.settings = settings;
    this.ring = ring;
    this.flusher = flusher;
    this.answers = hooks.answers();
    this.log = hooks.log();
  }

  /// Bytes that could still be written when it last looked. On any thread, as all that follows.
  public long freeBytes() {
    return freeBytes;
  }

  /// Bytes that were needed for what is already there.
  public long neededBytes() {
    return neededBytes;
  }

  /// Whether events are refused.
  public boolean isFull() {
    return full;
  }

  void look() {
    wanted = true;
  }

  @Override
  public String role() {
    return "space";
  }

  @Override
  public boolean work() {
    if (!wanted) {
      return false;
    }
    wanted = false;
    try {
      judge(disk.freeBytes());
    } catch (IOException e) {
      // not known now: it is as it was
    }
    answers.space(full);
    return true;
  }

  private void judge(long free) {
    long usable = settings.usableBytes();
    long growth = ring.files() < settings.files() ? settings.fileBytes() : 0;
    long needed = ring.writer().usedBytes() + usable / MERGE_ONE_IN + growth;
    long enough = full ? needed + usable / MORE_ONE_IN : needed;
    boolean fails = ring.isStuck() || (flusher.isFailing() && !ring.writer().writable());
    boolean now = fails || free < enough;
    if (now != full) {
      log.accept(now ? begins(free, needed, fails) : ends(free, needed));
    }
    full = now;
    freeBytes = free;
    neededBytes = needed;
  }

  private String begins(long free, long needed, boolean fails) {
    return "the disk is full: "
        + disk.place()
        + " has "
        + free
        + " bytes free"
        + (fails && free >= needed ? " but cannot be written" : ", of " + needed + " needed")
        + "; events and new topics are refused, all else goes on. Free space there, or delete"
        + " topics; no restart is needed";
  }

  private String ends(long free, long needed) {
    return "the disk is no longer full: "
        + disk.place()
        + " has "
        + free
        + " bytes free, of "
        + needed
        + " needed; events are taken again";
  }
}
