package io.thalweg.storage.segment.run;

import io.thalweg.core.base.Check;
import io.thalweg.core.batch.BatchCrc;
import io.thalweg.core.batch.BatchHeader;
import io.thalweg.core.journal.SegmentInfo;
import io.thalweg.storage.disk.Disk;
import io.thalweg.storage.disk.DiskFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes one new segment, run after run: gathers batches, checks each, and writes them in large
/// pieces. In this order: [#create]; for each run [#begin], then for each batch [#room] and [#add];
/// [#finish]. After a failure of any of them comes [#discard].
public abstract class SegmentWriter implements Closeable {
  /// A run whose batches are all known.
  private record Written(NewRun run, long bytes, long maxTimestamp) {}

  private final Disk disk;
  private final long segment;
  private final boolean mixed;
  private final ByteBuffer buffer;
  private final Pieces.Gathered pieces;
  private final BatchCrc crc = new BatchCrc();
  private final List<Written> runs = new ArrayList<>();
  private @Nullable DiskFile file;
  private @Nullable NewRun run;
  private long written;
  private long nextOffset;
  private long runStart;
  private long maxTimestamp;

  /// The batches go to the file with the number `file` among the segment's; `buffer` is borrowed:
  /// it has room for the largest batch and a piece.
  protected SegmentWriter(Disk disk, long segment, boolean mixed, int file, ByteBuffer buffer) {
    this.disk = disk;
    this.segment = segment;
    this.mixed = mixed;
    this.buffer = buffer.clear();
    this.pieces = new Pieces.Gathered(segment, file);
  }

  /// The checksums of the batches that were written.
  protected final Pieces.Gathered pieces() {
    return pieces;
  }

  /// Names of all files that there may be; the first has the batches.
  protected abstract List<String> names();

  /// The batches of `run` will begin at `position` of the file.
  protected void began(NewRun run, long position) {}

  /// The batch at `at` of `in` stands at `position` of the file.
  protected abstract void added(ByteBuffer in, int at, long position);

  /// All batches of the run are known: so many bytes.
  protected void ended(long bytes) {}

  /// What is written behind the batches, once all are known.
  protected ByteBuffer footer() {
    return ByteBuffer.allocate(0);
  }

  /// Writes and syncs all other files, and returns the segment's checksum.
  protected abstract int complete() throws IOException;

  /// Creates the file.
  public final void create() throws IOException {
    file = disk.createUncached(names().getFirst());
  }

  /// Batches of `next` follow, one at least.
  public final void begin(NewRun next) {
    end();
    run = next;
    nextOffset = next.baseOffset();
    runStart = written + buffer.position();
    maxTimestamp = -1;
    began(next, runStart);
  }

  private void end() {
    NewRun ended = run;
    if (ended != null) {
      long bytes = written + buffer.position() - runStart;
      Check.that(bytes > 0, "expected batches in a run");
      runs.add(new Written(ended, bytes, maxTimestamp));
      ended(bytes);
      run = null;
    }
  }

  /// Where the run's next batch, of `bytes`, is to be put.
  public final ByteBuffer room(int bytes) throws IOException {
    Check.within(BatchHeader.BYTES, bytes, buffer.capacity() - Pieces.BYTES, "bytes of a batch");
    if (bytes > buffer.remaining()) {
      put(buffer.position() - buffer.position() % Pieces.BYTES);
    }
    return buffer.slice(buffer.position(), bytes);
  }

  /// Takes the batch that was put there; false if it is none, or not one that may come next.
  public final boolean add(int bytes) {
    int at = buffer.position();
    NewRun now = Check.present(run, "a run for a batch");
    if (BatchHeader.bytes(buffer, at) != bytes
        || BatchHeader.baseOffset(buffer, at) < nextOffset
        || BatchHeader.lastOffsetDelta(buffer, at) < 0
        || BatchHeader.nextOffset(buffer, at) > now.endOffset()
        || !crc.holds(buffer, at, bytes)) {
      return false;
    }
    long timestamp = BatchHeader.maxTimestamp(buffer, at);
    maxTimestamp = Math.max(timestamp, maxTimestamp);
    added(buffer, at, written + at);
    nextOffset = BatchHeader.nextOffset(buffer, at);
    buffer.position(at + bytes);
    return true;
  }

  /// The least offset that the next batch may have.
  public final long nextOffset() {
    return nextOffset;
  }

  /// Bytes of batches so far.
  public final long bytes() {
    return written + buffer.position();
  }

  /// Writes the first `bytes` of the buffer and moves the rest to its front.
  private void put(int bytes) throws IOException {
    buffer.flip();
    pieces.cover(buffer.slice(0, bytes));
    opened().write(buffer.slice(0, bytes), written);
    written += bytes;
    buffer.position(bytes).compact();
  }

  private DiskFile opened() {
    return Check.present(file, "a file for batches");
  }

  /// Writes the rest and syncs all. When this returns, the segment survives a power loss; until a
  /// journal record names it, it is an orphan.
  public final List<SegmentInfo> finish() throws IOException {
    end();
    put(buffer.position());
    ByteBuffer footer = footer();
    long length = written + footer.remaining();
    if (footer.hasRemaining()) {
      opened().write(footer, written);
    }
    opened().truncate(length);
    opened().sync();
    close();
    int checksum = complete();
    disk.syncDirectory();
    List<SegmentInfo> infos = new ArrayList<>(runs.size());
    for (Written each : runs) {
      NewRun of = each.run;
      infos.add(
          new SegmentInfo(
              segment,
              mixed,
              of.partition(),
              of.baseOffset(),
              of.endOffset(),
              each.bytes,
              checksum,
              each.maxTimestamp,
              of.brokerTime(),
              of.cleanedTo()));
    }
    return infos;
  }

  /// Deletes all files, as far as the disk lets us: what it does not is an orphan, which the next
  /// start deletes.
  public final void discard(IOException why) {
    try {
      close();
    } catch (IOException e) {
      why.addSuppressed(e);
    }
    for (String name : names()) {
      try {
        disk.delete(name);
      } catch (IOException e) {
        why.addSuppressed(e);
      }
    }
  }

  @Override
  public final void close() throws IOException {
    DiskFile open = file;
    file = null;
    if (open != null) {
      open.close();
    }
  }
}
