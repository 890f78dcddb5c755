package io.thalweg.protocol.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.message.DeleteRecordsRequestData;
import org.apache.kafka.common.message.DeleteRecordsRequestData.DeleteRecordsPartition;
import org.apache.kafka.common.message.DeleteRecordsRequestData.DeleteRecordsTopic;
import org.apache.kafka.common.message.ListOffsetsRequestData;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsPartition;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsTopic;
import org.apache.kafka.common.message.ListOffsetsResponseData;
import org.apache.kafka.common.message.ListOffsetsResponseData.ListOffsetsPartitionResponse;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData.OffsetForLeaderPartition;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData.OffsetForLeaderTopic;
import org.apache.kafka.common.message.OffsetForLeaderEpochResponseData;
import org.apache.kafka.common.message.OffsetForLeaderEpochResponseData.EpochEndOffset;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.junit.jupiter.api.Test;

/// Where partitions begin and end, and where a time is.
class OffsetsTest {
  private static final String TOPIC = "events";
  private static final int NEWEST = 11;

  private final MemoryBroker broker = new MemoryBroker();
  private final KafkaPeer peer = new KafkaPeer(broker);

  OffsetsTest() {
    peer.create(TOPIC, 2);
  }

  private static ListOffsetsPartition at(int partition, long timestamp) {
    return new ListOffsetsPartition().setPartitionIndex(partition).setTimestamp(timestamp);
  }

  private static ListOffsetsTopic of(String topic, ListOffsetsPartition... partitions) {
    return new ListOffsetsTopic().setName(topic).setPartitions(List.of(partitions));
  }

  private List<ListOffsetsPartitionResponse> found(int version, ListOffsetsTopic... topics) {
    var request = new ListOffsetsRequestData().setReplicaId(-1).setTopics(List.of(topics));
    var response = (ListOffsetsResponseData) peer.ask(request, version);
    return response.topics().stream().flatMap(topic -> topic.partitions().stream()).toList();
  }

  @Test
  void everySpecialTimestampIsAnsweredByTheVersionsThatKnowIt() {
    peer.produce(TOPIC, 0, KafkaFrames.batch("a", "b", "c"));
    int[] special = {-2, -1, 1001, -3, -4, -5, -6};
    int[] since = {1, 1, 1, 7, 8, 9, 11};
    long[] expected = {0, 3, 1, 2, 0, -1, -1};
    for (int version = 1; version <= NEWEST; version++) {
      for (int i = 0; i < special.length; i++) {
        var partition = found(version, of(TOPIC, at(0, special[i]))).getFirst();
        boolean known = version >= since[i];
        String what = special[i] + " in version " + version;
        assertThat(Errors.forCode(partition.errorCode()))
            .as(what)
            .isEqualTo(known ? Errors.NONE : Errors.UNSUPPORTED_VERSION);
        assertThat(partition.offset()).as(what).isEqualTo(known ? expected[i] : -1);
        boolean hasEpoch = version >= 4 && known && expected[i] >= 0;
        assertThat(partition.leaderEpoch()).as(what).isEqualTo(hasEpoch ? 0 : -1);
      }
    }
  }

  @Test
  void aPartitionThatIsNamedTwiceIsRefusedTwice() {
    var partitions = found(NEWEST, of(TOPIC, at(0, -1), at(1, -1)), of(TOPIC, at(0, -2)));
    assertThat(partitions)
        .extracting(each -> Errors.forCode(each.errorCode()))
        .containsExactly(Errors.INVALID_REQUEST, Errors.NONE, Errors.INVALID_REQUEST);
    assertThat(found(NEWEST, of("none", at(0, -1), at(0, -1)), of(TOPIC, at(2, 1), at(-1, 1))))
        .extracting(each -> Errors.forCode(each.errorCode()))
        .containsOnly(Errors.UNKNOWN_TOPIC_OR_PARTITION);
  }

  private static MemoryRecords timed(Compression how, long... timestamps) {
    SimpleRecord[] events = new SimpleRecord[timestamps.length];
    for (int i = 0; i < events.length; i++) {
      events[i] = new SimpleRecord(timestamps[i], new byte[] {(byte) i});
    }
    return MemoryRecords.withRecords(how, events);
  }

  private void delete(long before) {
    var topic = new DeleteRecordsTopic().setName(TOPIC);
    topic.partitions().add(new DeleteRecordsPartition().setPartitionIndex(0).setOffset(before));
    peer.ask(new DeleteRecordsRequestData().setTopics(List.of(topic)), 2);
  }

  private void isFound(long wanted, long offset, long timestamp) {
    var found = found(NEWEST, of(TOPIC, at(0, wanted))).getFirst();
    assertThat(Errors.forCode(found.errorCode()) + " " + found.offset() + " " + found.timestamp())
        .as("looking for %d", wanted)
        .isEqualTo("NONE " + offset + " " + timestamp);
    assertThat(found.leaderEpoch()).isEqualTo(offset < 0 ? -1 : 0);
  }

  @Test
  void timesAreFoundInWhatIsLeftOfABatch() {
    for (Compression how : List.of(Compression.NONE, Compression.gzip().build())) {
      peer.produce(TOPIC, 0, timed(how, 1100, 1900, 1200, 1300));
    }
    isFound(-3, 1, 1900);
    isFound(1150, 1, 1900);
    delete(2);
    isFound(1150, 2, 1200);
    isFound(1250, 3, 1300);
    isFound(1000, 2, 1200);
    isFound(1350, 5, 1900);
    isFound(1901, -1, -1);
    isFound(-3, 5, 1900);
    delete(6);
    isFound(1000, 6, 1200);
    isFound(1250, 7, 1300);
    isFound(1350, -1, -1);
    isFound(-3, 7, 1300);
    peer.produce(TOPIC, 0, timed(Compression.NONE, 1250, 1260));
    isFound(-3, 7, 1300);
    peer.produce(TOPIC, 0, timed(Compression.NONE, 1250, 1310, 1300));
    isFound(-3, 11, 1310);
    delete(-1);
    isFound(-3, -1, -1);
    isFound(0, -1, -1);
  }

