package io.thalweg.simulator.world;

import io.thalweg.core.journal.JournalWriter;
import io.thalweg.core.memory.Slice;
import io.thalweg.simulator.told.Counts;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;
import java.util.function.LongConsumer;

/// Counts what is appended, and how much of it only states again what was there; has the state
/// noted that each entry leads to.
final class WatchedJournal implements JournalWriter {
  private static final int ENTRY_HEADER = 8;
  private static final int RECORD_HEADER = 14;

  /// Statements of topics, partitions and segments.
  private static final Set<Integer> STATEMENTS = Set.of(2, 4, 7);

  private record Statement(int kind, long aggregate) {}

  private final JournalWriter journal;
  private final Counts counts;
  private final LongConsumer appended;
  private final Set<Statement> stated = new HashSet<>();

  /// The aggregates that the first entry concerns, which the opening itself has written.
  final Set<Long> first = new HashSet<>();

  private boolean opening = true;

  /// `appended` is told of each position when it is taken.
  WatchedJournal(JournalWriter journal, Counts counts, LongConsumer appended) {
    this.journal = journal;
    this.counts = counts;
    this.appended = appended;
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
      if (opening) {
        first.add(bytes.getLong(at + 6));
      }
      at += RECORD_HEADER + bytes.getInt(at);
    }
    opening = false;
    long position = journal.append(payload);
    appended.accept(position);
    return position;
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
    long before = journal.nextPosition();
    journal.mark();
    if (journal.nextPosition() > before) {
      appended.accept(before);
    }
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
  public boolean takes(Claim claim) {
    return journal.takes(claim);
  }

  @Override
  public boolean takes(Claim claim, long bytes) {
    return journal.takes(claim, bytes);
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
