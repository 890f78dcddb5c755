package io.thalweg.protocol.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.CRC32C;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableReplicaAssignment;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopic;
import org.apache.kafka.common.message.CreateTopicsResponseData;
import org.apache.kafka.common.message.DeleteTopicsRequestData;
import org.apache.kafka.common.message.DeleteTopicsRequestData.DeleteTopicState;
import org.apache.kafka.common.message.DeleteTopicsResponseData;
import org.apache.kafka.common.message.DescribeConfigsRequestData;
import org.apache.kafka.common.message.DescribeConfigsRequestData.DescribeConfigsResource;
import org.apache.kafka.common.message.FindCoordinatorRequestData;
import org.apache.kafka.common.message.FindCoordinatorResponseData;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData.AlterConfigsResource;
import org.apache.kafka.common.message.InitProducerIdRequestData;
import org.apache.kafka.common.message.InitProducerIdResponseData;
import org.apache.kafka.common.message.LeaveGroupRequestData;
import org.apache.kafka.common.message.LeaveGroupRequestData.MemberIdentity;
import org.apache.kafka.common.message.ListOffsetsRequestData;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsPartition;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsTopic;
import org.apache.kafka.common.message.ListOffsetsResponseData;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataRequestData.MetadataRequestTopic;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.ControlRecordType;
import org.apache.kafka.common.record.internal.EndTransactionMarker;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What well-formed requests ask that cannot be had is told by the protocol's own error.
class BadRequestTest {
  private static final String TOPIC = "events";
  private static final int LENGTH_AT = 8;
  private static final int MAGIC_AT = 16;
  private static final int CRC_AT = 17;
  private static final int ATTRIBUTES_AT = 21;
  private static final int LAST_DELTA_AT = 23;
  private static final int COUNT_AT = 57;

  private final MemoryBroker broker = new MemoryBroker();
  private final KafkaPeer peer = new KafkaPeer(broker);
  private final Uuid id = peer.create(TOPIC, 2);

  /// A batch of three events, changed, with or without its CRC made right again.
  private static MemoryRecords batch(boolean sealed, Consumer<ByteBuffer> change) {
    ByteBuffer bytes = KafkaFrames.batch("a", "b", "c").buffer().duplicate();
    change.accept(bytes);
    if (sealed) {
      CRC32C crc = new CRC32C();
      crc.update(bytes.slice(ATTRIBUTES_AT, bytes.limit() - ATTRIBUTES_AT));
      bytes.putInt(CRC_AT, (int) crc.getValue());
    }
    return MemoryRecords.readableRecords(bytes);
  }

  private void expectRefused(String what, MemoryRecords records, Errors expected) {
    assertThat(Errors.forCode(peer.produce(TOPIC, 0, records))).as(what).isEqualTo(expected);
  }

