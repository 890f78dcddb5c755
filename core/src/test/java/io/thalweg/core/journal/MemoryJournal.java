package io.thalweg.core.journal;

import io.thalweg.core.base.Check;
import io.thalweg.core.memory.Slice;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A journal in memory, whose entries become durable when the test says so. What is trimmed is gone
/// as soon as an entry that says so is durable.
public final class MemoryJournal implements JournalWriter {
  /// An entry; a mark has no bytes.
  public static final class Stored {
    private final long position;
    private final byte @Nullable [] payload;
    private final long logStart;
    private final @Nullable Slice held;

    Stored(long position, byte @Nullable [] payload, long logStart, @Nullable Slice held) {
      this.position = position;
      this.payload = payload;
      this.logStart = logStart;
      this.held = held;
    }

    public long position() {
      return position;
    }

    public byte @Nullable [] payload() {
      return payload;
    }

    long bytes() {
      return payload == null ? ALIGNMENT : (payload.length + HEADROOM + ALIGNMENT - 1) & -ALIGNMENT;
    }
  }

  public long capacity = 1 << 30;
  public boolean writable = true;
  public boolean pipelined;
  private final ArrayDeque<Stored> entries = new ArrayDeque<>();
  private final long epoch;
  private long next;
  private long durable = -1;
  private long wantedStart;
  private long appendedBytes;

  public MemoryJournal() {
    this(1);
  }

  private MemoryJournal(long epoch) {
    this.epoch = epoch;
  }

  /// What a crash leaves: the durable entries only, in a journal of the next epoch.
  public MemoryJournal crashed() {
    MemoryJournal after = new MemoryJournal(epoch + 1);
    after.capacity = capacity;
    after.wantedStart = wantedStart;
    for (Stored stored : entries) {
      if (stored.position <= durable) {
        after.entries.add(new Stored(stored.position, stored.payload, stored.logStart, null));
      }
    }
    after.durable = durable;
    after.next = durable + 1;
    after.wantedStart = entries.isEmpty() ? after.next : logStart();
    return after;
  }

  /// The same, if only the entries up to `last` were durable.
  public MemoryJournal crashedAfter(long last) {
    durable = last;
    return crashed();
  }

  /// Everything appended so far becomes durable; returns the newest durable position.
  public long sync() {
    durable = next - 1;
    long start = entries.isEmpty() ? next : entries.getLast().logStart;
    List<Stored> kept = new ArrayList<>(entries);
    entries.clear();
    for (Stored stored : kept) {
      if (stored.held != null) {
        stored.held.release();
      }
      if (stored.position >= start) {
        entries.add(new Stored(stored.position, stored.payload, stored.logStart, null));
      }
    }
    return durable;
  }

  /// The oldest position that is still there.
  public long logStart() {
    return entries.isEmpty() ? next : entries.getFirst().position;
  }

  /// All entries that are there, marks too.
  public List<Stored> entries() {
    return List.copyOf(entries);
  }

  /// The payload of the entry at `position`, or null if it is gone.
  public byte @Nullable [] payload(long position) {
    for (Stored stored : entries) {
      if (stored.position == position) {
        return stored.payload;
      }
    }
    return null;
  }

  /// Bytes of all payloads ever appended.
  public long appendedBytes() {
    return appendedBytes;
  }

  /// Reads what is there now.
  public JournalReader reader() {
    ArrayDeque<Stored> left = new ArrayDeque<>(entries);
    left.removeIf(stored -> stored.payload == null);
    return new JournalReader() {
      @Override
      public boolean next(Entry into) {
        Stored stored = left.poll();
        if (stored == null) {
          return false;
        }
        into.position = stored.position;
        into.payload = ByteBuffer.wrap(stored.payload);
        return true;
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public long nextPosition() {
    return next;
  }

  @Override
  public long append(Slice payload) {
    Check.within(1, payload.length(), MAX_PAYLOAD, "payload");
    Check.equal(0, (payload.offset() - HEADROOM) % ALIGNMENT, "alignment");
    byte[] bytes = new byte[payload.length()];
    payload.view().get(bytes);
    appendedBytes += bytes.length;
    return add(bytes, payload.retain());
  }

  private long add(byte @Nullable [] bytes, @Nullable Slice held) {
    entries.add(new Stored(next, bytes, Math.min(wantedStart, next), held));
    return next++;
  }

  @Override
  public void flush() {}

  @Override
  public boolean unproven() {
    return !entries.isEmpty() && entries.getLast().payload != null;
  }

  @Override
  public void mark() {
    if (unproven()) {
      add(null, null);
    }
  }

  @Override
  public boolean busy() {
    return pipelined && durable < next - 1;
  }

  @Override
  public boolean writable() {
    return writable && usedBytes() < capacity;
  }

  @Override
  public void trimBefore(long position) {
    Check.that(position <= next, "expected no trim beyond what comes next");
    wantedStart = Math.max(wantedStart, position);
  }

  @Override
  public long epoch() {
    return epoch;
  }

  @Override
  public long usedBytes() {
    return bytesBefore(Long.MAX_VALUE);
  }

  @Override
  public long capacityBytes() {
    return capacity;
  }

  @Override
  public long bytesBefore(long position) {
    long sum = 0;
    for (Stored stored : entries) {
      sum += stored.position <= position ? stored.bytes() : 0;
    }
    return sum;
  }

  @Override
  public void close() {}
}
