package io.thalweg.storage.ring;

import io.thalweg.core.base.Check;
import io.thalweg.core.journal.JournalWriter;
import io.thalweg.core.memory.Slice;
import io.thalweg.storage.disk.Agent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Appends entries as frames. The shard's thread hands payloads over; the agent's thread writes
/// whatever has gathered as one group, syncs it, and reports it durable, while the next group
/// gathers.
final class RingWriter implements JournalWriter, Agent {
  /// Where writing goes on after recovery.
  record Start(int epoch, long nextSequence, long logStart, int previousCrc) {}

  private static final int MAX_GROUP_BYTES = 16 << 20;

  /// A frame that waits to be written: into the current file, or at the start of a further one,
  /// which leaves the rest of the current one empty.
  ///
  /// @param lineBytes it takes, with the rest of a file that it leaves empty
  /// @param opens whether it is the first in a further file
  private record Queued(
      long sequence, @Nullable Slice payload, long logStart, long lineBytes, boolean opens) {
    int length() {
      return payload == null ? 0 : payload.length();
    }

    int frameBytes() {
      return FrameHeader.frameBytes(length());
    }
  }

  private final RingSettings settings;
  private final RingIndex index;
  private final Listener listener;
  private final Runnable wake;
  private final int epoch;
  private final int largestPayload;
  private final ByteBuffer markBytes = ByteBuffer.allocateDirect(2 * ALIGNMENT).alignedSlice(4096);

  private final JournalStats stats = new JournalStats();
  private final ArrayDeque<Queued> queue = new ArrayDeque<>();
  private long queuedBytes;
  private int queuedFiles;
  private long leftBehindQueue;
  private long nextPosition;
  private long logStart;

  private volatile long durable;
  private volatile long proven;
  private volatile boolean failed;

  private int previousCrc;
  private long durableLogStart;

  /// `wake` wakes this agent.
  RingWriter(
      RingSettings settings, RingIndex index, Start start, Listener listener, Runnable wake) {
    this.settings = settings;
    this.index = index;
    this.listener = listener;
    this.wake = wake;
    this.epoch = start.epoch();
    this.largestPayload = Math.min(MAX_PAYLOAD, settings.fileBytes() - HEADROOM);
    this.nextPosition = start.nextSequence();
    this.logStart = start.logStart();
    this.durable = start.nextSequence() - 1;
    this.proven = durable;
    this.previousCrc = start.previousCrc();
    this.durableLogStart = start.logStart();
  }

  JournalStats stats() {
    return stats;
  }

  @Override
  public long nextPosition() {
    return nextPosition;
  }

  @Override
  public long append(Slice payload) {
    int offset = payload.offset() - HEADROOM;
    Check.that(offset >= 0 && offset % ALIGNMENT == 0, "expected a payload behind its headroom");
    Check.within(1, payload.length(), largestPayload, "bytes of a payload");
    payload.retain();
    return enqueue(payload);
  }

  /// What it will take counts from now on, so that the thread that writes it, at its own time, only
  /// ever makes room: who was told that there is some, finds it.
  private long enqueue(@Nullable Slice payload) {
    int frameBytes = FrameHeader.frameBytes(payload == null ? 0 : payload.length());
    synchronized (queue) {
      long left = queue.isEmpty() ? index.headLeft() : leftBehindQueue;
      boolean opens = frameBytes > left;
      long lineBytes = opens ? left + frameBytes : frameBytes;
      queue.add(new Queued(nextPosition, payload, logStart, lineBytes, opens));
      queuedBytes += lineBytes;
      queuedFiles += opens ? 1 : 0;
      leftBehindQueue = (opens ? settings.fileBytes() : left) - frameBytes;
      return nextPosition++;
    }
  }

  /// Finds the next frame's place and takes it out of the queue; null if there is no room yet.
  private RingIndex.@Nullable Place place(Queued next) {
    synchronized (queue) {
      RingIndex.Place place = index.room(next.frameBytes());
      if (place != null) {
        index.add(next.sequence(), next.length(), place.file(), place.offset());
        queue.remove();
        queuedBytes -= next.lineBytes();
        queuedFiles -= next.opens() ? 1 : 0;
      }
      return place;
    }
  }

  @Override
  public void flush() {
    wake.run();
  }

  @Override
  public void mark() {
    if (unproven() && !busy()) {
      enqueue(null);
      wake.run();
    }
  }

  @Override
  public boolean unproven() {
    return proven < nextPosition - 1;
  }

