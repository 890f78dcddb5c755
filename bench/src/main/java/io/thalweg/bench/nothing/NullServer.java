package io.thalweg.bench.nothing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/// A broker that answers and stores nothing. Whatever it is asked for exists: every topic has four
/// partitions, and every fetch is answered with events.
public final class NullServer {
  /// As the brokers have it: with more, clients read what has left the processor's caches.
  private static final int SEND_BYTES = 100 << 10;

  private NullServer() {}

  /// Listens on loopback until it is killed.
  ///
  /// @param args port, bytes of each event that is fetched
  public static void main(String[] args) throws IOException {
    int port = Integer.parseInt(args[0]);
    EndlessLog log = new EndlessLog(Integer.parseInt(args[1]));
    NullAnswers answers = new NullAnswers(port, log);
    try (ServerSocketChannel server = ServerSocketChannel.open()) {
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      while (true) {
        SocketChannel socket = server.accept();
        socket.setOption(StandardSocketOptions.SO_SNDBUF, SEND_BYTES);
        Thread.ofPlatform().daemon().start(new NullConnection(socket, answers));
      }
    }
  }
}
