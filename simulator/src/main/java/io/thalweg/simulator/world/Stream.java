package io.thalweg.simulator.world;

import io.thalweg.simulator.told.HistoryFailed;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/// What one idempotent producer sends to one partition: in order, a few batches at a time, again
/// after every crash until it is acknowledged.
final class Stream {
  static final int IN_FLIGHT = 5;

  final PartitionModel partition;
  final int connection;

  /// Its producer's id; -1 while there is none.
  long producer = -1;

  int nextSequence;
  int nextIndex;

  /// Not acknowledged, in the order of their sequences.
  final List<SentBatch> open = new ArrayList<>();

  /// The last acknowledged ones, which the broker still knows.
  final List<SentBatch> known = new ArrayList<>();

  /// Where batches were found, by their index.
  final TreeMap<Integer, Long> offsets = new TreeMap<>();

  /// How many of the open ones have been sent over the present connection.
  int sent;

  /// How many of those are unanswered.
  int inFlight;

  boolean asksForProducer;
  boolean rejected;

  Stream(PartitionModel partition, int connection) {
    this.partition = partition;
    this.connection = connection;
  }

  /// Nothing that was sent will be answered any more.
  void disconnected() {
    sent = 0;
    inFlight = 0;
    asksForProducer = false;
    rejected = false;
  }

  boolean maySend() {
    int limit = known.isEmpty() ? 1 : IN_FLIGHT;
    return producer >= 0
        && !rejected
        && inFlight < limit
        && (sent < open.size() || (open.size() < limit && isKnown()));
  }

  /// Whether the broker still knows the oldest unanswered batch when the next one has been stored:
  /// of those behind it some may have been acknowledged before it.
  private boolean isKnown() {
    return open.isEmpty() || nextIndex - open.getFirst().index < IN_FLIGHT;
  }

  /// `batch` is acknowledged: usually the oldest; one that is sent again over a new connection may
  /// be known already, though the one before it has to wait.
  void acknowledged(SentBatch batch) {
    HistoryFailed.unless(open.remove(batch), batch + " is acknowledged twice");
    sent--;
    known.add(batch);
    known.sort(Comparator.comparingInt(each -> each.index));
    if (known.size() > IN_FLIGHT) {
      known.removeFirst();
    }
  }
}
