package io.thalweg.core.queue.source;

import io.thalweg.core.read.SegmentStore;
import io.thalweg.core.topic.PartitionView;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;

/// Reads of older events for queues. Each takes a block, from its beginning until who asked is done
/// with the answer: so only some are there at once, and others wait. Answers from which nothing is
/// taken for now are kept until another wants to read.
public final class BatchReads {
  /// Bytes of one read at most.
  private static final int BYTES = 256 << 10;

  /// The same for parts of a value: two of AMQP's, so that few blocks are held.
  private static final int PART_BYTES = 1 << 20;

  private final OlderEvents store;
  private final int most;
  private final int readBytes;
  private final ArrayDeque<EventSource> waiting = new ArrayDeque<>();
  private final ArrayDeque<EventSource> assembling = new ArrayDeque<>();

  /// Answers that are held, from which nobody takes now.
  private final LinkedHashSet<Answer> resting = new LinkedHashSet<>();

  private int held;

  public BatchReads(OlderEvents store) {
    this(store, SegmentStore.READS_HELD, BYTES);
  }

  private BatchReads(OlderEvents store, int most, int readBytes) {
    this.store = store;
    this.most = most;
    this.readBytes = readBytes;
  }

  /// For who assembles an event: it must not wait for others.
  BatchReads unbounded() {
    return new BatchReads(store, Integer.MAX_VALUE, PART_BYTES);
  }

  /// Whether `source` may hold all parts of an event: one may at a time. If not, it is told when it
  /// may.
  boolean assembles(EventSource source) {
    if (!assembling.contains(source)) {
      assembling.add(source);
    }
    return assembling.peek() == source;
  }

  /// `source` holds the parts of an event no more.
  void assembled(EventSource source) {
    boolean first = assembling.peek() == source;
    assembling.remove(source);
    EventSource next = assembling.peek();
    if (first && next != null) {
      next.wake();
    }
  }

  /// `source` does not want to hold the parts of an event: if it may, others may instead.
  void passes(EventSource source) {
    if (assembling.peek() == source) {
      assembled(source);
    }
  }

  /// Nobody takes from the answer now.
  void rests(Answer answer) {
    resting.add(answer);
  }

  /// Somebody takes from the answer, or it is not held any more.
  void uses(Answer answer) {
    resting.remove(answer);
  }

  /// Begins a read for `source`, now or when another has ended: then it is told that its turn came.
  /// Who only holds an answer lets go of it.
  void begin(EventSource source, PartitionView partition, long offset) {
    if (held >= most && !resting.isEmpty()) {
      Answer oldest = resting.getFirst();
      oldest.of.giveUp(oldest);
    }
    if (held >= most) {
      waiting.add(source);
    } else {
      held++;
      if (!store.read(partition, offset, readBytes, source)) {
        source.outdated();
      }
    }
  }

  /// Whether one more may hold what has been read: then it counts as if it had a block for itself.
  boolean shares() {
    boolean may = held < most && waiting.isEmpty();
    held += may ? 1 : 0;
    return may;
  }

  /// Whether others wait until what is held is let go of.
  boolean areWanted() {
    return !waiting.isEmpty();
  }

  /// What was read for somebody is let go of, or there was nothing.
  void ended() {
    held--;
    EventSource next = waiting.poll();
    if (next != null) {
      next.turnCame();
    }
  }

  /// Who had its turn did not want to read: another may.
  void passesTurn() {
    EventSource next = held < most ? waiting.poll() : null;
    if (next != null) {
      next.turnCame();
    }
  }

  /// `source` does not wait any more; whether it did.
  boolean forget(EventSource source) {
    assembled(source);
    return waiting.remove(source);
  }
}
