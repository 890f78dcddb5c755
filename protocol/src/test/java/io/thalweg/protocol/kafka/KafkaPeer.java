package io.thalweg.protocol.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.protocol.wire.MemorySocket;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopic;
import org.apache.kafka.common.message.CreateTopicsResponseData;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceRequestData.PartitionProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.record.internal.BaseRecords;
import org.jspecify.annotations.Nullable;

/// One client's connection to a [MemoryBroker].
final class KafkaPeer {
  static final int PRODUCE_BY_NAME = 12;

  private final MemoryBroker broker;
  private final MemorySocket socket = new MemorySocket();
  private final KafkaSession session;
  private final ArrayDeque<byte[]> frames = new ArrayDeque<>();
  private int correlation = 100;

  KafkaPeer(MemoryBroker broker) {
    this.broker = broker;
    this.session = broker.session(socket);
  }

  MemorySocket socket() {
    return socket;
  }

  KafkaSession session() {
    return session;
  }

  /// Gives bytes, all of which must be consumed unless the connection is closed.
  void give(byte[] bytes) {
    int consumed = session.received(ByteBuffer.wrap(bytes), broker.nowMillis());
    if (socket.closedWhy() == null) {
      assertThat(consumed).isEqualTo(bytes.length);
    }
  }

  /// Gives a request; returns its correlation id.
  int send(ApiMessage request, int version) {
    give(KafkaFrames.request(request, version, ++correlation));
    return correlation;
  }

  /// The next frame that has been sent; null without one.
  byte @Nullable [] poll() {
    frames.addAll(KafkaFrames.split(socket.take()));
    return frames.poll();
  }

  /// Asks, and lets the broker work until the response is there; fails after ten seconds of its
  /// time.
  ApiMessage ask(ApiMessage request, int version) {
    int sent = send(request, version);
    byte[] frame = poll();
    for (int i = 0; frame == null && i < 1000; i++) {
      broker.turnAfter(i == 0 ? 0 : 10);
      frame = poll();
    }
    assertThat(socket.closedWhy()).as(KafkaFrames.name(request, version)).isNull();
    assertThat(frame).as("response to %s", KafkaFrames.name(request, version)).isNotNull();
    return KafkaFrames.response(frame, ApiKeys.forId(request.apiKey()), version, sent);
  }

  /// Creates a topic; returns its id.
  Uuid create(String topic, int partitions) {
    var request = new CreateTopicsRequestData();
    request
        .topics()
        .add(
            new CreatableTopic()
                .setName(topic)
                .setNumPartitions(partitions)
                .setReplicationFactor((short) 1));
    var created = ((CreateTopicsResponseData) ask(request, 7)).topics().find(topic);
    assertThat(created.errorCode()).isZero();
    return created.topicId();
  }

  static ProduceRequestData produceRequest(String topic, int partition, BaseRecords records) {
    var request = new ProduceRequestData().setAcks((short) -1).setTimeoutMs(1000);
    request
        .topicData()
        .add(
            new TopicProduceData()
                .setName(topic)
                .setPartitionData(
                    java.util.List.of(
                        new PartitionProduceData().setIndex(partition).setRecords(records))));
    return request;
  }

  /// Produces; returns the error.
  short produce(String topic, int partition, BaseRecords records) {
    var response =
        (ProduceResponseData) ask(produceRequest(topic, partition, records), PRODUCE_BY_NAME);
    return response.responses().iterator().next().partitionResponses().getFirst().errorCode();
  }
}
