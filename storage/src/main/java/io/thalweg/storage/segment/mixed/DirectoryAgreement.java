package io.thalweg.storage.segment.mixed;

import io.thalweg.core.base.Damage;
import io.thalweg.storage.segment.run.Agreement;
import java.util.ArrayList;
import java.util.List;

/// Compares what a directory says of one run with its batches.
public final class DirectoryAgreement implements Agreement {
  private final String file;
  private final Directory.Run run;
  private final List<Damage> damages = new ArrayList<>();
  private int entry;
  private long maxTimestamp = -1;
  private long maxTimestampOffset = -1;

  /// For `run` of `file`.
  public DirectoryAgreement(String file, Directory.Run run) {
    this.file = file;
    this.run = run;
  }

  @Override
  public void batch(long position, long baseOffset, long lastOffset, long timestamp) {
    if (damages.isEmpty() && entry < run.entries() && run.entryPosition(entry) <= position) {
      compare(position, baseOffset);
      entry++;
    }
    if (timestamp > maxTimestamp || maxTimestampOffset < 0) {
      maxTimestamp = Math.max(timestamp, maxTimestamp);
      maxTimestampOffset = baseOffset;
    }
  }

  private void compare(long position, long baseOffset) {
    if (run.entryPosition(entry) != position
        || run.entryOffset(entry) != baseOffset
        || run.entryTimestamp(entry) != maxTimestamp
        || run.entryTimestampOffset(entry) != maxTimestampOffset) {
      wrongEntry();
    }
  }

  private void wrongEntry() {
    String what =
        "expected an entry with a batch's offset and position, and the largest timestamp before"
            + " it, but the run has no such batch";
    damages.add(new Damage(file, run.entryDescribed(entry), what));
  }

  @Override
  public List<Damage> ended() {
    if (damages.isEmpty() && entry < run.entries()) {
      wrongEntry();
    }
    if (maxTimestamp != run.info().maxTimestamp() || maxTimestampOffset != run.offsetOfLargest()) {
      String what =
          String.format(
              "expected a largest timestamp of %d at offset %d, but it is %d at offset %d",
              run.info().maxTimestamp(), run.offsetOfLargest(), maxTimestamp, maxTimestampOffset);
      damages.add(new Damage(file, run.described(), what));
    }
    return damages;
  }

  @Override
  public long positionBehind(long position) {
    for (int i = 0; i < run.entries(); i++) {
      if (run.entryPosition(i) > position) {
        return run.entryPosition(i);
      }
    }
    return -1;
  }
}
