package io.thalweg.checks.hostile;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataRequestData.MetadataRequestTopic;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceRequestData.PartitionProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.message.ResponseHeaderData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.protocol.ObjectSerializationCache;
import org.apache.kafka.common.record.internal.MemoryRecords;

/// A socket to the broker that sends any bytes.
public final class RawPeer implements AutoCloseable {
  private static final int LIMIT_MILLIS = 20_000;

  /// So that the kernel takes little of what this peer does not read.
  private static final int RECEIVE_BYTES = 4096;

  private final Socket socket = new Socket();

  /// What was sipped of the next answer.
  private final ByteArrayOutputStream sipped = new ByteArrayOutputStream();

  /// Connects to the broker on `port`.
  public RawPeer(int port) {
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
  public ApiMessage ask(ApiMessage request, int version) {
    send(frame(request, version));
    return answer(request, version);
  }

  /// Reads the answer to `request`, which was sent before.
  ApiMessage answer(ApiMessage request, int version) {
    try {
      InputStream begun = new ByteArrayInputStream(sipped.toByteArray());
      sipped.reset();
      DataInputStream in =
          new DataInputStream(new SequenceInputStream(begun, socket.getInputStream()));
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

  /// Reads at most `bytes` of the next answer, if so many have come.
  void sip(int bytes) {
    try {
      InputStream in = socket.getInputStream();
      sipped.write(in.readNBytes(Math.min(bytes, in.available())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Creates `topic` with one partition.
  void create(String topic) {
    var named = List.of(new MetadataRequestTopic().setName(topic));
    ask(new MetadataRequestData().setTopics(named), 8);
  }

  /// Produces to partition 0 of `topic`.
  Errors produce(String topic, MemoryRecords records) {
    var partition = new PartitionProduceData().setIndex(0).setRecords(records);
    var request = new ProduceRequestData().setAcks((short) -1).setTimeoutMs(1000);
    request
        .topicData()
        .add(new TopicProduceData().setName(topic).setPartitionData(List.of(partition)));
    var topics = ((ProduceResponseData) ask(request, 9)).responses();
    return Errors.forCode(topics.iterator().next().partitionResponses().getFirst().errorCode());
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
