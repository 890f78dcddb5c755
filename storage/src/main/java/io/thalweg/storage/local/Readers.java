package io.thalweg.storage.local;

import io.thalweg.core.base.Damage;
import io.thalweg.core.batch.BatchCrc;
import io.thalweg.core.batch.BatchHeader;
import io.thalweg.core.journal.SegmentInfo;
import io.thalweg.core.memory.Block;
import io.thalweg.core.memory.BlockPool;
import io.thalweg.core.memory.Slice;
import io.thalweg.core.read.FlushPlan.Extent;
import io.thalweg.core.read.SegmentStore.Answers;
import io.thalweg.storage.disk.Agent;
import io.thalweg.storage.ring.JournalRing;
import io.thalweg.storage.segment.ReadAhead;
import io.thalweg.storage.segment.SegmentDamaged;
import io.thalweg.storage.segment.SegmentReads;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Reads older events, one request after the other, each into a block of its own; and deletes
/// segments between reads. A request waits while no block is free. While there is none, the batches
/// behind the last ones are read ahead.
final class Readers implements Agent {
  private sealed interface Job {}

  private record OfSegment(long read, SegmentInfo segment, long fromOffset, int maxBytes)
      implements Job {}

  private record ByTime(long read, SegmentInfo segment, long timestamp, int maxBytes)
      implements Job {}

  private record OfJournal(long read, List<Extent> extents) implements Job {}

  private record Delete(SegmentInfo segment) implements Job {}

  private final ConcurrentLinkedQueue<Job> jobs = new ConcurrentLinkedQueue<>();
  private final BlockPool blocks;
  private final JournalRing ring;
  private final SegmentReads segments;
  private final Answers answers;
  private final Consumer<String> log;
  private final ReadAhead ahead;
  private final BatchCrc crc = new BatchCrc();
  private volatile boolean starved;

  Readers(
      BlockPool blocks,
      JournalRing ring,
      SegmentReads segments,
      Answers answers,
      Consumer<String> log) {
    this.blocks = blocks;
    this.ring = ring;
    this.segments = segments;
    this.ahead = new ReadAhead(segments);
    this.answers = answers;
    this.log = log;
  }

  void read(long read, SegmentInfo segment, long fromOffset, int maxBytes) {
    OfSegment asked = new OfSegment(read, segment, fromOffset, maxBytes);
    if (!answerFromAhead(asked)) {
      jobs.add(asked);
    }
  }

  void readFrom(long read, SegmentInfo segment, long timestamp, int maxBytes) {
    jobs.add(new ByTime(read, segment, timestamp, maxBytes));
  }

  void read(long read, List<Extent> extents) {
    jobs.add(new OfJournal(read, extents));
  }

  /// Whether the next request waits for a block.
  boolean isStarved() {
    return starved;
  }

  void delete(SegmentInfo segment) {
    jobs.add(new Delete(segment));
  }

  @Override
  public String role() {
    return "reader";
  }

  @Override
  public boolean work() {
    Job job = jobs.peek();
    if (job == null) {
      return readAhead();
    }
    if (job instanceof Delete delete) {
      jobs.remove();
      delete(delete);
      return true;
    }
    starved = true; // before it is tried, so that no return is missed
    Block block = blocks.take();
    if (block == null) {
      return ahead.giveUpOldest();
    }
    starved = false;
    jobs.remove();
    long read =
        switch (job) {
          case OfSegment j -> j.read();
          case ByTime j -> j.read();
          case OfJournal j -> j.read();
          case Delete _ -> -1;
        };
    answer(read, job, block);
    return true;
  }

  private boolean readAhead() {
    Block block = ahead.isDue() ? blocks.take() : null;
    if (block == null) {
      return false;
    }
    ahead.read(block);
    return true;
  }

  private boolean answerFromAhead(OfSegment asked) {
    Slice batches = ahead.take(asked.segment(), asked.fromOffset(), asked.maxBytes());
    if (batches == null) {
      return false;
    }
    ahead.served(asked.segment(), batches, asked.maxBytes());
    answers.arrived(asked.read(), batches);
    return true;
  }

  private void delete(Delete job) {
    ahead.forget(job.segment());
    try {
      segments.delete(job.segment());
    } catch (IOException e) {
      log.accept("segment " + job.segment().id() + " could not be deleted: " + e);
    }
  }

  private void answer(long read, Job job, Block block) {
    Damage damage;
    try {
      Slice slice =
          switch (job) {
            case OfSegment j -> ofSegment(j, block);
            case ByTime j -> segments.readFrom(j.segment(), j.timestamp(), j.maxBytes(), block);
            case OfJournal j -> journal(j, block);
            case Delete _ -> new Slice(block, 0, 0);
          };
      answers.arrived(read, slice);
      return;
    } catch (SegmentDamaged e) {
      damage = e.damage();
    } catch (IOException e) {
      damage = new Damage("the journal", 0, "could not be read: " + e);
    }
    block.release();
    log.accept(damage.toString());
    answers.damaged(read, damage);
  }

  private Slice ofSegment(OfSegment job, Block block) throws SegmentDamaged {
    Slice batches = segments.read(job.segment(), job.fromOffset(), job.maxBytes(), block);
    ahead.served(job.segment(), batches, job.maxBytes());
    return batches;
  }

  private Slice journal(OfJournal job, Block block) throws IOException {
    int at = 0;
    for (Extent extent : job.extents()) {
      ByteBuffer into = block.bytes().slice(at, extent.length());
      Damage damage = ring.read(extent.position(), extent.offset(), into);
      if (damage == null) {
        damage = wrong(extent, block.bytes(), at);
      }
      if (damage != null) {
        throw new SegmentDamaged(damage);
      }
      at += extent.length();
    }
    return new Slice(block, 0, at);
  }

  private @Nullable Damage wrong(Extent extent, ByteBuffer bytes, int at) {
    boolean right =
        BatchHeader.baseOffset(bytes, at) == extent.baseOffset()
            && BatchHeader.bytes(bytes, at) == extent.length()
            && crc.holds(bytes, at, extent.length());
    return right
        ? null
        : new Damage(
            ring.head(), extent.offset(), "expected a batch at offset " + extent.baseOffset());
  }
}
