package io.thalweg.bench.nothing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/// A broker that answers and stores nothing. Whatever it is asked for exists: every topic has four
/// partitions, and every fetch is answered with events.
public final class NullServer {
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
        Thread.ofPlatform().daemon().start(new NullConnection(socket, answers));
      }
    }
  }
}
