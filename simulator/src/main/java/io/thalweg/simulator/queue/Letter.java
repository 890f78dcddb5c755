package io.thalweg.simulator.queue;

import io.thalweg.core.batch.EventHeaders;
import io.thalweg.core.batch.EventMarks;
import io.thalweg.core.exchange.HeaderMatch.Headers;
import io.thalweg.core.publish.PublishCommand.Message;
import io.thalweg.core.publish.PublishCommand.Part;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A message that was published, whatever became of it.
final class Letter implements Message {
  enum State {
    /// Nobody has said anything.
    ASKED,
    /// All queues that it goes to have it.
    CONFIRMED,
    /// None has it, nor ever will.
    REFUSED
  }

  private static final int MOST_HEADER_BYTES = 256;
  private static final int MOST_BYTES_AROUND = 256;

  final long id;
  final int priority;
  final long ttlMillis;

  /// It is not older than this, in time elapsed.
  final long since;

  State state = State.ASKED;

  private final String exchange;
  private final String routingKey;
  private final byte @Nullable [] key;
  private final byte[] value;
  private final EventHeaders headers = new EventHeaders(MOST_HEADER_BYTES);

  /// One to a queue by the default exchange, or (`queue` is null) to all that are bound to the
  /// other.
  Letter(long id, @Nullable String queue, Body body, long since) {
    this.id = id;
    this.exchange = queue == null ? Queues.FANOUT : "";
    this.routingKey = queue == null ? "" : queue;
    this.priority = body.priority;
    this.ttlMillis = body.ttlMillis;
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
  }

  /// What is in it.
  ///
  /// @param key negative: none
  /// @param bytes of the value, its number aside
  record Body(int key, int bytes, int priority, long ttlMillis) {}

  /// The number of the letter with that value; -1: it is none.
  static long idOf(ByteBuffer value) {
    return value.remaining() < Long.BYTES ? -1 : value.getLong(value.position());
  }

  /// Whether it is this one that was delivered.
  boolean is(@Nullable ByteBuffer itsKey, ByteBuffer itsValue) {
    ByteBuffer own = key();
    return itsValue.equals(value()) && (own == null ? itsKey == null : own.equals(itsKey));
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
    return ttlMillis;
  }

  @Override
  public @Nullable ByteBuffer key() {
    return key == null ? null : ByteBuffer.wrap(key);
  }

  @Override
  public ByteBuffer value() {
    return ByteBuffer.wrap(value);
  }

  @Override
  public EventHeaders recordHeaders() {
    return headers;
  }

  @Override
  public Part part() {
    return Part.ONLY;
  }

  @Override
  public int bytes() {
    return MOST_BYTES_AROUND + value.length;
  }

  @Override
  public String toString() {
    String to = exchange.isEmpty() ? routingKey : exchange;
    return "letter " + id + " to " + to + ", " + state;
  }
}
