package io.thalweg.storage.segment;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.base.Chance;
import io.thalweg.core.batch.BatchHeader;
import io.thalweg.core.journal.SegmentInfo;
import io.thalweg.core.memory.Block;
import io.thalweg.core.memory.BlockPool;
import io.thalweg.core.memory.Slice;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// One reader who goes through a segment, and what is read ahead of it.
class ReadAheadTest {
  private static final int MAX_BYTES = 20_000;
  private static final int BLOCKS = 16;

  private final TinyDisk disk = new TinyDisk();
  private final SegmentReads reads = new SegmentReads(disk, 4, 1 << 20);
  private final BlockPool blocks = new BlockPool(1 << 20, BLOCKS);
  private final ReadAhead ahead = new ReadAhead(reads);
  private SamplePlan sample;
  private SegmentInfo segment;

  @BeforeEach
  void aSegmentOfManyChunks() throws IOException {
    sample = SamplePlan.of(new Chance(11), 60, 3_000);
    segment = new SegmentFlusher(disk, sample::read).flush(sample.plan());
  }

  @AfterEach
  void everyBlockIsGivenBack() {
    ahead.forget(segment);
    assertThat(ahead.isDue()).isFalse();
    assertThat(blocks.available()).isEqualTo(BLOCKS);
    reads.close();
  }

  private Slice read(long offset) throws IOException {
    return reads.read(segment, offset, MAX_BYTES, blocks.take());
  }

  private static long endOf(Slice slice) {
    long next = -1;
    int end = slice.offset() + slice.length();
    int at = slice.offset();
    while (at < end) {
      next = BatchHeader.nextOffset(slice.block().bytes(), at);
      at += BatchHeader.bytes(slice.block().bytes(), at);
    }
    return next;
  }

  @Test
  void whoGoesOnFindsTheSameBatchesReadAlready() throws IOException {
    Slice now = read(sample.baseOffset());
    int found = 0;
    for (long next = endOf(now);
        now.length() > 0 && next < segment.endOffset();
        next = endOf(now)) {
      ahead.served(segment, now, MAX_BYTES);
      now.release();
      assertThat(ahead.isDue()).isTrue();
      ahead.read(blocks.take());
      now = ahead.take(segment, next, MAX_BYTES);
      Slice direct = read(next);
      assertThat(now.view()).isEqualTo(direct.view());
      direct.release();
      assertThat(ahead.take(segment, next, MAX_BYTES)).as("it is given once").isNull();
      found++;
    }
    ahead.served(segment, now, MAX_BYTES);
    assertThat(ahead.isDue()).as("behind the segment's end there is nothing").isFalse();
    now.release();
    assertThat(found).isGreaterThan(2);
  }

  @Test
  void anotherRequestIsNotAnsweredFromIt() throws IOException {
    Slice now = read(sample.baseOffset());
    ahead.served(segment, now, MAX_BYTES);
    long next = endOf(now);
    now.release();
    ahead.read(blocks.take());
    assertThat(ahead.take(segment, next, MAX_BYTES - 1)).isNull();
    assertThat(ahead.take(segment, next + 1, MAX_BYTES)).isNull();
  }

  @Test
  void blocksAreGivenUpForOthers() throws IOException {
    Slice now = read(sample.baseOffset());
    ahead.served(segment, now, MAX_BYTES);
    now.release();
    ahead.read(blocks.take());
    assertThat(blocks.available()).isEqualTo(BLOCKS - 1);
    assertThat(ahead.giveUpOldest()).isTrue();
    assertThat(blocks.available()).isEqualTo(BLOCKS);
    assertThat(ahead.giveUpOldest()).isFalse();
  }

  @Test
  void damageIsLeftForWhoeverAsks() throws IOException {
    Slice now = read(sample.baseOffset());
    ahead.served(segment, now, MAX_BYTES);
    long next = endOf(now);
    now.release();
    String log = KafkaSegment.name(KafkaSegment.Part.LOG, segment);
    byte[] bytes = disk.bytes(log);
    for (int at = 0; at < bytes.length; at += 1_000) {
      bytes[at] ^= 1;
    }
    disk.put(log, bytes);
    Block block = blocks.take();
    ahead.read(block);
    assertThat(ahead.take(segment, next, MAX_BYTES)).isNull();
  }
}
