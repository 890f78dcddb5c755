package io.thalweg.storage.ring;

import io.thalweg.core.base.Check;
import io.thalweg.core.base.Damage;
import io.thalweg.core.journal.JournalWriter;
import io.thalweg.storage.disk.Disk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/// Finds the log in the ring's files, and makes it safe before anything rests on it: every frame
/// that is not yet named durable by a later one is copied, verbatim but for the copy's epoch, into
/// fresh blocks and synced, since after a kill it may exist in the page cache only.
final class RingRecovery {
  static final long FIRST_SEQUENCE = 1;

  private final Disk disk;
  private final RingSettings settings;
  private final RingIndex index;
  private final Consumer<String> log;
  private final Executor executor;
  private int largestNumber;

  RingRecovery(Disk disk, RingSettings settings, RingIndex index, JournalRing.Hooks hooks) {
    this.disk = disk;
    this.settings = settings;
    this.index = index;
    this.log = hooks.log();
    this.executor = hooks.executor();
  }

  /// Fills the index and returns where writing goes on.
  RingWriter.Start run() throws IOException {
    List<RingFile> files = files();
    List<Candidate> found = RingScan.of(files, executor);
    checkLengths(files, found);
    RecoveredLog recovered = RecoveredLog.choose(found);
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
    List<RingFile> later = place(files, recovered);
    copyUnproven(recovered, epoch);
    later.forEach(index::addFree);
    return new RingWriter.Start(
        epoch, end.sequence() + 1, end.fields().logStart(), end.headerCrc());
  }

  private List<RingFile> files() throws IOException {
    List<RingFile> files = new ArrayList<>();
    for (String name : disk.list()) {
      if (RingFile.numberOf(name) >= 0) {
        files.add(RingFile.open(disk, name));
      }
    }
    disk.syncDirectory();
    return files;
  }

  /// A file with frames is as long as its creation left it. One without may be left from a creation
  /// that was cut off, and is deleted.
  private void checkLengths(List<RingFile> files, List<Candidate> found) throws IOException {
    Set<RingFile> withFrames = new HashSet<>();
    found.forEach(candidate -> withFrames.add(candidate.file()));
    for (RingFile file : List.copyOf(files)) {
      if (withFrames.contains(file) && file.isShort()) {
        String what = "expected " + file.bytes + " bytes, but the file ends";
        throw new DamagedJournalException(new Damage(file.file.name(), file.file.length(), what));
      }
      if (!withFrames.contains(file) && file.isShort()) {
        files.remove(file);
        file.file.close();
        disk.delete(file.file.name());
      } else if (!withFrames.contains(file) && !file.retired) {
        file.secureLength();
      }
    }
    if (files.isEmpty()) {
      files.add(RingFile.create(disk, 1, settings.fileBytes()));
    }
  }

  /// Tells the index where the log's frames lie, and where writing goes on. Returns the files that
  /// are free as soon as the copies are synced.
  private List<RingFile> place(List<RingFile> files, RecoveredLog recovered) {
    Set<RingFile> used = index.startWith(recovered.frames());
    List<RingFile> later = new ArrayList<>();
    for (RingFile file : files) {
      largestNumber = Math.max(largestNumber, file.number);
      if (!used.contains(file) && recovered.needed().contains(file)) {
        later.add(file);
      } else if (!used.contains(file)) {
        index.addFree(file);
      }
    }
    if (!recovered.ordered()) {
      index.closeHead();
    }
    return later;
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
      if (frame.offset() == 0) {
        secureFirstBlock(frame.file(), copy);
      }
      FrameHeader.copiedBy(copy, 0, epoch);
      RingIndex.Place place = room(frameBytes);
      write.add(copy, 0, frameBytes, place);
      index.move(frame.sequence(), frame.length(), place.file(), place.offset());
    }
    write.finish(true);
  }

  /// After a failed sync, the device may still say in a file's first block that it is retired,
  /// while the page cache holds an unproven frame there: written again, lest all that follows is
  /// not read after a loss of power.
  private static void secureFirstBlock(RingFile file, ByteBuffer frame) throws IOException {
    file.file.write(frame.slice(0, JournalWriter.ALIGNMENT), 0);
    file.file.sync();
  }

  private RingIndex.Place room(int frameBytes) throws IOException {
    RingIndex.Place place = index.room(frameBytes);
    if (place == null) {
      index.addFree(RingFile.create(disk, ++largestNumber, settings.fileBytes()));
      place = index.room(frameBytes);
    }
    return Check.present(place, "room in a new ring file");
  }
}
