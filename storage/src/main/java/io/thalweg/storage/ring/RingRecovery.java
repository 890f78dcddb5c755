package io.thalweg.storage.ring;

import io.thalweg.core.base.Check;
import io.thalweg.storage.disk.Disk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/// Finds the log in the ring's files, and makes it safe before anything rests on it: every frame
/// that is not yet named durable by a later one is copied, verbatim but for the copy's epoch, into
/// fresh blocks and synced, since after a kill it may exist in the page cache only.
final class RingRecovery {
  private static final long FIRST_SEQUENCE = 1;

  private final Disk disk;
  private final RingSettings settings;
  private final RingIndex index;
  private final Consumer<String> log;

  RingRecovery(Disk disk, RingSettings settings, RingIndex index, Consumer<String> log) {
    this.disk = disk;
    this.settings = settings;
    this.index = index;
    this.log = log;
  }

  /// Fills the index and returns where writing goes on.
  RingWriter.Start run() throws IOException {
    List<RingFile> files = files();
    RecoveredLog recovered = RecoveredLog.choose(RingScan.of(files));
    int epoch = recovered.epoch() + 1;
    if (recovered.torn() > 0) {
      log.accept("dropped " + recovered.torn() + " frames of a torn journal end");
    }
    if (recovered.frames().isEmpty()) {
      files.forEach(index::addFree);
      index.startAt(FIRST_SEQUENCE);
      return new RingWriter.Start(epoch, FIRST_SEQUENCE, FIRST_SEQUENCE, 0);
    }
    Candidate end = recovered.frames().getLast();
    place(files, recovered);
    copyUnproven(recovered, epoch);
    return new RingWriter.Start(
        epoch, end.sequence() + 1, end.fields().logStart(), end.headerCrc());
  }

  private List<RingFile> files() throws IOException {
    List<RingFile> files = new ArrayList<>();
    for (String name : disk.list()) {
      if (RingFile.numberOf(name) >= 0) {
        files.add(RingFile.open(disk, name, settings.fileBytes()));
      }
    }
    if (files.isEmpty()) {
      files.add(RingFile.create(disk, 1, settings.fileBytes()));
    } else {
      disk.syncDirectory();
    }
    return files;
  }

  /// Tells the index where the log's frames lie, and where writing goes on.
  private void place(List<RingFile> files, RecoveredLog recovered) {
    List<Candidate> frames = recovered.frames();
    index.startAt(frames.getFirst().sequence());
    Set<RingFile> used = new LinkedHashSet<>();
    frames.forEach(frame -> used.add(frame.file()));
    for (RingFile file : used) {
      index.use(file, 0);
    }
    for (Candidate frame : frames) {
      index.add(frame.sequence(), frame.length(), frame.file(), frame.offset());
    }
    for (RingFile file : files) {
      if (!used.contains(file)) {
        index.addFree(file);
      }
    }
    if (!recovered.ordered()) {
      index.closeHead();
    }
  }

  private void copyUnproven(RecoveredLog recovered, int epoch) throws IOException {
    GroupWrite write = new GroupWrite();
    for (Candidate frame : recovered.frames()) {
      if (frame.sequence() <= recovered.proven()) {
        continue;
      }
      int frameBytes = FrameHeader.frameBytes(frame.length());
      ByteBuffer copy = ByteBuffer.allocateDirect(frameBytes + 4096).alignedSlice(4096);
      copy.limit(frameBytes);
      frame.file().file.read(copy, frame.offset());
      FrameHeader.copiedBy(copy, 0, epoch);
      RingIndex.Place place = room(frameBytes);
      write.add(copy, 0, frameBytes, place);
      index.move(frame.sequence(), frame.length(), place.file(), place.offset());
    }
    write.finish(true);
  }

  private RingIndex.Place room(int frameBytes) throws IOException {
    RingIndex.Place place = index.room(frameBytes);
    if (place == null) {
      int number = index.largestNumber() + 1;
      index.addFree(RingFile.create(disk, number, settings.fileBytes()));
      place = index.room(frameBytes);
    }
    return Check.present(place, "room in a new ring file");
  }
}
