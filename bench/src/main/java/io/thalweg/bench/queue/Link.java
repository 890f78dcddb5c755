package io.thalweg.bench.queue;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

/// A connection of the Java client with one channel, as `guest`; it isn't opened again by itself.
final class Link implements AutoCloseable {
  private static final ExecutorService WORK =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "consumer");
            thread.setDaemon(true);
            return thread;
          });

  private final Socket socket;
  private final Connection connection;
  private final Channel channel;

  private Link(Socket socket, Connection connection, Channel channel) {
    this.socket = socket;
    this.connection = connection;
    this.channel = channel;
  }

  /// To `port` of this machine.
  static Link to(int port) throws IOException {
    ConnectionFactory factory = new ConnectionFactory();
    factory.setHost("127.0.0.1");
    factory.setPort(port);
    factory.setAutomaticRecoveryEnabled(false);
    factory.setShutdownTimeout(1_000);
    factory.setSharedExecutor(WORK);
    AtomicReference<Socket> socket = new AtomicReference<>();
    factory.setSocketConfigurator(
        configured -> {
          configured.setTcpNoDelay(true);
          socket.set(configured);
        });
    try {
      Connection connection = factory.newConnection();
      return new Link(socket.get(), connection, connection.createChannel());
    } catch (TimeoutException e) {
      throw new IOException("no answer to the handshake", e);
    }
  }

  Channel channel() {
    return channel;
  }

  /// Ends it as a machine that loses power does: without a word of the protocol.
  void cut() {
    try {
      if (!socket.isClosed()) {
        socket.setSoLinger(true, 0);
        socket.close();
      }
    } catch (SocketException closed) {
      return; // by the other side, just now
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      connection.abort(0);
    }
  }

  @Override
  public void close() {
    connection.abort(2_000);
  }
}
