package io.thalweg.checks.hostile;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.message.ResponseHeaderData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.ObjectSerializationCache;

/// A socket to the broker that sends any bytes.
final class RawPeer implements AutoCloseable {
  private static final int LIMIT_MILLIS = 20_000;

  /// So that the kernel takes little of what this peer does not read.
  private static final int RECEIVE_BYTES = 4096;

  private final Socket socket = new Socket();

  RawPeer(int port) {
    try {
      socket.setReceiveBufferSize(RECEIVE_BYTES);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), LIMIT_MILLIS);
      socket.setSoTimeout(LIMIT_MILLIS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// How the broker's log names this peer.
  String name() {
    return "127.0.0.1:" + socket.getLocalPort();
  }

  /// Sends; false if the broker has closed meanwhile.
  boolean send(byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /// Reads until the broker closes; false if it does not in 20 seconds.
  boolean isClosed() {
    try {
      InputStream in = socket.getInputStream();
      byte[] some = new byte[64 * 1024];
      while (in.read(some) >= 0) {
        // an answer that was under way
      }
      return true;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (SocketException e) {
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Whether the broker has closed, as far as can be seen now without reading an answer.
  boolean isClosedByNow() {
    try {
      socket.setSoTimeout(1);
      int next = socket.getInputStream().read();
      socket.setSoTimeout(LIMIT_MILLIS);
      return next < 0;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  /// Whether it closes before it says anything.
  boolean isSilent() {
    try {
      return socket.getInputStream().read() < 0;
    } catch (IOException e) {
      return true;
    }
  }

  /// Sends a request of Kafka's own classes and reads the answer.
  ApiMessage ask(ApiMessage request, int version) {
    send(frame(request, version));
    try {
      DataInputStream in = new DataInputStream(socket.getInputStream());
      byte[] answer = new byte[in.readInt()];
      in.readFully(answer);
      ByteBufferAccessor bytes = new ByteBufferAccessor(ByteBuffer.wrap(answer));
      ApiKeys api = ApiKeys.forId(request.apiKey());
      new ResponseHeaderData(bytes, api.responseHeaderVersion((short) version));
      ApiMessage response = api.messageType.newResponse();
      response.read(bytes, (short) version);
      return response;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A whole request frame.
  static byte[] frame(ApiMessage request, int version) {
    ApiKeys api = ApiKeys.forId(request.apiKey());
    short headerVersion = api.requestHeaderVersion((short) version);
    RequestHeaderData header =
        new RequestHeaderData()
            .setRequestApiKey(api.id)
            .setRequestApiVersion((short) version)
            .setClientId("raw");
    ObjectSerializationCache cache = new ObjectSerializationCache();
    int bytes = header.size(cache, headerVersion) + request.size(cache, (short) version);
    ByteBuffer out = ByteBuffer.allocate(4 + bytes).putInt(bytes);
    header.write(new ByteBufferAccessor(out), cache, headerVersion);
    request.write(new ByteBufferAccessor(out), cache, (short) version);
    return out.array();
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
