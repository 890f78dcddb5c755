package io.thalweg.simulator.world;

import org.jspecify.annotations.Nullable;

/// A batch that was sent, whatever became of it.
final class SentBatch {
  final int id;
  final long partition;
  final byte[] bytes;
  final int events;
  final @Nullable Stream stream;

  /// Its place among the batches of its stream.
  final int index;

  /// Where it was found, or acknowledged to be; -1: it may be anywhere, or nowhere.
  long offset = -1;

  SentBatch(int id, long partition, byte[] bytes, int events, @Nullable Stream stream) {
    this.id = id;
    this.partition = partition;
    this.bytes = bytes;
    this.events = events;
    this.stream = stream;
    this.index = stream == null ? 0 : stream.nextIndex++;
  }

  @Override
  public String toString() {
    return "batch " + id + " (" + events + " events, offset " + offset + ")";
  }
}
