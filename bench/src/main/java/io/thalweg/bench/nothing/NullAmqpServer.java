package io.thalweg.bench.nothing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/// A broker of AMQP 0-9-1 that confirms every message, hands it on to a consumer of its queue, and
/// keeps none. Whatever it is asked for exists; nothing is checked. A queue gets what is published
/// with a key that it is bound by, whatever the exchange, as suits PerfTest.
public final class NullAmqpServer {
  /// Bindings: queues by their keys.
  private final Map<String, String> queues = new ConcurrentHashMap<>();

  private final Map<String, List<NullAmqpConnection.Consumer>> consumers =
      new ConcurrentHashMap<>();

  private NullAmqpServer() {}

  /// Listens on loopback until it is killed.
  ///
  /// @param args port
  public static void main(String[] args) throws IOException {
    NullAmqpServer broker = new NullAmqpServer();
    try (ServerSocketChannel server = ServerSocketChannel.open()) {
      server.bind(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0])));
      while (true) {
        SocketChannel socket = server.accept();
        Thread.ofPlatform().daemon().start(new NullAmqpConnection(broker, socket));
      }
    }
  }

  void bind(String key, String queue) {
    queues.put(key, queue);
  }

  /// Who consumes what is published with `key`.
  List<NullAmqpConnection.Consumer> of(String key) {
    return ofQueue(queues.getOrDefault(key, key));
  }

  /// The connection consumes no more.
  void gone(NullAmqpConnection connection) {
    consumers.values().forEach(of -> of.removeIf(each -> each.connection() == connection));
  }

  List<NullAmqpConnection.Consumer> ofQueue(String queue) {
    return consumers.computeIfAbsent(queue, _ -> new CopyOnWriteArrayList<>());
  }
}
