package io.thalweg.protocol.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopic;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopicConfig;
import org.apache.kafka.common.message.ProduceRequestData.PartitionProduceData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.message.ProduceResponseData.BatchIndexAndErrorMessage;
import org.apache.kafka.common.message.ProduceResponseData.PartitionProduceResponse;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A compacted topic takes events with keys only.
class CompactedTopicTest {
  private static final int MIB = 1 << 20;
  private static final int HEADER_BYTES = 61;
  private static final int CRC_AT = 17;
  private static final int ATTRIBUTES_AT = 21;

  private final MemoryBroker broker = new MemoryBroker(8 * MIB);
  private final KafkaPeer peer = new KafkaPeer(broker);

  private void create(String topic, String policy) {
    var request = new CreateTopicsRequestData();
    var wanted = new CreatableTopic().setName(topic).setNumPartitions(9);
    wanted.setReplicationFactor((short) 1);
    wanted.configs().mustAdd(new CreatableTopicConfig().setName("cleanup.policy").setValue(policy));
    request.topics().add(wanted);
    peer.ask(request, 7);
  }

  private static MemoryRecords keyed(CompressionType codec, @Nullable String... keys) {
    List<SimpleRecord> events = new ArrayList<>();
    for (String key : keys) {
      byte[] bytes = key == null ? null : key.getBytes(StandardCharsets.UTF_8);
      events.add(new SimpleRecord(1000, bytes, "value".getBytes(StandardCharsets.UTF_8)));
    }
    var all = events.toArray(SimpleRecord[]::new);
    return MemoryRecords.withRecords(Compression.of(codec).build(), all);
  }

  private PartitionProduceResponse produce(String topic, int version, MemoryRecords batch) {
    var request = KafkaPeer.produceRequest(topic, 0, batch);
    var response = (ProduceResponseData) peer.ask(request, version);
    return response.responses().iterator().next().partitionResponses().getFirst();
  }

  @ParameterizedTest
  @EnumSource(CompressionType.class)
  void everyEventHasAKey(CompressionType codec) {
    create("c", "compact");
    create("cd", "compact,delete");
    create("d", "delete");
    assertThat(produce("c", 12, keyed(codec, "a", "", "a")).errorCode()).isZero();
    for (String topic : List.of("c", "cd")) {
      var refused = produce(topic, 12, keyed(codec, "a", null, "b", null));
      assertThat(Errors.forCode(refused.errorCode())).isEqualTo(Errors.INVALID_RECORD);
      assertThat(refused.errorMessage()).contains("key", "compacted");
      assertThat(refused.recordErrors())
          .extracting(BatchIndexAndErrorMessage::batchIndex)
          .containsExactly(1, 3);
      assertThat(refused.baseOffset()).isEqualTo(-1);
    }
    assertThat(produce("c", 7, keyed(codec, "a", null)).errorCode())
        .isEqualTo(Errors.INVALID_RECORD.code());
    assertThat(produce("c", 12, keyed(codec, "z")).baseOffset()).isEqualTo(3);
    assertThat(produce("d", 12, keyed(codec, "a", null)).errorCode()).isZero();
  }

  @Test
  void aRefusalNamesTheFirstEventsOnly() {
    create("c", "compact");
    var refused = produce("c", 12, keyed(CompressionType.ZSTD, new String[1000]));
    assertThat(refused.recordErrors()).hasSize(100);
    assertThat(refused.recordErrors().getLast().batchIndex()).isEqualTo(99);
  }

  @ParameterizedTest
  @EnumSource(CompressionType.class)
  void whatCannotBeReadIsRefused(CompressionType codec) {
    create("c", "compact");
    ByteBuffer batch = keyed(codec, "a", "b", "c").buffer().duplicate();
    for (int at = HEADER_BYTES; at < batch.limit(); at++) {
      batch.put(at, (byte) 0x7f);
    }
    sign(batch);
    var refused = produce("c", 12, MemoryRecords.readableRecords(batch));
    assertThat(Errors.forCode(refused.errorCode())).isEqualTo(Errors.INVALID_RECORD);
    assertThat(refused.errorMessage()).contains("can be read");
    assertThat(refused.recordErrors()).isEmpty();
  }

  private static void sign(ByteBuffer batch) {
    CRC32C crc = new CRC32C();
    crc.update(batch.slice(ATTRIBUTES_AT, batch.limit() - ATTRIBUTES_AT));
    batch.putInt(CRC_AT, (int) crc.getValue());
  }

  @Test
  void whatIsNoBatchIsRefusedAsEverywhere() {
    create("c", "compact");
    ByteBuffer batch = keyed(CompressionType.NONE, "a", null).buffer().duplicate();
    batch.put(CRC_AT, (byte) (batch.get(CRC_AT) + 1));
    var refused = produce("c", 12, MemoryRecords.readableRecords(batch));
    assertThat(Errors.forCode(refused.errorCode())).isEqualTo(Errors.CORRUPT_MESSAGE);
  }

  private static MemoryRecords large(int mib) {
    byte[] value = new byte[mib * MIB];
    var event = new SimpleRecord(1000, new byte[] {1}, value);
    return MemoryRecords.withRecords(Compression.zstd().build(), event);
  }

  @Test
  void whatOpensToTooMuchIsTooLarge() {
    create("c", "compact");
    create("d", "delete");
    assertThat(produce("c", 12, large(15)).errorCode()).isZero();
    assertThat(produce("d", 12, large(17)).errorCode()).isZero();
    var refused = produce("c", 12, large(17));
    assertThat(Errors.forCode(refused.errorCode())).isEqualTo(Errors.MESSAGE_TOO_LARGE);
    assertThat(refused.errorMessage()).contains("16777216");
  }

  @Test
  void oneRequestOpensSoMuchOnly() {
    create("c", "compact");
    var request = KafkaPeer.produceRequest("c", 0, large(15));
    var partitions = new ArrayList<PartitionProduceData>();
    for (int i = 0; i < 6; i++) {
      partitions.add(new PartitionProduceData().setIndex(i).setRecords(large(15)));
    }
    request.topicData().iterator().next().setPartitionData(partitions);
    var response = (ProduceResponseData) peer.ask(request, 12);
    assertThat(response.responses().iterator().next().partitionResponses())
        .extracting(each -> Errors.forCode(each.errorCode()))
        .containsExactly(
            Errors.NONE,
            Errors.NONE,
            Errors.NONE,
            Errors.NONE,
            Errors.MESSAGE_TOO_LARGE,
            Errors.MESSAGE_TOO_LARGE);
  }
}
