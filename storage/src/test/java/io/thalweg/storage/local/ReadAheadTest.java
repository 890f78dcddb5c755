package io.thalweg.storage.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.batch.BatchBuilder;
import io.thalweg.core.batch.BatchHeader;
import io.thalweg.core.journal.SegmentInfo;
import io.thalweg.core.memory.Block;
import io.thalweg.core.memory.BlockPool;
import io.thalweg.core.memory.Slice;
import io.thalweg.core.read.FlushPlan.Extent;
import io.thalweg.storage.local.ReadAhead.Chunk;
import io.thalweg.storage.local.ReadAhead.OfJournal;
import io.thalweg.storage.local.ReadAhead.OfSegment;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// One reader who goes on and on, and what is read ahead of it.
class ReadAheadTest {
  private static final int BATCHES = 60;
  private static final int BATCH_BYTES = 500;
  private static final int MAX_BYTES = 10 * BATCH_BYTES;
  private static final int BLOCKS = 16;
  private static final SegmentInfo SEGMENT = run(100);
  private static final Chunk OF_JOURNAL = new OfJournal(List.of(new Extent(1, 2, 3, 4, null)));

  private final BlockPool blocks = new BlockPool(64 << 10, BLOCKS);
  private final ReadAhead ahead = new ReadAhead(this::read);
  private boolean damaged;
  private Runnable meanwhile = () -> {};

  private static SegmentInfo run(long baseOffset) {
    return new SegmentInfo(19, true, 7, baseOffset, baseOffset + BATCHES, 0, 0, 0, 0, baseOffset);
  }

  @AfterEach
  void everyBlockIsGivenBack() {
    ahead.forget(SEGMENT);
    while (ahead.giveUpOldest()) {
      // what is not of the segment
    }
    assertThat(blocks.available()).isEqualTo(BLOCKS);
  }

  private Slice read(Chunk chunk, Block block) throws IOException {
    meanwhile.run();
    if (damaged) {
      throw new IOException("injected");
    }
    if (!(chunk instanceof OfSegment of)) {
      return new Slice(block, 0, 1);
    }
    int at = 0;
    for (long offset = of.fromOffset();
        offset < of.segment().endOffset() && at + BATCH_BYTES <= of.maxBytes();
        offset++) {
      ByteBuffer room = block.bytes().slice(at, BATCH_BYTES);
      BatchBuilder batch = new BatchBuilder().begin(room);
      batch.add(0, null, ByteBuffer.allocate(BATCH_BYTES - 100));
      int bytes = batch.end();
      BatchHeader.place(block.bytes(), at, offset, 0);
      at += bytes;
    }
    return new Slice(block, 0, at);
  }

  private OfSegment serveFirst() throws IOException {
    OfSegment first = new OfSegment(SEGMENT, SEGMENT.baseOffset(), MAX_BYTES);
    return serve(first, read(first, blocks.take()));
  }

  /// Serves `chunk` and returns what will be asked for next.
  private OfSegment serve(OfSegment chunk, Slice batches) {
    ahead.served(chunk, batches);
    long next = endOf(batches);
    batches.release();
    return new OfSegment(SEGMENT, next, MAX_BYTES);
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
    OfSegment next = serveFirst();
    int found = 0;
    while (next.fromOffset() < SEGMENT.endOffset()) {
      assertThat(ahead.isDue()).isTrue();
      ahead.read(blocks.take());
      Slice now = ahead.take(next);
      Slice direct = read(next, blocks.take());
      assertThat(now.view()).isEqualTo(direct.view());
      direct.release();
      assertThat(ahead.take(next)).as("it is given once").isNull();
      next = serve(next, now);
      found++;
    }
    assertThat(ahead.isDue()).as("behind the segment's end there is nothing").isFalse();
    assertThat(found).isGreaterThan(2);
  }

  @Test
  void anotherRequestIsNotAnsweredFromIt() throws IOException {
    OfSegment next = serveFirst();
    ahead.read(blocks.take());
    assertThat(ahead.take(new OfSegment(SEGMENT, next.fromOffset(), MAX_BYTES - 1))).isNull();
    assertThat(ahead.take(new OfSegment(SEGMENT, next.fromOffset() + 1, MAX_BYTES))).isNull();
    assertThat(ahead.take(OF_JOURNAL)).isNull();
  }

  @Test
  void whatIsAskedForAlreadyIsNotReadAhead() throws IOException {
    OfSegment next = serveFirst();
    assertThat(ahead.take(next)).as("it is not read yet").isNull();
    assertThat(ahead.isDue()).isFalse();
    ahead.read(blocks.take());
    assertThat(blocks.available()).isEqualTo(BLOCKS);
  }

  @Test
  void whatIsWantedOfTheJournalIsReadOnce() {
    ahead.want(OF_JOURNAL);
    ahead.read(blocks.take());
    ahead.want(OF_JOURNAL);
    assertThat(ahead.isDue()).isFalse();
    Slice batches = ahead.take(OF_JOURNAL);
    assertThat(batches).isNotNull();
    batches.release();
  }

  @Test
  void whatIsWantedAgainWhileItIsReadIsHeldOnce() {
    ahead.want(OF_JOURNAL);
    meanwhile = () -> ahead.want(OF_JOURNAL);
    ahead.read(blocks.take());
    ahead.read(blocks.take());
    assertThat(blocks.available()).isEqualTo(BLOCKS - 1);
    assertThat(ahead.isDue()).isFalse();
  }

  @Test
  void onlySoManyAreHeld() {
    for (int i = 0; i < BLOCKS; i++) {
      ahead.want(new OfJournal(List.of(new Extent(i, 0, 1, 0, null))));
      ahead.read(blocks.take());
    }
    assertThat(blocks.available()).isEqualTo(BLOCKS - 6);
  }

  @Test
  void blocksAreGivenUpForOthers() throws IOException {
    serveFirst();
    ahead.read(blocks.take());
    assertThat(blocks.available()).isEqualTo(BLOCKS - 1);
    assertThat(ahead.giveUpOldest()).isTrue();
    assertThat(blocks.available()).isEqualTo(BLOCKS);
    assertThat(ahead.giveUpOldest()).isFalse();
  }

  @Test
  void aDeletedSegmentIsForgotten() throws IOException {
    serveFirst();
    ahead.read(blocks.take());
    ahead.want(new OfSegment(SEGMENT, SEGMENT.baseOffset(), MAX_BYTES));
    ahead.forget(SEGMENT);
    assertThat(blocks.available()).isEqualTo(BLOCKS);
    assertThat(ahead.isDue()).isFalse();
  }

  @Test
  void damageIsLeftForWhoeverAsks() throws IOException {
    OfSegment next = serveFirst();
    damaged = true;
    ahead.read(blocks.take());
    assertThat(ahead.take(next)).isNull();
  }
}