  @Override
  public boolean busy() {
    return durable < nextPosition - 1;
  }

  @Override
  public boolean writable() {
    return takes(Claim.EVENTS);
  }

  /// Of the ring's limit, events leave an eighth, and all other work half of that. Of the last file
  /// that there is, they leave a half and a quarter, whether or not there will be another; once
  /// there cannot, events leave all of it.
  @Override
  public boolean takes(Claim claim) {
    return takes(claim, 0);
  }

  @Override
  public boolean takes(Claim claim, long bytes) {
    int sixteenths =
        switch (claim) {
          case EVENTS -> 14;
          case WORK -> 15;
          case REMOVAL -> 16;
        };
    long most = settings.usableBytes() / 16 * sixteenths - bytes;
    synchronized (queue) {
      return !failed
          && usedBytes() <= most
          && (index.freeFiles() > queuedFiles
              || index.bytesLeft() - queuedBytes - bytes >= leave(claim));
    }
  }

  private long leave(Claim claim) {
    return switch (claim) {
      case EVENTS -> index.isStuck() ? Long.MAX_VALUE : settings.fileBytes() / 2;
      case WORK -> settings.fileBytes() / 4;
      case REMOVAL -> settings.fileBytes() / 8;
    };
  }

  @Override
  public void trimBefore(long position) {
    logStart = Math.max(logStart, position);
  }

  @Override
  public long epoch() {
    return epoch;
  }

  @Override
  public long usedBytes() {
    synchronized (queue) {
      return index.usedBytes() + queuedBytes;
    }
  }

  @Override
  public long capacityBytes() {
    long most = settings.usableBytes();
    return index.isStuck() ? Math.min(most, (long) index.files() * settings.fileBytes()) : most;
  }

  @Override
  public long bytesBefore(long position) {
    return index.bytesBefore(position);
  }

  @Override
  public String role() {
    return JournalRing.WRITER;
  }

  /// Writes and syncs one group.
  @Override
  public boolean work() {
    if (failed) {
      return false;
    }
    List<Queued> group = new ArrayList<>();
    try {
      write(group);
      if (group.isEmpty()) {
        return false;
      }
      completed(group);
      return true;
    } catch (IOException | RuntimeException e) {
      failed = true;
      listener.lost(e);
      return false;
    }
  }

  private void write(List<Queued> group) throws IOException {
    GroupWrite write = new GroupWrite();
    int bytes = 0;
    for (Queued next = peek(); next != null && bytes < MAX_GROUP_BYTES; next = peek()) {
      Slice payload = next.payload();
      int length = next.length();
      int frameBytes = next.frameBytes();
      RingIndex.Place place = place(next);
      if (place == null) {
        if (group.isEmpty()) {
          index.want();
        }
        break;
      }
      ByteBuffer memory = payload == null ? markBytes : payload.block().bytes();
      int at = payload == null ? 0 : payload.offset() - HEADROOM;
      var fields =
          new FrameHeader.Fields(
              next.sequence(), next.logStart(), durable, epoch, previousCrc, payload == null);
      previousCrc = FrameHeader.write(memory, at, length, fields);
      zero(memory, at + HEADROOM + length, at + frameBytes);
      write.add(memory, at, frameBytes, place);
      group.add(next);
      bytes += frameBytes;
    }
    if (group.isEmpty()) {
      return;
    }
    long syncNanos = write.finish(settings.synced());
    stats.wrote(group.size(), bytes);
    if (settings.synced()) {
      stats.synced(syncNanos);
    }
  }

  private @Nullable Queued peek() {
    synchronized (queue) {
      return queue.peek();
    }
  }

  private static void zero(ByteBuffer memory, int from, int to) {
    for (int i = from; i < to; i++) {
      memory.put(i, (byte) 0);
    }
  }

  private void completed(List<Queued> group) throws IOException {
    Queued last = group.getLast();
    proven = last.payload() == null ? last.sequence() : durable;
    durable = last.sequence();
    durableLogStart = Math.max(durableLogStart, last.logStart());
    List<RingFile> freed = index.trim(durableLogStart);
    for (Queued queued : group) {
      Slice payload = queued.payload();
      if (payload != null) {
        payload.release();
      }
    }
    listener.durable(durable);
    stats.retired(freed.size());
    for (RingFile file : freed) {
      file.retire(); // by the thread that takes files into use, so never too late
    }
  }

  @Override
  public void close() throws IOException {
    failed = true;
    for (RingFile file : index.all()) {
      file.file.close();
    }
  }
}
