package io.thalweg.protocol.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.message.ResponseHeaderData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.MessageUtil;
import org.apache.kafka.common.protocol.ObjectSerializationCache;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;

/// Requests as Kafka's own client writes them, and responses as it reads them.
final class KafkaFrames {
  static final String CLIENT_ID = "frames";

  private KafkaFrames() {}

  /// A whole frame, its length first.
  static byte[] request(ApiMessage body, int version, int correlation) {
    ApiKeys api = ApiKeys.forId(body.apiKey());
    RequestHeaderData header =
        new RequestHeaderData()
            .setRequestApiKey(api.id)
            .setRequestApiVersion((short) version)
            .setCorrelationId(correlation)
            .setClientId(CLIENT_ID);
    short headerVersion = api.requestHeaderVersion((short) version);
    ObjectSerializationCache cache = new ObjectSerializationCache();
    int bytes = header.size(cache, headerVersion) + body.size(cache, (short) version);
    ByteBuffer out = ByteBuffer.allocate(4 + bytes).putInt(bytes);
    header.write(new ByteBufferAccessor(out), cache, headerVersion);
    body.write(new ByteBufferAccessor(out), cache, (short) version);
    assertThat(out.hasRemaining()).isFalse();
    return out.array();
  }

  /// The body of the response in `frame`, which must be the answer to `correlation` and must be
  /// nothing more.
  static ApiMessage response(byte[] frame, ApiKeys api, int version, int correlation) {
    ByteBuffer in = ByteBuffer.wrap(frame);
    assertThat(in.getInt()).as("length of the frame").isEqualTo(frame.length - 4);
    ByteBufferAccessor accessor = new ByteBufferAccessor(in);
    short headerVersion = api.responseHeaderVersion((short) version);
    ResponseHeaderData header = new ResponseHeaderData(accessor, headerVersion);
    assertThat(header.correlationId()).isEqualTo(correlation);
    assertThat(header.unknownTaggedFields()).isEmpty();
    ApiMessage body = api.messageType.newResponse();
    body.read(accessor, (short) version);
    assertThat(in.remaining()).as("bytes behind the response: %s", body).isZero();
    assertThat(body.unknownTaggedFields()).isEmpty();
    return body;
  }

  /// The frames in `bytes`, which end with one.
  static java.util.List<byte[]> split(byte[] bytes) {
    var frames = new java.util.ArrayList<byte[]>();
    int at = 0;
    while (at < bytes.length) {
      int next = at + 4 + ByteBuffer.wrap(bytes).getInt(at);
      assertThat(next).isLessThanOrEqualTo(bytes.length);
      frames.add(Arrays.copyOfRange(bytes, at, next));
      at = next;
    }
    return frames;
  }

  /// One batch of events with these values, at these timestamps from 1000 on.
  static MemoryRecords batch(String... values) {
    SimpleRecord[] events = new SimpleRecord[values.length];
    for (int i = 0; i < events.length; i++) {
      events[i] = new SimpleRecord(1000 + i, values[i].getBytes(StandardCharsets.UTF_8));
    }
    return MemoryRecords.withRecords(Compression.NONE, events);
  }

  /// A readable name of a request for assertions.
  static String name(ApiMessage body, int version) {
    return ApiKeys.forId(body.apiKey())
        + " v"
        + version
        + " "
        + MessageUtil.deepToString(java.util.List.of(body).iterator());
  }
}
