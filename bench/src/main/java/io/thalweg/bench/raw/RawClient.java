package io.thalweg.bench.raw;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.List;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.apache.kafka.common.message.FetchRequestData.FetchTopic;
import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.ObjectSerializationCache;

/// One blocking connection. Requests are bytes; of responses the newest is kept.
final class RawClient implements AutoCloseable {
  static final short FETCH_VERSION = 12;

  private static final int LARGEST_RESPONSE = 64 << 20;

  private final SocketChannel socket;
  private final ByteBuffer size = ByteBuffer.allocateDirect(4);
  private ByteBuffer response = ByteBuffer.allocateDirect(4096);

  /// @param bootstrap host and port
  RawClient(String bootstrap) throws IOException {
    int colon = bootstrap.lastIndexOf(':');
    int port = Integer.parseInt(bootstrap.substring(colon + 1));
    socket = SocketChannel.open(new InetSocketAddress(bootstrap.substring(0, colon), port));
  }

  /// A whole request, to be sent as often as one likes.
  static ByteBuffer request(ApiKeys api, int version, ApiMessage body) {
    short headerVersion = api.requestHeaderVersion((short) version);
    RequestHeaderData header =
        new RequestHeaderData()
            .setRequestApiKey(api.id)
            .setRequestApiVersion((short) version)
            .setClientId("bench");
    ObjectSerializationCache cache = new ObjectSerializationCache();
    int bytes = header.size(cache, headerVersion) + body.size(cache, (short) version);
    ByteBuffer request = ByteBuffer.allocateDirect(4 + bytes).putInt(bytes);
    ByteBufferAccessor out = new ByteBufferAccessor(request);
    header.write(out, cache, headerVersion);
    body.write(out, cache, (short) version);
    if (request.hasRemaining()) {
      throw new IllegalStateException(
          "expected a whole request, but it lacks " + request.remaining());
    }
    return request.flip();
  }

  /// The request for at most `bytes` of one partition, from `offset`.
  static ByteBuffer fetch(String topic, int partition, long offset, int bytes) {
    FetchPartition wanted =
        new FetchPartition()
            .setPartition(partition)
            .setFetchOffset(offset)
            .setPartitionMaxBytes(bytes);
    FetchRequestData body =
        new FetchRequestData()
            .setMaxWaitMs(1000)
            .setMinBytes(1)
            .setMaxBytes(bytes)
            .setSessionEpoch(-1)
            .setTopics(List.of(new FetchTopic().setTopic(topic).setPartitions(List.of(wanted))));
    return request(ApiKeys.FETCH, FETCH_VERSION, body);
  }

  void send(ByteBuffer request) throws IOException {
    ByteBuffer view = request.duplicate();
    while (view.hasRemaining()) {
      socket.write(view);
    }
  }

  /// The next response, without its size: valid until the next call.
  ByteBuffer receive() throws IOException {
    fill(size.clear());
    int bytes = size.getInt(0);
    if (bytes < 0 || bytes > LARGEST_RESPONSE) {
      throw new IOException("expected a response, but it would have " + bytes + " bytes");
    }
    if (bytes > response.capacity()) {
      response = ByteBuffer.allocateDirect(bytes);
    }
    fill(response.clear().limit(bytes));
    return response.flip();
  }

  /// Reads what has come, but at most `bytes`, and forgets it.
  void sip(int bytes) throws IOException {
    socket.configureBlocking(false);
    try {
      int read = socket.read(ByteBuffer.allocate(bytes));
      if (read < 0) {
        throw new EOFException("the broker has closed the connection");
      }
    } finally {
      socket.configureBlocking(true);
    }
  }

  private void fill(ByteBuffer into) throws IOException {
    while (into.hasRemaining()) {
      if (socket.read(into) < 0) {
        throw new EOFException("the broker has closed the connection");
      }
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
