package io.thalweg.server.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.thalweg.core.memory.Slice;
import io.thalweg.protocol.wire.Out;
import io.thalweg.protocol.wire.Session;
import io.thalweg.server.net.ConnectionStats.Reason;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One socket and its session. Whole frames go to the session straight from the read; what is left
/// of a frame is [Arriving]. Answers are gathered and handed to the socket once a turn.
final class Connection extends ChannelInboundHandlerAdapter implements Out {
  private static final int CHUNK_BYTES = 16 * 1024;
  private static final long NOT_PINNED = Long.MAX_VALUE;

  private final Server server;
  private final ShardLoop loop;
  private final Channel channel;
  private final Session session;
  private final Arriving arriving;
  private @Nullable ByteBuf chunk;
  private long activeMillis;
  private long pinnedMillis = NOT_PINNED;
  private long unread;
  private boolean closing;
  private boolean watched;
  private Reason reason = Reason.CLIENT;

  Connection(Server server, ShardLoop loop, Channel channel, SessionFactory sessions) {
    this.server = server;
    this.loop = loop;
    this.channel = channel;
    this.activeMillis = loop.nowMillis();
    InetSocketAddress local = (InetSocketAddress) channel.localAddress();
    InetSocketAddress remote = (InetSocketAddress) channel.remoteAddress();
    this.session = sessions.open(loop, this, local, remote);
    this.arriving = new Arriving(this, session, server.inbound());
    channel.config().setRecvByteBufAllocator(arriving);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf in = (ByteBuf) message;
    server.stats().received(in.readableBytes());
    try {
      if (!closing) {
        received(in);
      }
    } finally {
      in.release();
    }
  }

  private void received(ByteBuf in) {
    if (!arriving.received(in)) {
      close(Reason.MEMORY, "requests that have not arrived whole take all inbound memory");
    }
    if (!closing && arriving.any() && !session.reading()) {
      channel.config().setAutoRead(false);
      loop.pauses(this);
    }
  }

  /// Lets the session consume what it can of `from`.
  void offer(ByteBuf from) {
    ByteBuffer view = from.nioBuffer();
    long now = loop.nowMillis();
    int consumed = session.received(view, now);
    from.skipBytes(consumed);
    activeMillis = consumed > 0 ? now : activeMillis;
  }

  /// Whether it still takes requests.
  boolean isOpen() {
    return !closing;
  }

  ByteBufAllocator allocator() {
    return channel.alloc();
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
    if (session.reading()) {
      arriving.offer();
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
    long bytes = waiting();
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

  /// Hands everything written to the socket: once a turn. The session is told what it has taken,
  /// now and when it has taken all.
  void send() {
    pushChunk();
    channel.flush();
    long left = waiting();
    if (left > 0 && !watched && !closing) {
      watched = true;
      channel
          .writeAndFlush(Unpooled.EMPTY_BUFFER)
          .addListener(
              (ChannelFutureListener)
                  _ -> {
                    watched = false;
                    taken();
                  });
    }
    if (!closing) {
      session.sent(left);
    }
  }

  private void taken() {
    if (!closing) {
      session.sent(waiting());
    }
  }

  /// Bytes that the socket has not taken, roughly.
  private long waiting() {
    ByteBuf current = chunk;
    ChannelOutboundBuffer waiting = channel.unsafe().outboundBuffer();
    long bytes = current == null ? 0 : current.readableBytes();
    return bytes + (waiting == null ? 0 : waiting.totalPendingWriteBytes());
  }

  /// Time has passed.
  void due(long nowMillis) {
    if (!closing) {
      session.due(nowMillis);
    }
  }

  /// Whether it may be silent for as long as it likes.
  boolean mayIdle() {
    return session.mayIdle();
  }

  @Override
  public void close(String why) {
    close(Reason.HOSTILE, why);
  }

  private void close(Reason because, String why) {
    if (closing) {
      return;
    }
    closing = true;
    reason = because;
    server.log().closed(channel.remoteAddress(), why);
    pushChunk();
    channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
  }

  /// Closes at once and gives back all memory: nothing that is still here leaves.
  void drop(Reason because, String why) {
    if (!closing) {
      closing = true;
      reason = because;
      server.log().closed(channel.remoteAddress(), why);
    }
    arriving.drop();
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
    server.gone(this, reason);
    session.closed();
    arriving.drop();
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
