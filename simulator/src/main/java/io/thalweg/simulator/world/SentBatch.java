package io.thalweg.simulator.world;

import io.thalweg.core.base.Check;
import io.thalweg.simulator.event.Event;
import java.nio.ByteBuffer;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A batch that was sent, whatever became of it.
final class SentBatch {
  final int id;
  final long partition;
  final byte[] bytes;
  final int events;
  final @Nullable Stream stream;

  /// Its events, by how far they are from its offset.
  final Map<Integer, Event> all;

  /// It is not older than this, in time elapsed.
  final long since;

  /// Its place among the batches of its stream.
  final int index;

  /// Where it was found, or acknowledged to be; -1: it may be anywhere, or nowhere.
  long offset = -1;

  SentBatch(
      int id,
      long partition,
      byte[] bytes,
      Map<Integer, Event> all,
      @Nullable Stream stream,
      long since) {
    this.id = id;
    this.partition = partition;
    this.bytes = bytes;
    this.events = all.size();
    this.all = all;
    this.stream = stream;
    this.since = since;
    this.index = stream == null ? 0 : stream.nextIndex++;
  }

  /// The event at an offset of it.
  Event event(long at) {
    return Check.present(all.get((int) (at - offset)), "an event of the batch");
  }

  /// Whether it has an event with `key`.
  boolean has(ByteBuffer key) {
    return all.values().stream().anyMatch(event -> key.equals(event.key()));
  }

  @Override
  public String toString() {
    return "batch " + id + " (" + events + " events, offset " + offset + ")";
  }
}
