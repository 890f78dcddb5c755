package io.thalweg.bench.nothing;

import java.io.EOFException;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.apache.kafka.common.message.ApiMessageType;
import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.message.ResponseHeaderData;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.ObjectSerializationCache;

/// One connection on a thread of its own: reads a request, answers it, reads the next.
final class NullConnection implements Runnable {
  private final SocketChannel socket;
  private final NullAnswers answers;
  private ByteBuffer in = ByteBuffer.allocateDirect(1 << 20);
  private ByteBuffer out = ByteBuffer.allocateDirect(1 << 16);

  NullConnection(SocketChannel socket, NullAnswers answers) {
    this.socket = socket;
    this.answers = answers;
  }

  @Override
  public void run() {
    try (socket) {
      socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
      in.limit(0);
      while (true) {
        need(4);
        int size = in.getInt();
        need(size);
        answer(in.slice(in.position(), size));
        in.position(in.position() + size);
      }
    } catch (EOFException gone) {
      // The client is done.
    } catch (IOException e) {
      System.err.println("null broker: " + e.getMessage());
    }
  }

  /// Reads until `bytes` are there, as many as come at once.
  private void need(int bytes) throws IOException {
    if (in.remaining() >= bytes) {
      return;
    }
    if (in.capacity() - in.position() < bytes) {
      ByteBuffer to = in.capacity() < bytes ? ByteBuffer.allocateDirect(2 * bytes) : in;
      if (to == in) {
        in.compact().flip();
      } else {
        in = to.put(in).flip();
      }
    }
    int from = in.position();
    in.position(in.limit()).limit(in.capacity());
    while (in.position() - from < bytes) {
      if (socket.read(in) < 0) {
        throw new EOFException();
      }
    }
    in.flip().position(from);
  }

  private void answer(ByteBuffer request) throws IOException {
    ApiMessageType type = ApiMessageType.fromApiKey(request.getShort(0));
    short version = request.getShort(2);
    ByteBufferAccessor readable = new ByteBufferAccessor(request);
    RequestHeaderData header = new RequestHeaderData(readable, type.requestHeaderVersion(version));
    ApiMessage body = type.newRequest();
    body.read(readable, version);
    ApiMessage response = answers.to(body);
    if (response != null) {
      ResponseHeaderData head = new ResponseHeaderData().setCorrelationId(header.correlationId());
      send(head, type.responseHeaderVersion(version), response, version);
    }
  }

  private void send(ResponseHeaderData head, short headVersion, ApiMessage response, short version)
      throws IOException {
    ObjectSerializationCache cache = new ObjectSerializationCache();
    int size = head.size(cache, headVersion) + response.size(cache, version);
    if (out.capacity() < size + 4) {
      out = ByteBuffer.allocateDirect(2 * size);
    }
    out.clear().putInt(size);
    ByteBufferAccessor writable = new ByteBufferAccessor(out);
    head.write(writable, cache, headVersion);
    response.write(writable, cache, version);
    out.flip();
    while (out.hasRemaining()) {
      socket.write(out);
    }
  }
}
