package io.thalweg.storage.local;

import io.thalweg.core.base.Damage;
import io.thalweg.core.journal.SegmentInfo;
import io.thalweg.core.memory.Block;
import io.thalweg.core.memory.BlockPool;
import io.thalweg.core.memory.Slice;
import io.thalweg.core.read.FlushPlan.Extent;
import io.thalweg.core.read.SegmentStore.Answers;
import io.thalweg.storage.disk.Agent;
import io.thalweg.storage.local.ReadAhead.Chunk;
import io.thalweg.storage.local.ReadAhead.OfJournal;
import io.thalweg.storage.local.ReadAhead.OfSegment;
import io.thalweg.storage.ring.JournalRing;
import io.thalweg.storage.segment.SegmentReads;
import io.thalweg.storage.segment.run.SegmentDamaged;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/// Reads older events, one request after the other, each into a block of its own; and deletes
/// segments between reads. A request waits while no block is free. While there is none, the batches
/// behind the last ones are read ahead. Blocks are given in the order of requests: a later one that
/// got one first could keep it until an earlier one has got all of its own.
final class Readers implements Agent {
  private sealed interface Job {}

  private record Batches(long read, Chunk chunk) implements Job {}

  private record ByTime(
      long read, SegmentInfo segment, long fromOffset, long timestamp, int maxBytes)
      implements Job {}

  private record Delete(SegmentInfo segment) implements Job {}

  private final ConcurrentLinkedQueue<Job> jobs = new ConcurrentLinkedQueue<>();
  private final BlockPool blocks;
  private final JournalReads journal;
  private final SegmentReads segments;
  private final Answers answers;
  private final Consumer<String> log;
  private final ReadAhead ahead = new ReadAhead(this::chunk);
  private final ReadStats stats = new ReadStats();
  private volatile boolean starved;

  Readers(
      BlockPool blocks,
      JournalRing ring,
      SegmentReads segments,
      Answers answers,
      Consumer<String> log) {
    this.blocks = blocks;
    this.journal = new JournalReads(ring);
    this.segments = segments;
    this.answers = answers;
    this.log = log;
  }

  ReadStats stats() {
    return stats;
  }

  void read(long read, SegmentInfo segment, long fromOffset, int maxBytes) {
    read(new Batches(read, new OfSegment(segment, fromOffset, maxBytes)));
  }

  void read(long read, List<Extent> extents) {
    read(new Batches(read, new OfJournal(extents)));
  }

  private void read(Batches asked) {
    if (!jobs.isEmpty() || !answerFromAhead(asked, stats.atOnce())) {
      jobs.add(asked);
    }
  }

  void readFrom(long read, SegmentInfo segment, long fromOffset, long timestamp, int maxBytes) {
    jobs.add(new ByTime(read, segment, fromOffset, timestamp, maxBytes));
  }

  void expect(List<Extent> extents) {
    ahead.want(new OfJournal(extents));
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
    return switch (job) {
      case null -> readAhead();
      case Delete delete -> {
        jobs.remove();
        delete(delete);
        yield true;
      }
      // it may have been asked for while it was read ahead
      case Batches asked when answerFromAhead(asked, stats.later()) -> {
        jobs.remove();
        yield true;
      }
      case Batches asked -> answer(asked.read(), asked);
      case ByTime asked -> answer(asked.read(), asked);
    };
  }

  private boolean readAhead() {
    Block block = ahead.isDue() ? blocks.take() : null;
    if (block == null) {
      return false;
    }
    ahead.read(block);
    return true;
  }

  private boolean answerFromAhead(Batches asked, ReadStats.Ahead counted) {
    Slice batches = ahead.take(asked.chunk());
    if (batches == null) {
      return false;
    }
    counted.answered(batches.length());
    arrived(asked.read(), asked, batches);
    return true;
  }

  private void delete(Delete job) {
    ahead.forget(job.segment());
    segments.delete(job.segment());
  }

  /// Answers the first job; false: no block is free for it.
  private boolean answer(long read, Job job) {
    starved = true; // before it is tried, so that no return is missed
    Block block = blocks.take();
    if (block == null) {
      return ahead.giveUpOldest();
    }
    starved = false;
    jobs.remove();
    Damage damage;
    try {
      long began = System.nanoTime();
      Slice batches = read(job, block);
      stats.read(batches.length(), System.nanoTime() - began);
      arrived(read, job, batches);
      return true;
    } catch (SegmentDamaged e) {
      damage = e.damage();
    } catch (IOException e) {
      damage = new Damage("the journal", 0, "could not be read: " + e);
    }
    block.release();
    stats.failed();
    log.accept(damage.toString());
    answers.damaged(read, damage);
    return true;
  }

  private void arrived(long read, Job job, Slice batches) {
    if (job instanceof Batches(_, OfSegment chunk)) {
      ahead.served(chunk, batches);
    }
    answers.arrived(read, batches);
  }

  private Slice read(Job job, Block block) throws IOException {
    return switch (job) {
      case Batches asked -> chunk(asked.chunk(), block);
      case ByTime j ->
          segments.readFrom(j.segment(), j.fromOffset(), j.timestamp(), j.maxBytes(), block);
      case Delete _ -> new Slice(block, 0, 0);
    };
  }

  private Slice chunk(Chunk chunk, Block block) throws IOException {
    return switch (chunk) {
      case OfSegment(SegmentInfo segment, long fromOffset, int maxBytes) ->
          segments.read(segment, fromOffset, maxBytes, block);
      case OfJournal(List<Extent> extents) -> journal.read(extents, block);
    };
  }
}
