package io.thalweg.storage.segment;

import io.thalweg.core.base.Chance;
import io.thalweg.core.batch.BatchBuilder;
import io.thalweg.core.batch.BatchHeader;
import io.thalweg.core.memory.Block;
import io.thalweg.core.memory.BlockPool;
import io.thalweg.core.memory.Slice;
import io.thalweg.core.read.FlushPlan;
import io.thalweg.core.read.FlushPlan.Extent;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Batches for tests and the plan to flush them, seen also as the answer to every read.
final class SamplePlan {
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Batch(long baseOffset, long nextOffset, long maxTimestamp, byte[] bytes) {}

  static final long SEGMENT = 19;
  static final long PARTITION = 7;

  final List<Batch> batches = new ArrayList<>();
  private final List<Extent> extents = new ArrayList<>();
  private final BlockPool pool = new BlockPool(1 << 20, 100);
  private final long baseOffset;
  private long nextOffset;
  private @Nullable Block block;
  private int at;

  SamplePlan(long baseOffset) {
    this.baseOffset = baseOffset;
    this.nextOffset = baseOffset;
  }

  /// Many batches of chance sizes, with holes between some, and timestamps that go up and down.
  static SamplePlan of(Chance chance, int batches, int maxEventBytes) {
    SamplePlan plan = new SamplePlan(chance.nextInt(2) == 0 ? 0 : 1L << 40);
    for (int i = 0; i < batches; i++) {
      if (chance.nextInt(4) == 0) {
        plan.hole(1 + chance.nextInt(100));
      }
      long timestamp = 1000 + 10L * i + chance.nextInt(100) - 50;
      plan.batch(1 + chance.nextInt(5), timestamp, chance.nextInt(maxEventBytes));
    }
    if (chance.nextInt(2) == 0) {
      plan.hole(10);
    }
    return plan;
  }

  SamplePlan hole(int offsets) {
    nextOffset += offsets;
    return this;
  }

  SamplePlan batch(int events, long timestamp, int eventBytes) {
    ByteBuffer out = ByteBuffer.allocate(BatchHeader.BYTES + events * (eventBytes + 40));
    BatchBuilder builder = new BatchBuilder().begin(out);
    for (int i = 0; i < events; i++) {
      builder.add(timestamp - i, null, ByteBuffer.wrap(content(eventBytes, nextOffset + i)));
    }
    int size = builder.end();
    BatchHeader.place(out, 0, nextOffset, 0);
    byte[] bytes = new byte[size];
    out.get(0, bytes);
    batches.add(new Batch(nextOffset, nextOffset + events, timestamp, bytes));
    nextOffset += events;
    return this;
  }

  private Slice remember(byte[] bytes) {
    if (block == null || bytes.length > block.capacity() - at) {
      block = pool.take();
      at = 0;
    }
    block.bytes().put(at, bytes);
    Slice slice = new Slice(block, at, bytes.length);
    at += bytes.length;
    return slice;
  }

  private static byte[] content(int bytes, long seed) {
    byte[] content = new byte[bytes];
    Chance chance = new Chance(seed);
    for (int i = 0; i < bytes; i++) {
      content[i] = (byte) chance.nextLong();
    }
    return content;
  }

  FlushPlan plan() {
    return plan(SEGMENT, extents());
  }

  /// All batches, in memory.
  List<Extent> extents() {
    for (int i = extents.size(); i < batches.size(); i++) {
      Batch batch = batches.get(i);
      Slice memory = remember(batch.bytes);
      extents.add(new Extent(i + 1, memory.offset(), memory.length(), batch.baseOffset, memory));
    }
    return extents;
  }

  FlushPlan plan(long segment, List<Extent> extents) {
    long max = batches.stream().mapToLong(Batch::maxTimestamp).max().orElseThrow();
    FlushPlan.Part part = new FlushPlan.Part(PARTITION, baseOffset, nextOffset, 5000, max, extents);
    return new FlushPlan(segment, false, List.of(part));
  }

  /// The same plan, of which every second batch has left memory.
  FlushPlan halfForgotten() {
    List<Extent> half = new ArrayList<>();
    for (Extent extent : extents()) {
      half.add(half.size() % 2 == 0 ? extent : forgotten(extent));
    }
    return plan(SEGMENT, half);
  }

  /// The same plan, each of whose batches other partitions have too: its bytes bear offset 0.
  FlushPlan halfForgottenAndShared() {
    List<Extent> half = new ArrayList<>();
    for (Extent extent : halfForgotten().parts().getFirst().extents()) {
      ByteBuffer bytes = ByteBuffer.wrap(batches.get(half.size()).bytes);
      Slice memory = extent.memory();
      BatchHeader.place(bytes, 0, 0, 0);
      if (memory != null) {
        BatchHeader.place(memory.block().bytes(), memory.offset(), 0, 0);
      }
      half.add(
          new Extent(
              extent.position(),
              extent.offset(),
              extent.length(),
              extent.baseOffset(),
              true,
              memory));
    }
    return plan(SEGMENT, half);
  }

  private static Extent forgotten(Extent extent) {
    return new Extent(
        extent.position(), extent.offset(), extent.length(), extent.baseOffset(), null);
  }

  /// Batches `from` to `to - 1` as a part of a plan, and what is not there around them; none is in
  /// memory, and positions count from `first` on.
  FlushPlan.Part part(long partition, int from, int to, long first) {
    List<Extent> part = new ArrayList<>();
    long max = -1;
    for (int i = from; i < to; i++) {
      Batch batch = batches.get(i);
      part.add(new Extent(first + i, 0, batch.bytes.length, batch.baseOffset, null));
      max = Math.max(max, batch.maxTimestamp);
    }
    long base = from == 0 ? baseOffset : batches.get(from).baseOffset;
    long end = to == batches.size() ? nextOffset : batches.get(to).baseOffset;
    return new FlushPlan.Part(partition, base, end, 5000 + from, max, part);
  }

  /// Gives the bytes of extents that have left memory.
  void read(Extent extent, ByteBuffer into) {
    into.put(batches.get((int) extent.position() - 1).bytes());
  }

  /// The largest timestamp of the batches that end behind `offset`.
  long largest(long offset) {
    return batches.stream()
        .filter(batch -> batch.nextOffset > offset)
        .mapToLong(Batch::maxTimestamp)
        .max()
        .orElse(Long.MAX_VALUE);
  }

  /// All bytes from the first batch on that ends behind `offset` and reaches `timestamp`.
  byte[] from(long offset, long timestamp) {
    ByteBuffer out = ByteBuffer.allocate(batches.stream().mapToInt(b -> b.bytes.length).sum());
    boolean found = false;
    for (Batch batch : batches) {
      found |= batch.nextOffset > offset && batch.maxTimestamp >= timestamp;
      if (found) {
        out.put(batch.bytes);
      }
    }
    byte[] bytes = new byte[out.position()];
    out.get(0, bytes);
    return bytes;
  }

  long endOffset() {
    return nextOffset;
  }

  long baseOffset() {
    return baseOffset;
  }
}
