package io.thalweg.core.queue.letter;

import io.thalweg.core.batch.BatchBuilder;
import io.thalweg.core.batch.BatchHeader;
import io.thalweg.core.batch.EventCursor;
import io.thalweg.core.memory.Slice;
import io.thalweg.core.publish.PublishCommand.Message;
import io.thalweg.core.turn.Delivery;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A message on its way to somebody who waits for replies: a copy, which is stored nowhere. Its
/// parts come one by one.
public final class DirectReply implements Delivery {
  /// What a batch of one event takes besides its record.
  private static final int ROOM = BatchHeader.BYTES + 64;

  private final long request;
  private final int session;
  private final long tag;
  private final EventCursor event = new EventCursor();
  private final List<ByteBuffer> parts = new ArrayList<>(1);

  /// Copies the first part.
  ///
  /// @param request number of the request that began to wait
  /// @param with encodes it
  public DirectReply(
      long request, int session, long tag, Message first, BatchBuilder with, long nowMillis) {
    this.request = request;
    this.session = session;
    this.tag = tag;
    ByteBuffer bytes = ByteBuffer.allocate(ROOM + first.bytes());
    with.begin(bytes).add(nowMillis, first.key(), first.value(), first.recordHeaders());
    with.end();
    event.over(bytes, 0).next();
    if (event.valueLength() >= 0) {
      parts.add(bytes.slice(event.valueAt(), event.valueLength()));
    }
  }

  /// Copies a further part of its value.
  public void add(@Nullable ByteBuffer part) {
    if (part != null) {
      ByteBuffer copy = ByteBuffer.allocate(part.remaining());
      parts.add(copy.put(0, part, part.position(), part.remaining()));
    }
  }

  @Override
  public long request() {
    return request;
  }

  @Override
  public int session() {
    return session;
  }

  @Override
  public long tag() {
    return tag;
  }

  @Override
  public boolean redelivered() {
    return false;
  }

  @Override
  public int failures() {
    return 0;
  }

  @Override
  public long offset() {
    return 0;
  }

  @Override
  public long ready() {
    return 0;
  }

  @Override
  public EventCursor event() {
    return event;
  }

  @Override
  public int parts() {
    return parts.size();
  }

  @Override
  public long bytes() {
    long bytes = 0;
    for (ByteBuffer part : parts) {
      bytes += part.remaining();
    }
    return bytes;
  }

  @Override
  public ByteBuffer part(int index) {
    return parts.get(index).duplicate();
  }

  @Override
  public @Nullable Slice slice(int index) {
    return null;
  }
}
