package io.thalweg.storage.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.core.base.Chance;
import io.thalweg.core.base.Check;
import io.thalweg.core.batch.BatchHeader;
import io.thalweg.core.journal.SegmentInfo;
import io.thalweg.core.memory.Block;
import io.thalweg.core.memory.BlockPool;
import io.thalweg.core.memory.Slice;
import io.thalweg.core.read.SegmentStore;
import io.thalweg.storage.segment.kafka.KafkaSegment;
import io.thalweg.storage.segment.kafka.KafkaSegment.Part;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SegmentReadsTest {
  private final TinyDisk disk = new TinyDisk();
  private final SegmentReads reads = new SegmentReads(disk, 4, 1 << 20, Assertions::fail);
  private final Block block = new BlockPool(1 << 20, 1).take();

  @AfterEach
  void nothingStaysOpen() {
    reads.close();
    assertThat(disk.opened.get()).isZero();
  }

  private SegmentInfo flush(SamplePlan sample) throws IOException {
    return new SegmentFlusher(disk, sample::read).flush(sample.plan()).getFirst();
  }

  private static byte[] bytes(Slice slice) {
    byte[] bytes = new byte[slice.length()];
    slice.view().get(bytes);
    return bytes;
  }

  @Test
  void everyOffsetIsFoundWithEveryLimit() throws IOException {
    Chance chance = new Chance(3);
    for (int round = 0; round < 30; round++) {
      SamplePlan sample = SamplePlan.of(chance, 1 + chance.nextInt(60), 1 + chance.nextInt(9000));
      TinyDisk fresh = new TinyDisk();
      SegmentInfo info = new SegmentFlusher(fresh, sample::read).flush(sample.plan()).getFirst();
      try (SegmentReads reads = new SegmentReads(fresh, 4, 1 << 20, Assertions::fail)) {
        for (int i = 0; i < 300; i++) {
          int span = (int) (sample.endOffset() - sample.baseOffset()) + 4;
          long offset = sample.baseOffset() - 2 + chance.nextInt(span);
          int maxBytes = chance.nextInt(1 << chance.nextInt(20));
          expectPrefix(
              reads.read(info, offset, maxBytes, block),
              sample.from(offset, Long.MIN_VALUE),
              maxBytes);
          long timestamp = 900L + chance.nextInt(800);
          expectPrefix(
              reads.readFrom(info, offset, timestamp, maxBytes, block),
              sample.from(offset, timestamp),
              maxBytes);
          expectPrefix(
              reads.readFrom(info, offset, SegmentStore.LARGEST, maxBytes, block),
              sample.from(offset, sample.largest(offset)),
              maxBytes);
        }
        assertThat(reads.verify(info, block))
            .isEqualTo(
                sample.batches.stream().mapToLong(b -> b.nextOffset() - b.baseOffset()).sum());
      }
    }
  }

  private static void expectPrefix(Slice slice, byte[] all, int maxBytes) {
    byte[] read = bytes(slice);
    assertThat(read).isEqualTo(Arrays.copyOf(all, read.length));
    if (all.length > 0) {
      int first = BatchHeader.bytes(ByteBuffer.wrap(all), 0);
      assertThat(read.length).isBetween(first, Math.max(first, maxBytes));
    }
  }

  @Test
  void readingOnGivesEverything() throws IOException {
    SamplePlan sample = SamplePlan.of(new Chance(5), 400, 20_000);
    SegmentInfo info = flush(sample);
    assertThat(info.bytes()).isGreaterThan(5L << 20);
    List<byte[]> read = new ArrayList<>();
    long offset = info.baseOffset();
    while (true) {
      Slice slice = reads.read(info, offset, 300_000, block);
      if (slice.length() == 0) {
        break;
      }
      read.add(bytes(slice));
      offset = lastOffset(slice.view());
    }
    ByteBuffer all = ByteBuffer.allocate((int) info.bytes());
    read.forEach(all::put);
    assertThat(all.array()).isEqualTo(sample.from(0, Long.MIN_VALUE));
    assertThat(read.size()).isLessThan((int) (info.bytes() / 200_000));
  }

  private static long lastOffset(ByteBuffer batches) {
    long next = 0;
    for (int at = 0; at < batches.limit(); at += BatchHeader.bytes(batches, at)) {
      next = BatchHeader.nextOffset(batches, at);
    }
    return next;
  }

  @Test
  void aBatchLargerThanTheLimitIsReadWhole() throws IOException {
    SamplePlan sample =
        new SamplePlan(0).batch(1, 1, 60_000).batch(1, 2, 900_000).batch(1, 3, 10).batch(1, 4, 10);
    SegmentInfo info = flush(sample);
    assertThat(bytes(reads.read(info, 1, 0, block))).isEqualTo(sample.batches.get(1).bytes());
    assertThat(bytes(reads.readFrom(info, 0, 2, 1, block)))
        .isEqualTo(sample.batches.get(1).bytes());
    int two = sample.batches.get(2).bytes().length + sample.batches.get(3).bytes().length;
    assertThat(reads.read(info, 2, two, block).length()).isEqualTo(two);
    assertThat(reads.read(info, 2, two - 1, block).length()).isLessThan(two);
    assertThat(reads.read(info, 4, 100, block).length()).isZero();
    assertThat(reads.readFrom(info, 0, 5, 100, block).length()).isZero();
  }

  @Test
  void aBlockThatCannotHoldTheBatchIsAProgrammersError() throws IOException {
    SegmentInfo info = flush(new SamplePlan(0).batch(1, 1, 200_000));
    Block small = new BlockPool(128 * 1024, 1).take();
    assertThatThrownBy(() -> reads.read(info, 0, 1, small)).isInstanceOf(Check.Broken.class);
  }

  @Test
  void aMemoryOfEveryOtherBatchIsEnough() throws IOException {
    SamplePlan sample = SamplePlan.of(new Chance(6), 300, 10_000);
    SegmentInfo info =
        new SegmentFlusher(disk, sample::read).flush(sample.halfForgotten()).getFirst();
    disk.crash();
    assertThat(reads.verify(info, block)).isPositive();
    assertThat(disk.bytes(KafkaSegment.name(Part.LOG, info)))
        .isEqualTo(sample.from(0, Long.MIN_VALUE));
  }

  @Test
  void openFilesAreBounded() throws IOException {
    List<SegmentInfo> segments = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      SamplePlan sample = SamplePlan.of(new Chance(i), 10, 1000);
      segments.add(
          new SegmentFlusher(disk, sample::read)
              .flush(sample.plan(100 + i, sample.extents()))
              .getFirst());
    }
    for (int round = 0; round < 3; round++) {
      for (SegmentInfo segment : segments) {
        assertThat(reads.read(segment, 0, 1000, block).length()).isPositive();
        assertThat(disk.opened.get()).isLessThanOrEqualTo(4);
      }
    }
    assertThat(disk.opened.get()).isEqualTo(4);
  }

  @Test
  void memoryIsBoundedBesidesWhatIsRead() throws IOException {
    try (SegmentReads frugal = new SegmentReads(disk, 4, 10, Assertions::fail)) {
      SegmentInfo info = flush(SamplePlan.of(new Chance(1), 10, 1000));
      frugal.read(info, 0, 1000, block);
      assertThat(disk.opened.get()).isZero();
      assertThat(frugal.read(info, 0, 1000, block).length()).isPositive();
    }
  }

  @Test
  void theLastReadDeletes() throws Exception {
    SamplePlan sample = SamplePlan.of(new Chance(1), 10, 1000);
    SegmentInfo info = flush(sample);
    CountDownLatch reading = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    disk.beforeRead =
        () -> {
          reading.countDown();
          awaitQuietly(goOn);
        };
    AtomicReference<byte[]> read = new AtomicReference<>();
    Thread reader =
        Thread.ofPlatform()
            .name("reader")
            .start(() -> read.set(unchecked(() -> bytes(reads.read(info, 0, 1 << 19, block)))));
    reading.await();
    reads.delete(info);
    assertThat(disk.list()).hasSize(4);
    goOn.countDown();
    reader.join();
    assertThat(read.get()).isEqualTo(sample.from(0, Long.MIN_VALUE));
    assertThat(disk.list()).isEmpty();
    assertThat(disk.opened.get()).isZero();
  }

  @Test
  void whatIsHeldIsDeletedWhenTheLastOneLetsGo() throws IOException {
    SegmentInfo info = flush(SamplePlan.of(new Chance(1), 10, 1000));
    reads.hold(info);
    reads.hold(info);
    reads.delete(info);
    assertThat(reads.read(info, 0, 1000, block).length()).isPositive();
    reads.letGo(info);
    assertThat(disk.list()).hasSize(4);
    reads.letGo(info);
    assertThat(disk.list()).isEmpty();
    assertThat(disk.opened.get()).isZero();
    assertThatThrownBy(() -> reads.read(info, 0, 1000, block))
        .hasMessageContaining("the file is missing");
  }

  @Test
  void whatCannotBeDeletedIsSaid() throws IOException {
    List<String> said = new ArrayList<>();
    SegmentInfo info = flush(SamplePlan.of(new Chance(1), 10, 1000));
    try (SegmentReads others = new SegmentReads(disk, 4, 1 << 20, said::add)) {
      disk.failAt = disk.calls;
      others.delete(info);
    }
    assertThat(said).hasSize(1).first().asString().contains(".log could not be deleted");
    assertThat(disk.list()).hasSize(1);
  }

  private interface Io {
    byte[] run() throws IOException;
  }

  private static byte[] unchecked(Io io) {
    try {
      return io.run();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
