package io.thalweg.storage.verify;

import io.thalweg.core.base.Damage;
import io.thalweg.core.base.Ids;
import io.thalweg.core.journal.SegmentInfo;
import io.thalweg.core.shard.EntryContents;
import io.thalweg.core.shard.EntryContents.Range;
import io.thalweg.core.shard.Inspection;
import io.thalweg.core.shard.Inspection.Fault;
import io.thalweg.core.topic.TopicInfo;
import io.thalweg.storage.disk.Disk;
import io.thalweg.storage.disk.DiskFile;
import io.thalweg.storage.ring.RingCheck;
import io.thalweg.storage.ring.RingCheck.Lost;
import io.thalweg.storage.segment.SegmentFiles;
import io.thalweg.storage.verify.Finding.Events;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// Checks the journal on a disk, what it says when it is replayed, and every segment that it names.
/// Reads each file once, and of the journal twice what counts; memory is that of a broker's start.
public final class Verification {
  private final Disk disk;
  private final Executor executor;
  private final Watcher watcher;
  private final Inspection inspection = new Inspection();
  private final List<SegmentInfo> named = new ArrayList<>();

  /// Events of which it was told that they are missing from the journal.
  private final Set<Range> told = new HashSet<>();

  private final Map<String, Long> segmentFiles = new HashMap<>();
  private long bytes;
  private int ringFiles;
  private boolean damagedJournal;

  private Verification(Disk disk, Executor executor, Watcher watcher) {
    this.disk = disk;
    this.executor = executor;
    this.watcher = watcher;
  }

  /// Verifies what is on `disk`, which nobody serves meanwhile.
  ///
  /// @param executor runs parts beside each other or one after the other; `watcher` hears of them
  ///   one after the other
  /// @throws NothingStoredException if nothing of ours is there
  /// @throws io.thalweg.storage.disk.DirectoryLockedException if a broker uses it
  /// @throws io.thalweg.storage.ring.NewerFormatException if a newer version wrote the journal
  /// @throws io.thalweg.core.shard.UnknownRecordException if a newer version wrote a record
  public static Checked run(Disk disk, Executor executor, Watcher watcher) throws IOException {
    try (Closeable _ = disk.lock()) {
      return new Verification(disk, executor, new OneAtATime(watcher)).run();
    }
  }

  private Checked run() throws IOException {
    list();
    watcher.started(bytes);
    try (RingCheck ring = RingCheck.of(disk, executor, watcher::read)) {
      ring.damages().forEach(damage -> watcher.found(new Finding(damage, null)));
      ring.notes().forEach(watcher::noted);
      if (ring.isEmpty() && !segmentFiles.isEmpty()) {
        String first = segmentFiles.keySet().stream().sorted().findFirst().orElse("");
        String what = "expected the records that name " + first + ", but it is empty";
        watcher.found(new Finding(new Damage("the journal", 0, what), null));
      }
      replay(ring);
    }
    return segments();
  }

  /// Finds out what there is.
  private void list() throws IOException {
    List<String> files = disk.list();
    for (String file : files) {
      if (RingCheck.isRingFile(file)) {
        ringFiles++;
        bytes += length(file);
      }
    }
    for (String file : SegmentFiles.in(files)) {
      long length = length(file);
      segmentFiles.put(file, length);
      bytes += length;
    }
    if (ringFiles == 0 && segmentFiles.isEmpty()) {
      throw new NothingStoredException();
    }
  }

  private long length(String name) throws IOException {
    try (DiskFile file = disk.open(name)) {
      return file.length();
    }
  }

  private void replay(RingCheck ring) throws IOException {
    ring.read(inspection::replay);
    inspection.ended();
    named.addAll(inspection.runs());
    List<Lost> lost = ring.lost();
    for (Lost each : lost) {
      tell(each, ring.left(each));
    }
    damagedJournal = ring.isEmpty() || !lost.isEmpty() || !ring.damages().isEmpty();
    for (Fault fault : inspection.faults()) {
      if (!isTold(fault)) {
        watcher.found(new Finding(place(fault, ring, lost), events(fault)));
      }
    }
  }

  /// Tells what a lost part of the journal held, one line for each range of events.
  private void tell(Lost lost, ByteBuffer left) {
    List<Range> ranges = new ArrayList<>();
    int at = 0;
    while (at < left.limit()) {
      EntryContents contents = EntryContents.of(RingCheck.payload(left, at));
      contents.ranges().stream()
          .filter(range -> inspection.isWanted(range.partition(), range.to()))
          .forEach(ranges::add);
      at = RingCheck.next(at, contents.bytes());
    }
    if (ranges.isEmpty()) {
      watcher.found(new Finding(lost.damage(), null));
    }
    for (Range range : ranges) {
      told.add(range);
      watcher.found(
          new Finding(lost.damage(), events(range.partition(), range.from(), range.to())));
    }
  }

  private boolean isTold(Fault fault) {
    long from = fault.from();
    boolean more = true;
    while (more && from < fault.to()) {
      long next = toldFrom(fault.partition(), from);
      more = next > from;
      from = next;
    }
    return fault.to() > fault.from() && from >= fault.to();
  }

  /// The first event from `from` on of which nothing has been told.
  private long toldFrom(long partition, long from) {
    long to = from;
    for (Range range : told) {
      if (range.partition() == partition && range.from() <= from) {
        to = Math.max(to, range.to());
      }
    }
    return to;
  }

  /// Where to look: at the lost entries in front of that where the fault was seen, if there are
  /// any; else at that itself.
  private static Damage place(Fault fault, RingCheck ring, List<Lost> lost) {
    Lost nearest = null;
    for (Lost each : lost) {
      nearest = each.last() < fault.position() ? each : nearest;
    }
    if (nearest != null && fault.to() > fault.from()) {
      Damage damage = nearest.damage();
      return new Damage(damage.file(), damage.position(), fault.what());
    }
    return ring.at(fault.position(), fault.what());
  }

  private @Nullable Events events(Fault fault) {
    return fault.to() > fault.from() ? events(fault.partition(), fault.from(), fault.to()) : null;
  }

  private @Nullable Events events(long partition, long from, long to) {
    TopicInfo topic = inspection.topics().topic(Ids.topicOf(partition));
    String name = topic == null ? "topic " + Ids.topicOf(partition) : topic.title();
    return new Events(name, Ids.indexOf(partition), from, to);
  }

  private Checked segments() throws IOException {
    for (String orphan : SegmentFiles.orphans(segmentFiles.keySet(), named)) {
      String whose = damagedJournal ? "no record that is left names " : "no record names ";
      watcher.noted(whose + orphan + (damagedJournal ? "" : ": the next start deletes it"));
      watcher.read(segmentFiles.getOrDefault(orphan, 0L));
    }
    SegmentsCheck segments =
        new SegmentsCheck(
            disk, watcher, (partition, from, to) -> to > from ? events(partition, from, to) : null);
    int count = segments.run(named, executor);
    return new Checked(
        inspection.topics().topics(),
        inspection.topics().partitions(),
        ringFiles + segmentFiles.size(),
        bytes,
        count,
        segments.batches() + inspection.journalBatches(),
        segments.events() + inspection.journalEvents());
  }
}
