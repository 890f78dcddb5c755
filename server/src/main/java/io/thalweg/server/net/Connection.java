package io.thalweg.server.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.thalweg.core.memory.Slice;
import io.thalweg.protocol.wire.Out;
import io.thalweg.protocol.wire.Session;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One socket and its session. Whole frames go to the session straight from the read; only what is
/// left of a frame is kept, in a buffer that grows as bytes come, up to the size that the session
/// has checked.
final class Connection extends ChannelInboundHandlerAdapter implements Out {
  private static final int CHUNK_BYTES = 16 * 1024;
  private static final int FIRST_KEPT_BYTES = 4 * 1024;
  private static final long NOT_PINNED = Long.MAX_VALUE;

  private final Server server;
  private final ShardLoop loop;
  private final Channel channel;
  private final Session session;
  private @Nullable ByteBuf kept;
  private @Nullable ByteBuf chunk;
  private long activeMillis;
  private long pinnedMillis = NOT_PINNED;
  private long unread;
  private boolean closing;

  Connection(Server server, ShardLoop loop, Channel channel, SessionFactory sessions) {
    this.server = server;
    this.loop = loop;
    this.channel = channel;
    this.activeMillis = loop.nowMillis();
    this.session = sessions.open(loop, this, (InetSocketAddress) channel.localAddress());
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf in = (ByteBuf) message;
    try {
      if (!closing) {
        received(in);
      }
    } finally {
      in.release();
    }
  }

  private void received(ByteBuf in) {
    ByteBuf before = kept;
    while (before != null && in.isReadable() && !closing) {
      if (!keep(in)) {
        return;
      }
      offer(kept);
      before = kept;
    }
    if (before == null && in.isReadable() && !closing) {
      offer(in);
      if (in.isReadable() && !closing) {
        keep(in);
      }
    }
    if (!closing && kept != null && !session.reading()) {
      channel.config().setAutoRead(false);
      loop.pauses(this);
    }
  }

  /// Lets the session consume what it can of `from`; an emptied kept buffer goes.
  private void offer(@Nullable ByteBuf from) {
    if (from == null) {
      return;
    }
    ByteBuffer view = from.nioBuffer();
    long now = loop.nowMillis();
    int consumed = session.received(view, now);
    from.skipBytes(consumed);
    activeMillis = consumed > 0 ? now : activeMillis;
    if (from == kept && !from.isReadable()) {
      dropKept();
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
      if (buffer == null) {
        close("requests that have not arrived whole take all inbound memory");
        return false;
      }
    }
    buffer.writeBytes(in, bytes);
    return true;
  }

  private @Nullable ByteBuf grown(int bytes) {
    ByteBuf before = kept;
    int doubled = before == null ? FIRST_KEPT_BYTES : before.capacity() * 2;
    int capacity = Math.max(bytes, Math.min(doubled, Math.max(session.needs(), bytes)));
    if (!server.inbound().take(this, capacity)) {
      return null;
    }
    ByteBuf larger = channel.alloc().directBuffer(capacity, capacity);
    if (before != null) {
      larger.writeBytes(before);
      server.inbound().give(this, before.capacity(), false);
      before.release();
    }
    kept = larger;
    return larger;
  }

  private void dropKept() {
    ByteBuf buffer = kept;
    if (buffer != null) {
      server.inbound().give(this, buffer.capacity(), true);
      buffer.release();
      kept = null;
    }
  }

  /// Whether it is the client that the rest of a request is waited for.
  boolean waitsForClient() {
    return session.reading();
  }

