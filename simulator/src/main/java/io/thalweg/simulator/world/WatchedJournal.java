package io.thalweg.simulator.world;

import io.thalweg.core.journal.JournalWriter;
import io.thalweg.core.memory.Slice;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;

/// Counts what is appended, and how much of it only states again what was there.
final class WatchedJournal implements JournalWriter {
  private static final int ENTRY_HEADER = 8;
  private static final int RECORD_HEADER = 14;

  /// Statements of topics, partitions and segments.
  private static final Set<Integer> STATEMENTS = Set.of(2, 4, 7);

  private record Statement(int kind, long aggregate) {}

  private final JournalWriter journal;
  private final Counts counts;
  private final Set<Statement> stated = new HashSet<>();

  WatchedJournal(JournalWriter journal, Counts counts) {
    this.journal = journal;
    this.counts = counts;
  }

  @Override
  public long append(Slice payload) {
    counts.entries++;
    ByteBuffer bytes = payload.view();
    int at = ENTRY_HEADER;
    while (at < bytes.limit()) {
      int kind = bytes.getShort(at + 4);
      if (STATEMENTS.contains(kind) && !stated.add(new Statement(kind, bytes.getLong(at + 6)))) {
        counts.restatements++;
      }
      at += RECORD_HEADER + bytes.getInt(at);
    }
    return journal.append(payload);
  }

  @Override
  public long nextPosition() {
    return journal.nextPosition();
  }

  @Override
  public void flush() {
    journal.flush();
  }

  @Override
  public boolean unproven() {
    return journal.unproven();
  }

  @Override
  public void mark() {
    journal.mark();
  }

  @Override
  public boolean busy() {
    return journal.busy();
  }

  @Override
  public boolean writable() {
    return journal.writable();
  }

  @Override
  public void trimBefore(long position) {
    journal.trimBefore(position);
  }

  @Override
  public long epoch() {
    return journal.epoch();
  }

  @Override
  public long usedBytes() {
    return journal.usedBytes();
  }

  @Override
  public long capacityBytes() {
    return journal.capacityBytes();
  }

  @Override
  public long bytesBefore(long position) {
    return journal.bytesBefore(position);
  }

  @Override
  public void close() throws IOException {
    journal.close();
  }
}
