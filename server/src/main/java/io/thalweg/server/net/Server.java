package io.thalweg.server.net;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.thalweg.server.net.ConnectionStats.Reason;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/// Listeners and connections on one event loop. Loopback only.
public final class Server {
  /// What the kernel takes of an answer at once. Over loopback more makes clients slower:
  /// docs/decisions/0007-send-buffer.md.
  private static final int SEND_BYTES = 100 << 10;

  private static final int BACKLOG = 1024;

  /// A connection with so much to read is asked for no more.
  private static final int UNREAD_BYTES = 1 << 20;

  private static final long SWEEP_MILLIS = 250;

  /// Blocks are not held for longer by what a socket has not taken.
  private static final long PINNED_MILLIS = 200;

  private final NetSettings settings;
  private final EventLoopGroup group;
  private final ConnectionStats stats = new ConnectionStats();
  private final Slices slices = new Slices();
  private final PeerLog log = new PeerLog();
  private final List<Channel> listeners = new ArrayList<>();
  private final LinkedHashSet<Connection> connections = new LinkedHashSet<>();
  private final Inbound inbound;
  private final Outbound outbound;

  public Server(NetSettings settings) {
    this.settings = settings;
    this.inbound = new Inbound(settings.inboundBytes());
    this.outbound = new Outbound(settings.outboundBytes(), stats);
    ThreadFactory threads = task -> Thread.ofPlatform().name("shard-0").unstarted(task);
    this.group =
        new MeasuredLoops(
            threads,
            Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory(),
            slices);
  }

  /// The loop of the one shard.
  ///
  /// @param clock wall time in milliseconds
  /// @param failed is told, once, when nothing may be externalised any more
  public ShardLoop shardLoop(LongSupplier clock, Consumer<Throwable> failed) {
    EventLoop only = group.next();
    ShardLoop loop = new ShardLoop(only, outbound, slices, clock, failed);
    var _ = only.scheduleWithFixedDelay(slices::nextMinute, 1, 1, TimeUnit.MINUTES);
    var _ =
        only.scheduleWithFixedDelay(
            () -> sweep(loop), SWEEP_MILLIS, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
    return loop;
  }

  /// Opens a listener; returns the address that it has got.
  ///
  /// @throws IOException if it cannot be opened
  public InetSocketAddress listen(InetSocketAddress at, ShardLoop loop, SessionFactory sessions)
      throws IOException {
    if (!at.getAddress().isLoopbackAddress()) {
      throw new IOException("expected a loopback address, but it is " + at);
    }
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(group)
            .channel(
                Epoll.isAvailable() ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.SO_SNDBUF, SEND_BYTES)
            .childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
            .childOption(
                ChannelOption.WRITE_BUFFER_WATER_MARK,
                new WriteBufferWaterMark(UNREAD_BYTES / 4, UNREAD_BYTES))
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    accept(channel, loop, sessions);
                  }
                });
    try {
      Channel listener = bootstrap.bind(at).sync().channel();
      listeners.add(listener);
      return (InetSocketAddress) listener.localAddress();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (Exception e) { // Netty throws what the system call threw, undeclared
      throw new IOException(String.valueOf(e.getMessage()), e);
    }
  }

  private void accept(Channel channel, ShardLoop loop, SessionFactory sessions) {
    if (connections.size() >= settings.maxConnections()) {
      stats.closed(Reason.REFUSED);
      log.closed(channel.remoteAddress(), "there are already " + connections.size());
      var _ = channel.close();
      return;
    }
    Connection connection = new Connection(this, loop, channel, sessions);
    connections.add(connection);
    stats.opened();
    channel.pipeline().addLast(connection);
  }

  /// All connections in numbers.
  public ConnectionStats stats() {
    return stats;
  }

  PeerLog log() {
    return log;
  }

  Inbound inbound() {
    return inbound;
  }

  Outbound outbound() {
    return outbound;
  }

  private void sweep(ShardLoop loop) {
    loop.sweep();
    long nowMillis = loop.nowMillis();
    outbound.count(nowMillis);
    outbound.unpin(nowMillis - PINNED_MILLIS);
    long idleSince = nowMillis - settings.idleMillis();
    for (Connection connection : connections.toArray(Connection[]::new)) {
      connection.due(nowMillis);
      if (connection.activeMillis() < idleSince && !connection.mayIdle()) {
        connection.drop(Reason.IDLE, "no whole request came and no answer was read for too long");
      }
    }
  }

  void gone(Connection connection, Reason why) {
    if (connections.remove(connection)) {
      stats.closed(why);
    }
    outbound.forget(connection);
  }

  /// Closes every connection as soon as its loop gets to it: what was not sent is not sent any
  /// more. On any thread.
  public void abortConnections() {
    group.next().execute(() -> List.copyOf(connections).forEach(connection -> connection.abort()));
  }

  /// Takes no new connections.
  public void stopListening() {
    for (Channel listener : listeners) {
      listener.close().syncUninterruptibly();
    }
  }

  /// Ends the loop, after its tasks.
  public void close() {
    group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
  }
}
