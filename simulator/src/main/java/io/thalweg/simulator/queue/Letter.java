package io.thalweg.simulator.queue;

import io.thalweg.core.batch.EventHeaders;
import io.thalweg.core.batch.EventMarks;
import io.thalweg.core.exchange.HeaderMatch.Headers;
import io.thalweg.core.publish.PublishCommand.Message;
import io.thalweg.core.publish.PublishCommand.Part;
import io.thalweg.simulator.event.Event;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// A message that was published, whatever became of it.
final class Letter {
  enum State {
    /// Nobody has said anything.
    ASKED,
    /// All queues that it goes to have it, but for those that were full.
    CONFIRMED,
    /// None has it, nor ever will.
    REFUSED
  }

  private static final int MOST_HEADER_BYTES = 256;
  private static final int MOST_BYTES_AROUND = 256;
  private static final EventHeaders NONE = new EventHeaders(0);

  final long id;
  final int priority;
  final long ttlMillis;

  /// Parts that its value comes in.
  final int parts;

  /// It is not older than this, in time elapsed.
  final long since;

  State state = State.ASKED;

  /// Whether a queue that it goes to may have been full, or was so for sure.
  boolean mayBeTooMany;

  boolean isTooMany;

  private final String exchange;
  private final String routingKey;
  private final byte @Nullable [] key;
  private final byte[] value;
  private final EventHeaders headers = new EventHeaders(MOST_HEADER_BYTES);

  /// One to a queue by the default exchange, or (`queue` is null) to all that are bound to the
  /// other.
  Letter(long id, @Nullable String queue, Body body, long since) {
    this.id = id;
    this.exchange = queue == null ? Models.FANOUT : "";
    this.routingKey = queue == null ? "" : queue;
    this.priority = body.priority;
    this.ttlMillis = body.ttlMillis;
    this.parts = body.parts;
    this.since = since;
    this.key = body.key < 0 ? null : new byte[] {(byte) body.key};
    this.value = new byte[Long.BYTES + body.bytes];
    ByteBuffer.wrap(value).putLong(id);
    for (int at = Long.BYTES; at < value.length; at++) {
      value[at] = (byte) (id * 31 + at);
    }
    if (ttlMillis >= 0) {
      headers.add(
          EventMarks.TTL_HEADER, ByteBuffer.allocate(Long.BYTES).putLong(ttlMillis).array());
    }
    headers.addAll(new Event(null, ByteBuffer.wrap(value)).headers());
  }

  /// What is in it.
  ///
  /// @param key negative: none
  /// @param bytes of the value, its number aside
  record Body(int key, int bytes, int parts, int priority, long ttlMillis) {}

  /// The number of the letter with that value; -1: it is none.
  static long idOf(ByteBuffer value) {
    return value.remaining() < Long.BYTES ? -1 : value.getLong(value.position());
  }

  /// Whether it goes to one queue only.
  boolean isDirect() {
    return exchange.isEmpty();
  }

  @Nullable ByteBuffer key() {
    return key == null ? null : ByteBuffer.wrap(key);
  }

  /// Whether it is this one that was delivered.
  boolean is(Event event) {
    return event.equals(new Event(key(), ByteBuffer.wrap(value)));
  }

  /// What is published of it, one after the other.
  List<Message> messages() {
    return IntStream.range(0, parts).<Message>mapToObj(Piece::new).toList();
  }

  @Override
  public String toString() {
    String to = exchange.isEmpty() ? routingKey : exchange;
    return "letter " + id + " to " + to + (parts > 1 ? " in parts, " : ", ") + state;
  }

  /// A part of it; the first has all but the rest of the value.
  private final class Piece implements Message {
    private final int index;

    Piece(int index) {
      this.index = index;
    }

    private boolean isFirst() {
      return index == 0;
    }

    @Override
    public String exchange() {
      return exchange;
    }

    @Override
    public List<String> keys() {
      return List.of(routingKey);
    }

    @Override
    public Headers headers() {
      return Headers.NONE;
    }

    @Override
    public int priority() {
      return priority;
    }

    @Override
    public long ttlMillis() {
      return isFirst() ? ttlMillis : -1;
    }

    @Override
    public @Nullable ByteBuffer key() {
      return isFirst() ? Letter.this.key() : null;
    }

    @Override
    public ByteBuffer value() {
      int from = index * value.length / parts;
      int to = (index + 1) * value.length / parts;
      return ByteBuffer.wrap(value).slice(from, to - from);
    }

    @Override
    public EventHeaders recordHeaders() {
      return isFirst() ? headers : NONE;
    }

    @Override
    public Part part() {
      boolean last = index == parts - 1;
      return isFirst() ? (last ? Part.ONLY : Part.FIRST) : last ? Part.LAST : Part.MIDDLE;
    }

    @Override
    public int bytes() {
      return MOST_BYTES_AROUND + value.length;
    }

    @Override
    public String toString() {
      return Letter.this + (parts == 1 ? "" : ", part " + index);
    }
  }
}
