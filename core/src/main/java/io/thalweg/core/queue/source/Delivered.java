package io.thalweg.core.queue.source;

import io.thalweg.core.batch.EventCursor;
import io.thalweg.core.memory.Slice;
import io.thalweg.core.turn.Delivery;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The event that is being delivered; used again for the next one.
public final class Delivered implements Delivery {
  private @Nullable EventSource source;
  private long request;
  private int session;
  private long tag;
  private boolean redelivered;
  private int failures;
  private long ready;
  private int partition;

  /// The event that `from` stands on.
  public Delivered of(EventSource from, long toRequest, int toSession, long withTag) {
    source = from;
    request = toRequest;
    session = toSession;
    tag = withTag;
    return this;
  }

  /// @param behind as [Delivery#ready]
  public Delivered told(boolean again, int failed, long behind) {
    redelivered = again;
    failures = failed;
    ready = behind;
    return this;
  }

  /// The partition that is read of what is kept; -1: none.
  public Delivered in(int index) {
    partition = index;
    return this;
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
    return redelivered;
  }

  @Override
  public int failures() {
    return failures;
  }

  @Override
  public long offset() {
    return event().offset();
  }

  @Override
  public int partition() {
    return partition;
  }

  @Override
  public long ready() {
    return ready;
  }

  @Override
  public EventCursor event() {
    EventSource from = source;
    if (from == null) {
      throw new IllegalStateException("expected an event that is being delivered");
    }
    return from.cursor();
  }

  @Override
  public int parts() {
    return event().valueLength() < 0 ? 0 : 1 + more().size();
  }

  @Override
  public long bytes() {
    long bytes = Math.max(0, event().valueLength());
    List<Slice> more = more();
    for (int i = 0; i < more.size(); i++) {
      bytes += more.get(i).length();
    }
    return bytes;
  }

  @Override
  public ByteBuffer part(int index) {
    return index > 0
        ? more().get(index - 1).view()
        : event().buffer().slice(event().valueAt(), event().valueLength());
  }

  @Override
  public @Nullable Slice slice(int index) {
    if (index > 0) {
      return more().get(index - 1);
    }
    EventSource from = source;
    Slice batch = from == null ? null : from.batch();
    return batch == null
        ? null
        : new Slice(batch.block(), event().valueAt(), event().valueLength());
  }

  private List<Slice> more() {
    EventSource from = source;
    return from == null ? List.of() : from.parts();
  }
}
