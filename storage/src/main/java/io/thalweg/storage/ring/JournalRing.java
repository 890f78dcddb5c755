package io.thalweg.storage.ring;

import io.thalweg.core.base.Damage;
import io.thalweg.core.journal.JournalReader;
import io.thalweg.core.journal.JournalWriter;
import io.thalweg.storage.disk.Agent;
import io.thalweg.storage.disk.Disk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The journal as a ring of files: recovered by [#open], then read once from its start, then
/// written.
public final class JournalRing {
  /// The format of all that this build writes into a data directory; it stands in every frame. A
  /// build reads its own and every older one, and refuses newer ones. To be raised by whatever the
  /// build before could not read: a layout, a kind of record, a kind of file; with a golden
  /// directory of the new format (CONTRIBUTING.md).
  public static final int FORMAT = 5;

  /// Role of the agent that writes.
  public static final String WRITER = "journal";

  /// Role of the agent that prepares files.
  public static final String GROWER = "journal-grower";

  /// How the ring is run by its owner.
  ///
  /// @param listener hears of durability
  /// @param wakeWriter wakes the first agent
  /// @param wakeGrower wakes the second agent
  /// @param log takes lines for the operator
  /// @param executor runs the parts of recovery, beside each other or one after the other; done
  ///   with when opening returns
  public record Hooks(
      JournalWriter.Listener listener,
      Runnable wakeWriter,
      Runnable wakeGrower,
      Consumer<String> log,
      Executor executor) {}

  private final RingIndex index;
  private final RingWriter writer;
  private final RingGrower grower;
  private final long first;
  private final long end;

  private JournalRing(RingIndex index, RingWriter writer, RingGrower grower, long first) {
    this.index = index;
    this.writer = writer;
    this.grower = grower;
    this.first = first;
    this.end = writer.nextPosition();
  }

  /// Recovers the ring on `disk` (see [RingRecovery]) and raises its epoch. When this returns,
  /// every entry of the log is synced.
  ///
  /// @throws DamagedJournalException if something acknowledged is missing
  /// @throws NewerFormatException if a newer version wrote it
  public static JournalRing open(Disk disk, RingSettings settings, Hooks hooks) throws IOException {
    RingIndex index = new RingIndex();
    RingRecovery recovery = new RingRecovery(disk, settings, index, hooks);
    RingWriter.Start start = recovery.run();
    RingWriter writer =
        new RingWriter(settings, index, start, hooks.listener(), hooks.wakeWriter());
    RingGrower grower = new RingGrower(disk, settings, index, hooks.log(), hooks.wakeWriter());
    index.whenTaken(hooks.wakeGrower());
    return new JournalRing(index, writer, grower, start.logStart());
  }

  /// Whether nothing was there at opening.
  public boolean isNew() {
    return end == first && first == RingRecovery.FIRST_SEQUENCE;
  }

  /// The entries that were there at opening.
  public JournalReader reader() {
    return new RingReader(index, first, end);
  }

  /// The one writer.
  public JournalWriter writer() {
    return writer;
  }

  /// What the writer did.
  public JournalStats stats() {
    return writer.stats();
  }

  /// How many files there are.
  public int files() {
    return index.files();
  }

  /// The writer's I/O, and the growth of the ring.
  public List<Agent> agents() {
    return List.of(writer, grower);
  }

  /// Whether no file is free, and none could be added.
  public boolean isStuck() {
    return index.isStuck();
  }

  /// The file that is written to.
  public String head() {
    return index.head();
  }

  /// Reads `[offset, offset + into.remaining())` of the payload at `position`. Thread-safe, beside
  /// the writer. What is read is checked to belong to that position; its bytes are the caller's to
  /// check.
  ///
  /// @return null if it was read, else what is wrong
  public @Nullable Damage read(long position, int offset, ByteBuffer into) throws IOException {
    RingIndex.Place place = index.find(position);
    if (place == null) {
      return new Damage("the journal", 0, "expected position " + position + ", but it is trimmed");
    }
    RingFile file = place.file();
    if (offset < 0 || offset + into.remaining() > place.length()) {
      return new Damage(
          file.file.name(), place.offset(), "expected a range inside position " + position);
    }
    file.file.read(into, (long) place.offset() + FrameHeader.BYTES + offset);
    ByteBuffer header = ByteBuffer.allocate(FrameHeader.BYTES);
    file.file.read(header, place.offset());
    boolean right =
        !into.hasRemaining()
            && FrameHeader.holds(header, 0)
            && FrameHeader.sequence(header, 0) == position;
    return right
        ? null
        : new Damage(
            file.file.name(), place.offset(), "expected the frame of position " + position);
  }
}