  /// The turn has ended: goes on reading if the session does.
  void resume() {
    if (closing) {
      return;
    }
    if (session.reading() && kept != null) {
      offer(kept);
    }
    if (!closing && session.reading()) {
      channel.config().setAutoRead(true);
    } else if (!closing) {
      loop.pauses(this);
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    session.writable(channel.isWritable());
    loop.sends(this);
  }

  @Override
  public ByteBuffer room(int atLeast) {
    ByteBuf current = chunk;
    if (current == null || current.writableBytes() < atLeast) {
      pushChunk();
      int capacity = Math.max(CHUNK_BYTES, atLeast);
      current = channel.alloc().directBuffer(capacity, capacity);
      chunk = current;
    }
    return current.nioBuffer(current.writerIndex(), current.writableBytes());
  }

  @Override
  public void advance(ByteBuffer room) {
    ByteBuf current = chunk;
    if (current != null) {
      int before = current.writerIndex();
      current.writerIndex(before + room.position());
      server.outbound().written(this, current.writerIndex() - before);
    }
  }

  private void pushChunk() {
    ByteBuf current = chunk;
    if (current != null) {
      chunk = null;
      if (current.isReadable()) {
        var _ = channel.write(current, channel.voidPromise());
      } else {
        current.release();
      }
    }
  }

  @Override
  public void write(Slice slice) {
    pushChunk();
    slice.retain();
    server.outbound().written(this, slice.length());
    pinnedMillis = Math.min(pinnedMillis, loop.nowMillis());
    channel
        .write(Unpooled.wrappedBuffer(slice.view()))
        .addListener((ChannelFutureListener) _ -> slice.release());
  }

  @Override
  public long spare() {
    return server.outbound().spare();
  }

  @Override
  public void flush() {
    loop.sends(this);
  }

  /// Counts the bytes that the socket has not taken yet; taking some is activity.
  long countUnread(long nowMillis) {
    ByteBuf current = chunk;
    ChannelOutboundBuffer waiting = channel.unsafe().outboundBuffer();
    long bytes = current == null ? 0 : current.readableBytes();
    bytes += waiting == null ? 0 : waiting.totalPendingWriteBytes();
    activeMillis = bytes < unread ? nowMillis : activeMillis;
    pinnedMillis = bytes == 0 ? NOT_PINNED : pinnedMillis;
    unread = bytes;
    return bytes;
  }

  /// Bytes that the socket had not taken when they were counted.
  long unread() {
    return unread;
  }

  /// When it last brought a whole request or took a part of an answer.
  long activeMillis() {
    return activeMillis;
  }

  /// Copies what the socket has not taken, if a slice of a block has been among it since before
  /// `writtenBefore`: a slow client shall not keep blocks from others.
  void unpin(long writtenBefore) {
    ChannelOutboundBuffer waiting = channel.unsafe().outboundBuffer();
    if (pinnedMillis >= writtenBefore || waiting == null) {
      return;
    }
    pinnedMillis = NOT_PINNED;
    if (closing) {
      var _ = channel.close(); // it had its time to read what was left
      return;
    }
    List<ByteBuf> copies = new ArrayList<>();
    while (waiting.current() instanceof ByteBuf bytes) {
      copies.add(channel.alloc().directBuffer(bytes.readableBytes()).writeBytes(bytes));
      waiting.remove();
    }
    for (ByteBuf copy : copies) {
      var _ = channel.write(copy, channel.voidPromise());
    }
    channel.flush();
  }

  /// Hands everything written to the socket: once a turn.
  void send() {
    pushChunk();
    channel.flush();
  }

  @Override
  public void close(String why) {
    if (closing) {
      return;
    }
    closing = true;
    server.log().closed(channel.remoteAddress(), why);
    pushChunk();
    channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
  }

  /// Closes at once and gives back all memory: nothing that is still here leaves.
  void drop(String why) {
    if (!closing) {
      closing = true;
      server.log().closed(channel.remoteAddress(), why);
    }
    dropKept();
    var _ = channel.close();
  }

  /// Closes the socket at once, at the end of the process: nothing that is still here leaves.
  void abort() {
    closing = true;
    channel.unsafe().closeForcibly();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    closing = true;
    loop.forget(this);
    server.gone(this);
    session.closed();
    dropKept();
    ByteBuf current = chunk;
    if (current != null) {
      current.release();
      chunk = null;
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (cause instanceof IOException) {
      closing = true;
      var _ = context.close();
    } else {
      close("failed: " + cause);
    }
  }
}
