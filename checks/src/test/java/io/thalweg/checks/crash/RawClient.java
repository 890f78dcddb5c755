package io.thalweg.checks.crash;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.ObjectSerializationCache;
import org.apache.kafka.common.protocol.Readable;

/// One connection that sends Kafka requests one by one and knows whether any byte came back. No
/// retries, no threads: what a client library would hide is what is looked at.
final class RawClient implements AutoCloseable {
  private static final int LIMIT_MILLIS = 30_000;

  /// No two requests of a test have the same one, whatever their connections.
  private static final AtomicInteger CORRELATIONS = new AtomicInteger();

  private final Socket socket;
  private final DataInputStream in;

  RawClient(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(LIMIT_MILLIS);
    in = new DataInputStream(socket.getInputStream());
  }

  /// Reads the body of a response: the constructor of a generated message.
  interface Decoder<T> {
    T decode(Readable body, short version);
  }

  /// What to send, and how to read what comes back.
  record Request<T>(ApiKeys api, int version, ApiMessage body, Decoder<T> decoder) {}

  /// A request whose response has not been read.
  final class Sent<T> {
    private final Request<T> request;
    private final int correlation;

    private Sent(Request<T> request, int correlation) {
      this.request = request;
      this.correlation = correlation;
    }

    int correlation() {
      return correlation;
    }

    /// Whether no byte at all has come back.
    boolean isSilent() throws IOException {
      return in.available() == 0;
    }

    /// The next response of the connection, which must be this request's.
    T answer() throws IOException {
      byte[] frame = new byte[in.readInt()];
      in.readFully(frame);
      ByteBuffer bytes = ByteBuffer.wrap(frame);
      int answered = bytes.getInt();
      if (answered != correlation) {
        throw new AssertionError("expected the answer to " + correlation + ", not " + answered);
      }
      short version = (short) request.version;
      if (request.api.responseHeaderVersion(version) >= 1) {
        bytes.get();
      }
      return request.decoder.decode(new ByteBufferAccessor(bytes), version);
    }

    /// What the broker did when it closed the connection: the bytes that came before the end.
    int bytesUntilClosed() throws IOException {
      int bytes = 0;
      try {
        while (in.read() >= 0) {
          bytes++;
        }
      } catch (SocketException e) {
        // reset by the broker: closed as well
      }
      return bytes;
    }
  }

  /// Sends one request.
  <T> Sent<T> send(Request<T> request) throws IOException {
    int correlation = CORRELATIONS.incrementAndGet();
    short version = (short) request.version;
    short headerVersion = request.api.requestHeaderVersion(version);
    RequestHeaderData header =
        new RequestHeaderData()
            .setRequestApiKey(request.api.id)
            .setRequestApiVersion(version)
            .setCorrelationId(correlation)
            .setClientId("raw");
    ObjectSerializationCache cache = new ObjectSerializationCache();
    int headerBytes = header.size(cache, headerVersion);
    int length = headerBytes + request.body.size(cache, version);
    ByteBuffer frame = ByteBuffer.allocate(4 + length).putInt(length);
    header.write(new ByteBufferAccessor(frame), cache, headerVersion);
    request.body.write(new ByteBufferAccessor(frame), cache, version);
    socket.getOutputStream().write(frame.array(), 0, frame.position());
    return new Sent<>(request, correlation);
  }

  /// Sends one request and waits for its answer.
  <T> T ask(Request<T> request) throws IOException {
    return send(request).answer();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