  @Test
  void batchesThatAreNotWhatTheyClaimAreRefused() {
    expectRefused("a wrong CRC", batch(false, b -> b.put(70, (byte) 99)), Errors.CORRUPT_MESSAGE);
    expectRefused(
        "too long a length",
        batch(true, b -> b.putInt(LENGTH_AT, b.getInt(LENGTH_AT) + 1)),
        Errors.CORRUPT_MESSAGE);
    expectRefused(
        "too short a length",
        batch(true, b -> b.putInt(LENGTH_AT, b.getInt(LENGTH_AT) - 1)),
        Errors.INVALID_RECORD);
    for (int length : new int[] {-1, 0, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
      expectRefused(
          "length " + length,
          batch(true, b -> b.putInt(LENGTH_AT, length)),
          Errors.CORRUPT_MESSAGE);
    }
    for (int count : new int[] {-1, 0, 2, 4, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
      expectRefused(
          "count " + count, batch(true, b -> b.putInt(COUNT_AT, count)), Errors.INVALID_RECORD);
    }
    for (int delta : new int[] {-1, 0, 1, 3, Integer.MAX_VALUE}) {
      expectRefused(
          "last offset delta " + delta,
          batch(true, b -> b.putInt(LAST_DELTA_AT, delta)),
          Errors.INVALID_RECORD);
    }
    for (byte magic : new byte[] {0, 1}) {
      expectRefused(
          "magic " + magic,
          batch(true, b -> b.put(MAGIC_AT, magic)),
          Errors.UNSUPPORTED_FOR_MESSAGE_FORMAT);
    }
    expectRefused("magic 3", batch(true, b -> b.put(MAGIC_AT, (byte) 3)), Errors.CORRUPT_MESSAGE);
    expectRefused("no bytes", MemoryRecords.EMPTY, Errors.INVALID_RECORD);
    assertThat(peer.produce(TOPIC, 0, KafkaFrames.batch("good"))).isZero();
  }

  @Test
  void batchesThatOnlyBrokersWriteAreRefused() {
    for (int attributes : new int[] {0x20, 0x40, 0x80, 0x100, 0x8000, 5, 6, 7}) {
      expectRefused(
          "attributes " + attributes,
          batch(true, b -> b.putShort(ATTRIBUTES_AT, (short) attributes)),
          Errors.INVALID_RECORD);
    }
    expectRefused(
        "log append time",
        batch(true, b -> b.putShort(ATTRIBUTES_AT, (short) 8)),
        Errors.INVALID_TIMESTAMP);
    expectRefused(
        "a transaction",
        MemoryRecords.withTransactionalRecords(
            Compression.NONE, 1, (short) 0, 0, new SimpleRecord(1, new byte[1])),
        Errors.INVALID_REQUEST);
    expectRefused(
        "a marker",
        MemoryRecords.withEndTransactionMarker(
            1, (short) 0, new EndTransactionMarker(ControlRecordType.COMMIT, 1)),
        Errors.INVALID_RECORD);
    expectRefused(
        "the old format 1",
        MemoryRecords.withRecords(
            RecordBatch.MAGIC_VALUE_V1, Compression.NONE, new SimpleRecord(1, new byte[40])),
        Errors.UNSUPPORTED_FOR_MESSAGE_FORMAT);
  }

  @Test
  void garbageInsideACompressedBatchIsNobodysHarm() {
    MemoryRecords lies = batch(true, b -> b.putShort(ATTRIBUTES_AT, (short) 1));
    assertThat(peer.produce(TOPIC, 0, lies)).isZero();
    var lookUp = new ListOffsetsRequestData().setReplicaId(-1);
    var partition = new ListOffsetsPartition().setPartitionIndex(0).setTimestamp(1001);
    lookUp.topics().add(new ListOffsetsTopic().setName(TOPIC).setPartitions(List.of(partition)));
    var found = (ListOffsetsResponseData) peer.ask(lookUp, 7);
    assertThat(found.topics().getFirst().partitions().getFirst().errorCode()).isZero();
    assertThat(found.topics().getFirst().partitions().getFirst().offset()).isZero();
  }

  @Test
  void unknownTargetsOfProduceAreNamed() {
    assertThat(peer.produce("none", 0, KafkaFrames.batch("a")))
        .isEqualTo(Errors.UNKNOWN_TOPIC_OR_PARTITION.code());
    for (int partition : new int[] {-1, 2, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
      assertThat(peer.produce(TOPIC, partition, KafkaFrames.batch("a")))
          .isEqualTo(Errors.UNKNOWN_TOPIC_OR_PARTITION.code());
    }
    var request = KafkaPeer.produceRequest("", 0, KafkaFrames.batch("a"));
    request.topicData().iterator().next().setTopicId(Uuid.randomUuid());
    assertThat(firstError(request, 13)).isEqualTo(Errors.UNKNOWN_TOPIC_ID.code());
    var acks = KafkaPeer.produceRequest(TOPIC, 0, KafkaFrames.batch("a")).setAcks((short) 2);
    assertThat(firstError(acks, 9)).isEqualTo(Errors.INVALID_REQUIRED_ACKS.code());
  }

  private short firstError(ProduceRequestData request, int version) {
    return ((ProduceResponseData) peer.ask(request, version))
        .responses()
        .iterator()
        .next()
        .partitionResponses()
        .getFirst()
        .errorCode();
  }

  @Test
  void forbiddenTopicsAreNotCreated() {
    for (String name :
        List.of("", ".", "..", "a b", "a/b", "ä", "a\u0000", "x".repeat(250), "x".repeat(30_000))) {
      assertThat(created(name, 1)).as(name).isEqualTo(Errors.INVALID_TOPIC_EXCEPTION.code());
      assertThat(autoCreated(name)).as(name).isEqualTo(Errors.INVALID_TOPIC_EXCEPTION.code());
    }
    for (int partitions :
        new int[] {0, -2, Integer.MIN_VALUE, Integer.MAX_VALUE, 10_001, 50_000, 100_000_000}) {
      assertThat(created("fine", partitions))
          .as("%d partitions", partitions)
          .isEqualTo(Errors.INVALID_PARTITIONS.code());
    }
    assertThat(created(TOPIC, 1)).isEqualTo(Errors.TOPIC_ALREADY_EXISTS.code());
    assertThat(created("most", 10_000)).isZero();
  }

  private short created(String name, int partitions) {
    var request = new CreateTopicsRequestData();
    var topic = new CreatableTopic().setName(name).setNumPartitions(partitions);
    request.topics().add(topic.setReplicationFactor((short) 1));
    var response = (CreateTopicsResponseData) peer.ask(request, 7);
    return response.topics().iterator().next().errorCode();
  }

  private short autoCreated(String name) {
    var request =
        new MetadataRequestData().setTopics(List.of(new MetadataRequestTopic().setName(name)));
    var response = (MetadataResponseData) peer.ask(request, 8);
    return response.topics().iterator().next().errorCode();
  }

  @Test
  void metadataAsksForAllForNoneAndCreatesOnlyIfAllowed() {
    assertThat(metadata(new MetadataRequestData().setTopics(null), 9).topics()).hasSize(1);
    assertThat(metadata(new MetadataRequestData().setTopics(List.of()), 9).topics()).isEmpty();
    assertThat(metadata(new MetadataRequestData().setTopics(List.of()), 0).topics()).hasSize(1);
    var auto = List.of(new MetadataRequestTopic().setName("auto"));
    var request = new MetadataRequestData().setTopics(auto).setAllowAutoTopicCreation(false);
    assertThat(metadata(request, 9).topics().iterator().next().errorCode())
        .isEqualTo(Errors.UNKNOWN_TOPIC_OR_PARTITION.code());
    request.setAllowAutoTopicCreation(true);
    assertThat(metadata(request, 9).topics().iterator().next().partitions()).hasSize(2);
    var unknown = new MetadataRequestTopic().setName(null).setTopicId(Uuid.randomUuid());
    var byId = metadata(new MetadataRequestData().setTopics(List.of(unknown)), 12);
    assertThat(byId.topics().iterator().next().errorCode())
        .isEqualTo(Errors.UNKNOWN_TOPIC_ID.code());
  }

  private MetadataResponseData metadata(MetadataRequestData request, int version) {
    return (MetadataResponseData) peer.ask(request, version);
  }

  @Test
  void deletingTwiceInOneRequestIsAnsweredTwice() {
    var topics =
        List.of(
            new DeleteTopicState().setName(null).setTopicId(id),
            new DeleteTopicState().setName(TOPIC),
            new DeleteTopicState().setName(null).setTopicId(Uuid.randomUuid()));
    var response =
        (DeleteTopicsResponseData) peer.ask(new DeleteTopicsRequestData().setTopics(topics), 6);
    assertThat(response.responses()).hasSize(3);
    assertThat(response.responses())
        .extracting(topic -> Errors.forCode(topic.errorCode()))
        .containsExactly(Errors.NONE, Errors.UNKNOWN_TOPIC_OR_PARTITION, Errors.UNKNOWN_TOPIC_ID);
  }

  @Test
  void transactionsAreRefusedForGood() {
    var find = new FindCoordinatorRequestData().setKeyType((byte) 1).setKey("t");
    var found = (FindCoordinatorResponseData) peer.ask(find, 3);
    assertThat(Errors.forCode(found.errorCode()).exception())
        .isNotInstanceOf(org.apache.kafka.common.errors.RetriableException.class)
        .isNotNull();
    var batched =
        new FindCoordinatorRequestData().setKeyType((byte) 1).setCoordinatorKeys(List.of("t"));
    var each = ((FindCoordinatorResponseData) peer.ask(batched, 6)).coordinators().getFirst();
    assertThat(Errors.forCode(each.errorCode()).exception())
        .isNotInstanceOf(org.apache.kafka.common.errors.RetriableException.class)
        .isNotNull();
    var init = new InitProducerIdRequestData().setTransactionalId("t");
    assertThat(((InitProducerIdResponseData) peer.ask(init, 4)).errorCode()).isNotZero();
  }

  /// Else answers of any size would gather behind a request that waits.
  @Test
  void behindALargeAnswerThatWaitsNothingIsRead() {
    AllVersions requests = new AllVersions(TOPIC, id, "");
    peer.send(requests.of(ApiKeys.JOIN_GROUP, 3), 3);
    assertThat(peer.session().reading()).isTrue();
    for (int version : new int[] {9, 12}) {
      peer.send(requests.of(ApiKeys.METADATA, version), version);
      assertThat(peer.session().reading()).isFalse();
      assertThat(peer.poll()).isNull();
      broker.turnAfter(10_000);
      assertThat(peer.poll()).isNotNull();
      assertThat(peer.session().reading()).isTrue();
      assertThat(peer.poll()).isNotNull();
      peer.send(requests.of(ApiKeys.JOIN_GROUP, 3), 3);
    }
  }

  @Test
  void aCoordinatorIsFoundOnceForEachKey() {
    var find = new FindCoordinatorRequestData();
    find.setCoordinatorKeys(List.of("g", "h", "g"));
    assertThat(((FindCoordinatorResponseData) peer.ask(find, 6)).coordinators())
        .extracting(each -> each.key())
        .containsExactly("g", "h");
    find.setCoordinatorKeys(IntStream.range(0, 10_001).mapToObj(Integer::toString).toList());
    KafkaPeer other = new KafkaPeer(broker);
    other.send(find, 6);
    assertThat(other.socket().closedWhy()).contains("10000 keys");
  }

  @Test
  void moreThanAGroupMayHaveDoNotLeave() {
    var leave = new LeaveGroupRequestData().setGroupId("g");
    IntStream.range(0, 10_001)
        .forEach(i -> leave.members().add(new MemberIdentity().setGroupInstanceId("i" + i)));
    peer.send(leave, 5);
    assertThat(peer.socket().closedWhy()).contains("10000 members");
  }

  @Test
  void specialTimestampsThatAVersionDoesNotKnowAreRefused() {
    int[] since = {1, 1, 7, 8, 9, 11};
    for (int version = 1; version <= 11; version++) {
      for (int at = -7; at < 0; at++) {
        boolean known = at > -7 && version >= since[-1 - at];
        var lookUp = new ListOffsetsRequestData().setReplicaId(-1);
        var partition = new ListOffsetsPartition().setPartitionIndex(0).setTimestamp(at);
        lookUp
            .topics()
            .add(new ListOffsetsTopic().setName(TOPIC).setPartitions(List.of(partition)));
        var found = (ListOffsetsResponseData) peer.ask(lookUp, version);
        assertThat(Errors.forCode(found.topics().getFirst().partitions().getFirst().errorCode()))
            .as("timestamp %d in version %d", at, version)
            .isEqualTo(known ? Errors.NONE : Errors.UNSUPPORTED_VERSION);
      }
    }
  }

  @Test
  void arraysThatClaimMoreThanIsThereCloseBeforeMemoryIsTaken() {
    for (int count : new int[] {Integer.MAX_VALUE, 1 << 30, 1000, -2}) {
      ByteBuffer frame = ByteBuffer.allocate(4 + 8 + 2 + 4);
      frame.putInt(14).putShort((short) 3).putShort((short) 1).putInt(9).putShort((short) -1);
      KafkaPeer other = new KafkaPeer(broker);
      other.give(frame.putInt(count).array());
      boolean negativeIsNull = count < 0;
      assertThat(other.socket().closedWhy() != null || negativeIsNull).as("%d", count).isTrue();
    }
  }

  @Test
  void aRequestOfManySmallFieldsIsRefused() {
    int count = 1_000_000;
    ByteBuffer frame = ByteBuffer.allocate(4 + 8 + 2 + 4 + 2 * count);
    frame.putInt(frame.capacity() - 4);
    frame.putShort((short) 3).putShort((short) 1).putInt(9).putShort((short) -1).putInt(count);
    KafkaPeer other = new KafkaPeer(broker);
    other.give(frame.array());
    assertThat(other.socket().closedWhy()).contains("malformed");
  }

  /// The generated messages' collections would take minutes, on the thread of all connections.
  @Test
  @Timeout(20)
  void manyEqualNamesHoldNobodyUp() {
    int count = 20_000;
    var wanted = Collections.nCopies(count, "nowhere");
    var metadata = new MetadataRequestData().setAllowAutoTopicCreation(false);
    wanted.forEach(name -> metadata.topics().add(new MetadataRequestTopic().setName(name)));
    assertThat(((MetadataResponseData) peer.ask(metadata, 8)).topics()).hasSize(1);
    peer.send(new DeleteTopicsRequestData().setTopicNames(wanted), 1);
    assertThat(peer.poll()).hasSizeGreaterThan(count);
    var create = new CreateTopicsRequestData();
    wanted.forEach(name -> create.topics().add(apart(name)));
    peer.send(create, 5);
    assertThat(peer.poll()).hasSizeGreaterThan(count);
  }

  /// Names of 14 letters whose hash codes are all the same.
  private static List<String> colliding(int count) {
    return IntStream.range(0, count)
        .mapToObj(
            number ->
                IntStream.range(0, 14)
                    .mapToObj(bit -> (number >> bit & 1) == 0 ? "Aa" : "BB")
                    .collect(Collectors.joining()))
        .toList();
  }

  @Test
  @Timeout(20)
  void manyCollidingNamesHoldNobodyUp() {
    List<String> names = colliding(1 << 14);
    assertThat(names.stream().map(String::hashCode).distinct()).hasSize(1);
    var create = new CreateTopicsRequestData().setValidateOnly(true);
    names.forEach(name -> create.topics().add(apart(name)));
    peer.send(create, 5);
    broker.turn();
    assertThat(peer.poll()).hasSizeGreaterThan(28 * names.size());
    var alter = new IncrementalAlterConfigsRequestData();
    names.forEach(
        name ->
            alter
                .resources()
                .add(
                    new AlterConfigsResource() {
                      @Override
                      public int hashCode() {
                        return System.identityHashCode(this);
                      }
                    }.setResourceType((byte) 2).setResourceName(name)));
    peer.send(alter, 1);
    assertThat(peer.poll()).hasSizeGreaterThan(28 * names.size());
    var describe = new DescribeConfigsRequestData();
    names.forEach(
        name ->
            describe
                .resources()
                .add(
                    new DescribeConfigsResource().setResourceType((byte) 2).setResourceName(name)));
    peer.send(describe, 4);
    assertThat(peer.poll()).hasSizeGreaterThan(28 * names.size());
  }

  @Test
  void topicsThatAreNamedTwiceAreNotCreated() {
    var request = new CreateTopicsRequestData();
    List.of("a", "Aa", "BB", "a").forEach(name -> request.topics().add(apart(name)));
    var response = (CreateTopicsResponseData) peer.ask(request, 7);
    assertThat(response.topics())
        .extracting(each -> each.name() + " " + Errors.forCode(each.errorCode()))
        .containsExactly("a INVALID_REQUEST", "Aa NONE", "BB NONE", "a INVALID_REQUEST");
  }

  @Test
  void assignmentsAreToThisBrokerAndInSequence() {
    assertThat(assigned(of(0, 7), of(1, 7))).isEqualTo(Errors.NONE);
    for (var wrong :
        List.of(
            List.of(of(0, 7), of(0, 7)),
            List.of(of(1, 7)),
            List.of(of(0, 7), of(2, 7)),
            List.of(of(-1, 7)),
            List.of(of(0, 8)),
            List.of(of(0, 7, 8)),
            List.of(of(0)))) {
      assertThat(assigned(wrong.toArray(new CreatableReplicaAssignment[0])))
          .as("%s", wrong)
          .isEqualTo(Errors.INVALID_REPLICA_ASSIGNMENT);
    }
  }

  private static CreatableReplicaAssignment of(int partition, Integer... brokers) {
    return new CreatableReplicaAssignment()
        .setPartitionIndex(partition)
        .setBrokerIds(List.of(brokers));
  }

  private Errors assigned(CreatableReplicaAssignment... assignments) {
    var topic = new CreatableTopic().setName("assigned").setNumPartitions(-1);
    topic.setReplicationFactor((short) -1);
    List.of(assignments).forEach(topic.assignments()::mustAdd);
    var request = new CreateTopicsRequestData();
    request.topics().add(topic);
    var response = (CreateTopicsResponseData) peer.ask(request, 7);
    return Errors.forCode(response.topics().iterator().next().errorCode());
  }

  private static CreatableTopic apart(String name) {
    return new CreatableTopic() {
      @Override
      public int hashCode() {
        return System.identityHashCode(this);
      }
    }.setName(name).setNumPartitions(1).setReplicationFactor((short) 1);
  }

  /// Before version 12 their layout has ids, but an unknown topic without a name cannot be
  /// answered.
  @Test
  void metadataByIdIsRefusedByVersionsThatTakeNone() {
    for (int version = 10; version < 12; version++) {
      for (Uuid asked : List.of(id, new Uuid(7, 7), Uuid.ZERO_UUID)) {
        var unnamed = new MetadataRequestTopic().setName(null).setTopicId(asked);
        var request = new MetadataRequestData().setTopics(List.of(unnamed));
        var topics = ((MetadataResponseData) peer.ask(request, version)).topics();
        assertThat(topics.size()).isEqualTo(1);
        var topic = topics.iterator().next();
        assertThat(Errors.forCode(topic.errorCode())).isEqualTo(Errors.INVALID_REQUEST);
        assertThat(topic.name()).isEmpty();
        assertThat(topic.topicId()).isEqualTo(asked);
      }
    }
  }

  @Test
  void anUnknownTagOfNegativeSizeCloses() {
    ByteBuffer frame = ByteBuffer.allocate(64).putInt(0);
    frame.putShort((short) 60).putShort((short) 0).putInt(9).putShort((short) -1);
    frame.put((byte) 0).put((byte) 0); // no tags in the header; no authorized operations
    frame.put((byte) 1).put((byte) 99).put(new byte[] {-1, -1, -1, -1, 15}); // one tag of -1 bytes
    KafkaPeer other = new KafkaPeer(broker);
    other.give(Arrays.copyOf(frame.putInt(0, frame.position() - 4).array(), frame.position()));
    assertThat(other.socket().closedWhy()).contains("IllegalArgumentException", "-1");
  }

  /// Bytes that are no UTF-8 grow when they are read as text and written again.
  @Test
  void anAnswerThatCannotBeWrittenEndsItsConnectionOnly() {
    int bytes = 20_000;
    ByteBuffer frame = ByteBuffer.allocate(4 + 10 + 4 + 4 + 2 + bytes + 4 + 12);
    frame.putInt(frame.capacity() - 4);
    frame.putShort((short) 23).putShort((short) 3).putInt(9).putShort((short) -1);
    frame.putInt(-1).putInt(1).putShort((short) bytes);
    for (int i = 0; i < bytes; i++) {
      frame.put((byte) 0xff);
    }
    frame.putInt(1).putInt(0).putInt(0).putInt(0);
    KafkaPeer other = new KafkaPeer(broker);
    other.give(frame.array());
    broker.turn();
    assertThat(other.socket().closedWhy()).contains("at most 32767 bytes");
    assertThat(peer.produce(TOPIC, 0, KafkaFrames.batch("a"))).isZero();
  }

  @Test
  void onlyProduceMayBeLarge() {
    ByteBuffer first = ByteBuffer.allocate(6).putInt(5 << 20);
    KafkaPeer produces = new KafkaPeer(broker);
    assertThat(produces.session().received(first.putShort((short) 0).flip(), 0)).isZero();
    assertThat(produces.socket().closedWhy()).isNull();
    assertThat(produces.session().needs()).isEqualTo(4 + (5 << 20));
    KafkaPeer fetches = new KafkaPeer(broker);
    fetches.session().received(first.putShort(4, (short) 1), 0);
    assertThat(fetches.socket().closedWhy()).contains("0 to 4194304 bytes");
  }
}
