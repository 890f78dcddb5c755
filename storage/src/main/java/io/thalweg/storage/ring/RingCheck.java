package io.thalweg.storage.ring;

import io.thalweg.core.base.Damage;
import io.thalweg.core.journal.JournalReader;
import io.thalweg.core.journal.JournalWriter;
import io.thalweg.storage.disk.Disk;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import java.util.function.LongConsumer;

/// A ring that is looked at: judged as [RingRecovery] does, but nothing is written, and a log with
/// holes is taken for what it still is.
public final class RingCheck implements Closeable {
  /// More than that of a hole is not looked at.
  private static final int MOST_LEFT_BYTES = 16 << 20;

  private final List<RingFile> files;
  private final List<Damage> damages = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private List<List<Candidate>> runs = List.of();
  private List<BrokenLog.Hole> holes = List.of();

  /// Entries that are missing, though a later one names them durable.
  ///
  /// @param first of the missing sequences
  /// @param last of the missing sequences
  public record Lost(Damage damage, long first, long last) {}

  private RingCheck(List<RingFile> files) {
    this.files = files;
  }

  /// Whether `name` is that of a file of a ring.
  public static boolean isRingFile(String name) {
    return RingFile.numberOf(name) >= 0;
  }

  /// Reads the ring on `disk`.
  ///
  /// @param executor runs scanners, beside each other or one after the other
  /// @param progress is told of bytes by the scanners, and stops them by throwing something
  /// @throws NewerFormatException if a newer version wrote it
  public static RingCheck of(Disk disk, Executor executor, LongConsumer progress)
      throws IOException {
    List<RingFile> files = new ArrayList<>();
    RingCheck check = new RingCheck(files);
    try {
      for (String name : disk.list()) {
        if (isRingFile(name)) {
          files.add(RingFile.open(disk, name));
        }
      }
      check.judge(RingScan.of(files, executor, progress));
      return check;
    } catch (IOException | RuntimeException e) {
      check.close();
      throw e;
    }
  }

  private void judge(List<Candidate> found) throws IOException {
    checkLengths(found);
    try {
      RecoveredLog log = RecoveredLog.choose(found);
      runs = log.frames().isEmpty() ? List.of() : List.of(log.frames());
      if (log.torn() > 0) {
        notes.add(
            "the next start drops "
                + log.torn()
                + " frames of a torn journal end, as is usual after a crash");
      }
    } catch (DamagedJournalException e) {
      BrokenLog log = BrokenLog.of(found);
      runs = log.runs();
      holes = log.holes();
      if (holes.isEmpty()) {
        damages.add(e.damage());
      }
    }
    describe();
  }

  private void checkLengths(List<Candidate> found) throws IOException {
    Set<RingFile> withFrames = new LinkedHashSet<>();
    found.forEach(candidate -> withFrames.add(candidate.file()));
    for (RingFile file : files) {
      if (!file.isShort()) {
        continue;
      }
      String name = file.file.name();
      if (withFrames.contains(file)) {
        String what = "expected " + file.bytes + " bytes, but the file ends";
        damages.add(new Damage(name, file.file.length(), what));
      } else {
        notes.add(name + " was never finished: the next start deletes it");
      }
    }
  }

  /// Numbers may be left out, if a file could not be made.
  private void noteMissingNumbers() {
    Set<Integer> numbers = new TreeSet<>();
    files.forEach(file -> numbers.add(file.number));
    int expected = 1;
    for (int number : numbers) {
      if (number > expected) {
        notes.add(
            "no file of the journal has number "
                + expected
                + (number > expected + 1 ? " to " + (number - 1) : "")
                + ": if there was one, what it held is lost");
      }
      expected = number + 1;
    }
  }

  private void describe() {
    noteMissingNumbers();
    long retired = files.stream().filter(file -> file.retired).count();
    String held = files.size() + " files, " + retired + " of them free";
    if (runs.isEmpty()) {
      notes.add("the journal is empty, in " + held);
      return;
    }
    Candidate first = runs.getFirst().getFirst();
    Candidate end = runs.getLast().getLast();
    notes.add(
        String.format(
            Locale.ROOT,
            "the journal has sequences %d to %d, epoch %d, in %s, and ends in %s at byte %d",
            first.sequence(),
            end.sequence(),
            end.fields().epoch(),
            held,
            end.file().file.name(),
            end.end()));
  }

  /// Whether there is no entry.
  public boolean isEmpty() {
    return runs.isEmpty() && holes.isEmpty();
  }

  /// Damage to files as such.
  public List<Damage> damages() {
    return damages;
  }

  /// What an operator may like to know, though nothing is wrong.
  public List<String> notes() {
    return notes;
  }

  /// What is missing, in the order of sequences.
  public List<Lost> lost() {
    List<Lost> lost = new ArrayList<>();
    for (BrokenLog.Hole hole : holes) {
      String missing =
          hole.first() == hole.last()
              ? "the valid frame of sequence " + hole.first()
              : "valid frames of sequences " + hole.first() + " to " + hole.last();
      String what = "expected " + missing + ", which a later one names durable";
      Damage damage = new Damage(hole.file().file.name(), hole.from(), what);
      lost.add(new Lost(damage, hole.first(), hole.last()));
    }
    return lost;
  }

  /// What lies where the lost entries were, from the first one's header on.
  public ByteBuffer left(Lost lost) throws IOException {
    for (BrokenLog.Hole hole : holes) {
      if (hole.first() == lost.first()) {
        ByteBuffer left = ByteBuffer.allocate(Math.min(hole.to() - hole.from(), MOST_LEFT_BYTES));
        hole.file().file.read(left, hole.from());
        return left.flip();
      }
    }
    return ByteBuffer.allocate(0);
  }

  /// Reads the entries that follow each other.
  public interface Run {
    void read(JournalReader entries) throws IOException;
  }

  /// Gives all entries to `reader`, in their order: once, or once for each run between missing
  /// ones.
  public void read(Run reader) throws IOException {
    for (List<Candidate> frames : runs) {
      RingIndex index = new RingIndex();
      index.startWith(frames);
      long first = frames.getFirst().sequence();
      try (RingReader entries = new RingReader(index, first, frames.getLast().sequence() + 1)) {
        reader.read(entries);
      }
    }
  }

  /// Where the entry of `sequence` lies, for a damage; and what is wrong there.
  public Damage at(long sequence, String what) {
    for (List<Candidate> frames : runs) {
      long index = sequence - frames.getFirst().sequence();
      if (index >= 0 && index < frames.size()) {
        Candidate frame = frames.get((int) index);
        return new Damage(frame.file().file.name(), frame.offset(), what);
      }
    }
    return new Damage("the journal", 0, what);
  }

  /// Bytes of the files, as their names say.
  public long bytes() {
    return files.stream().mapToLong(file -> file.bytes).sum();
  }

  /// The payload of the frame that begins at `at` of `left` as far as it is there, whatever its
  /// header says.
  public static ByteBuffer payload(ByteBuffer left, int at) {
    int from = Math.min(left.limit(), at + FrameHeader.BYTES);
    return left.slice(from, left.limit() - from);
  }

  /// Where the frame that follows one at `at`, with such a payload, could begin.
  public static int next(int at, int payloadBytes) {
    return at + Math.max(JournalWriter.ALIGNMENT, FrameHeader.frameBytes(payloadBytes));
  }

  @Override
  public void close() throws IOException {
    for (RingFile file : files) {
      file.file.close();
    }
  }
}
