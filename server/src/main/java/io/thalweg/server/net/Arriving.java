package io.thalweg.server.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import io.thalweg.protocol.wire.Session;
import org.jspecify.annotations.Nullable;

/// What has come of a request that is not whole yet. It is kept in a buffer that grows as bytes
/// come, up to the size that the session has checked; the rest of a large request is read from the
/// socket right behind them, so that its bytes are not moved.
final class Arriving extends DefaultMaxMessagesRecvByteBufAllocator {
  private static final int READ_BYTES = 128 * 1024;

  /// Of a client that sends large requests, first only the head of one is read.
  private static final int HEAD_BYTES = 16 * 1024;

  private static final int FIRST_BYTES = 4 * 1024;
  private static final int GROWTH = 4;

  private final Connection connection;
  private final Session session;
  private final Inbound inbound;
  private @Nullable ByteBuf kept;
  private @Nullable ByteBuf landing;

  /// Size of the last request that came in parts: the next may be as large before it comes.
  private int expected;

  Arriving(Connection connection, Session session, Inbound inbound) {
    this.connection = connection;
    this.session = session;
    this.inbound = inbound;
  }

  /// Whether anything is kept.
  boolean any() {
    return kept != null;
  }

  /// Hands over what `in` completes and keeps the rest; false if there is no memory for it.
  boolean received(ByteBuf in) {
    ByteBuf buffer = kept;
    if (in == landing && buffer != null) {
      buffer.writerIndex(buffer.writerIndex() + in.readableBytes());
      offer();
      return true;
    }
    while (kept != null && in.isReadable() && connection.isOpen()) {
      if (!keep(in)) {
        return false;
      }
      offer();
    }
    if (kept == null && in.isReadable() && connection.isOpen()) {
      connection.offer(in);
      if (in.isReadable() && connection.isOpen()) {
        return keep(in);
      }
      expected = 0;
    }
    return true;
  }

  /// Offers what is kept; an emptied buffer goes.
  void offer() {
    ByteBuf buffer = kept;
    if (buffer == null) {
      return;
    }
    int whole = buffer.readableBytes();
    connection.offer(buffer);
    if (!buffer.isReadable()) {
      expected = whole;
      drop();
    }
  }

  /// Moves bytes of `in` behind the kept ones: no more than the next frame needs, or all if the
  /// session has paused.
  private boolean keep(ByteBuf in) {
    ByteBuf buffer = kept;
    int have = buffer == null ? 0 : buffer.readableBytes();
    int wanted = session.reading() ? session.needs() - have : in.readableBytes();
    int bytes = Math.min(in.readableBytes(), Math.max(1, wanted));
    if (buffer == null || buffer.writableBytes() < bytes) {
      buffer = grown(have + bytes);
    }
    if (buffer == null) {
      return false;
    }
    buffer.writeBytes(in, bytes);
    return true;
  }

  /// Makes room for at least `bytes`, and more as far as it is likely to be needed.
  private @Nullable ByteBuf grown(int bytes) {
    ByteBuf before = kept;
    int likely = before == null ? FIRST_BYTES : before.capacity() * GROWTH;
    likely = Math.min(Math.max(likely, expected), session.needs());
    int capacity = Math.max(bytes, likely);
    if (!inbound.take(connection, capacity)) {
      return null;
    }
    ByteBuf larger = connection.allocator().directBuffer(capacity, capacity);
    if (before != null) {
      larger.writeBytes(before);
      inbound.give(connection, before.capacity(), false);
      before.release();
    }
    kept = larger;
    return larger;
  }

  /// Lets go of what is kept.
  void drop() {
    ByteBuf buffer = kept;
    if (buffer != null) {
      inbound.give(connection, buffer.capacity(), true);
      buffer.release();
      kept = null;
    }
  }

  /// Where the rest of a large request goes; null if there is none to wait for.
  private @Nullable ByteBuf rest() {
    ByteBuf buffer = kept;
    landing = null;
    if (buffer == null || !session.reading()) {
      return null;
    }
    int missing = session.needs() - buffer.readableBytes();
    if (missing < HEAD_BYTES) {
      return null;
    }
    if (!buffer.isWritable()) {
      buffer = grown(buffer.readableBytes() + HEAD_BYTES);
    }
    if (buffer != null) {
      int room = Math.min(missing, buffer.writableBytes());
      landing = buffer.retainedSlice(buffer.writerIndex(), room).clear();
    }
    return landing;
  }

  @Override
  @SuppressWarnings("deprecation") // the type that Netty asks for here
  public Handle newHandle() {
    return new MaxMessageHandle() {
      @Override
      public ByteBuf allocate(ByteBufAllocator alloc) {
        ByteBuf rest = rest();
        return rest == null ? super.allocate(alloc) : rest;
      }

      @Override
      public int guess() {
        return expected > READ_BYTES ? HEAD_BYTES : READ_BYTES;
      }
    };
  }
}