  @Test
  void theCurrentEpochIsChecked() {
    assertThat(
            found(
                NEWEST,
                of(TOPIC, at(0, -1).setCurrentLeaderEpoch(1), at(1, -1).setCurrentLeaderEpoch(0))))
        .extracting(each -> Errors.forCode(each.errorCode()))
        .containsExactly(Errors.UNKNOWN_LEADER_EPOCH, Errors.NONE);
  }

  private List<EpochEndOffset> ends(String topic, OffsetForLeaderPartition... partitions) {
    var request = new OffsetForLeaderEpochRequestData().setReplicaId(-1);
    request
        .topics()
        .add(new OffsetForLeaderTopic().setTopic(topic).setPartitions(List.of(partitions)));
    var response = (OffsetForLeaderEpochResponseData) peer.ask(request, 4);
    return response.topics().find(topic).partitions();
  }

  private static OffsetForLeaderPartition end(int partition, int current, int wanted) {
    return new OffsetForLeaderPartition()
        .setPartition(partition)
        .setCurrentLeaderEpoch(current)
        .setLeaderEpoch(wanted);
  }

  private static String said(EpochEndOffset end) {
    return Errors.forCode(end.errorCode()) + " " + end.leaderEpoch() + " " + end.endOffset();
  }

  @Test
  void oneEpochHasAnEndOthersAreUnknown() {
    peer.produce(TOPIC, 0, KafkaFrames.batch("a", "b", "c"));
    assertThat(ends(TOPIC, end(0, -1, 0), end(0, 0, 0), end(1, 0, 0)))
        .extracting(OffsetsTest::said)
        .containsExactly("NONE 0 3", "NONE 0 3", "NONE 0 0");
    assertThat(ends(TOPIC, end(0, 0, 1), end(0, 0, -1), end(0, 0, Integer.MIN_VALUE)))
        .extracting(OffsetsTest::said)
        .containsOnly("NONE -1 -1");
    assertThat(ends(TOPIC, end(0, 1, 0), end(0, -2, 0)))
        .extracting(OffsetsTest::said)
        .containsExactly("UNKNOWN_LEADER_EPOCH -1 -1", "FENCED_LEADER_EPOCH -1 -1");
    assertThat(ends(TOPIC, end(2, 0, 0), end(-1, 5, 0)))
        .extracting(OffsetsTest::said)
        .containsOnly("UNKNOWN_TOPIC_OR_PARTITION -1 -1");
    assertThat(ends("none", end(0, 0, 0)))
        .extracting(OffsetsTest::said)
        .containsOnly("UNKNOWN_TOPIC_OR_PARTITION -1 -1");
  }

  @Test
  void anEndIsNotShownBeforeItIsDurable() {
    KafkaPeer producer = new KafkaPeer(broker);
    producer.send(KafkaPeer.produceRequest(TOPIC, 0, KafkaFrames.batch("a")), 12);
    broker.turnUnsynced();
    var request = new OffsetForLeaderEpochRequestData().setReplicaId(-1);
    request
        .topics()
        .add(new OffsetForLeaderTopic().setTopic(TOPIC).setPartitions(List.of(end(0, 0, 0))));
    peer.send(request, 4);
    broker.turnUnsynced();
    assertThat(peer.poll()).isNull();
    broker.turn();
    assertThat(peer.poll()).isNotNull();
  }

  /// As frames, since the client's own message takes minutes to hold so many equal names.
  @Test
  void manyEqualTopicsAreAnsweredAtOnce() {
    int count = 60_000;
    for (ApiKeys api : List.of(ApiKeys.OFFSET_FOR_LEADER_EPOCH, ApiKeys.DESCRIBE_LOG_DIRS)) {
      boolean epochs = api == ApiKeys.OFFSET_FOR_LEADER_EPOCH;
      int version = epochs ? 2 : 1;
      int header = 2 + 2 + 4 + 2;
      ByteBuffer frame = ByteBuffer.allocate(4 + header + 4 + 7 * count);
      frame.putInt(frame.capacity() - 4).putShort(api.id).putShort((short) version).putInt(5);
      frame.putShort((short) -1).putInt(count);
      for (int i = 0; i < count; i++) {
        frame.putShort((short) 1).put((byte) 'a').putInt(0);
      }
      peer.give(frame.array());
      broker.turn();
      assertThat(peer.poll()).as("%s", api).isNotNull();
    }
    assertThat(peer.socket().closedWhy()).isNull();
  }

  @Test
  void moreThanAllPartitionsAreNotReadAtAll() {
    ByteBuffer frame = ByteBuffer.allocate(4 + 10 + 4 + 3 + 4 + 4 * 300_000);
    frame.putInt(frame.capacity() - 4).putShort(ApiKeys.DESCRIBE_LOG_DIRS.id).putShort((short) 1);
    frame.putInt(5).putShort((short) -1).putInt(1).putShort((short) 1).put((byte) 'a');
    peer.give(frame.putInt(300_000).array());
    assertThat(peer.socket().closedWhy()).contains("topics and partitions");
  }
}
