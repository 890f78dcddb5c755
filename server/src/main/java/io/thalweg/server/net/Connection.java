package io.thalweg.server.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.thalweg.core.memory.Slice;
import io.thalweg.protocol.wire.Out;
import io.thalweg.protocol.wire.Session;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// One socket and its session. Whole frames go to the session straight from the read; only what is
/// left of a frame is kept, in a buffer that grows as bytes come, up to the size that the session
/// has checked.
final class Connection extends ChannelInboundHandlerAdapter implements Out {
  private static final int CHUNK_BYTES = 16 * 1024;
  private static final int FIRST_KEPT_BYTES = 4 * 1024;

  private final Server server;
  private final ShardLoop loop;
  private final Channel channel;
  private final Session session;
  private @Nullable ByteBuf kept;
  private @Nullable ByteBuf chunk;
  private boolean closing;

  Connection(Server server, ShardLoop loop, Channel channel, SessionFactory sessions) {
    this.server = server;
    this.loop = loop;
    this.channel = channel;
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
    if (!closing && !session.reading()) {
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
    int consumed = session.received(view, loop.nowMillis());
    from.skipBytes(consumed);
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
    if (!server.takeInbound(capacity)) {
      return null;
    }
    ByteBuf larger = channel.alloc().directBuffer(capacity, capacity);
    if (before != null) {
      larger.writeBytes(before);
      dropKept();
    }
    kept = larger;
    return larger;
  }

  private void dropKept() {
    ByteBuf buffer = kept;
    if (buffer != null) {
      server.giveInbound(buffer.capacity());
      buffer.release();
      kept = null;
    }
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
      current.writerIndex(current.writerIndex() + room.position());
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
    channel
        .write(Unpooled.wrappedBuffer(slice.view()))
        .addListener((ChannelFutureListener) _ -> slice.release());
  }

  @Override
  public void flush() {
    loop.sends(this);
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

  /// Closes at once: nothing that is still here leaves.
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
