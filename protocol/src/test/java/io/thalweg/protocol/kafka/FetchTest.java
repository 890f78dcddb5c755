package io.thalweg.protocol.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.DeleteTopicsRequestData;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.apache.kafka.common.message.FetchRequestData.FetchTopic;
import org.apache.kafka.common.message.FetchRequestData.ForgottenTopic;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.Record;
import org.junit.jupiter.api.Test;

/// Fetch: its sessions, limits, waits and errors, as Kafka's own client sees them.
class FetchTest {
  private static final int BY_NAME = 12;
  private static final int BY_ID = 17;
  private static final String TOPIC = "events";

  private final MemoryBroker broker = new MemoryBroker();
  private final KafkaPeer producer = new KafkaPeer(broker);
  private final KafkaPeer peer = new KafkaPeer(broker);
  private final Uuid id = producer.create(TOPIC, 4);

  /// The values of all events in `partition`, read by Kafka's own classes.
  static List<String> values(PartitionData partition) {
    List<String> values = new ArrayList<>();
    if (partition.records() instanceof MemoryRecords records) {
      for (Record event : records.records()) {
        event.ensureValid();
        byte[] value = new byte[event.valueSize()];
        event.value().get(value);
        values.add(new String(value, StandardCharsets.UTF_8));
      }
    }
    return values;
  }

  private static FetchPartition from(int partition, long offset) {
    return new FetchPartition()
        .setPartition(partition)
        .setFetchOffset(offset)
        .setPartitionMaxBytes(1 << 20);
  }

  private static FetchRequestData request(int session, int epoch) {
    return new FetchRequestData()
        .setMaxWaitMs(0)
        .setMinBytes(0)
        .setMaxBytes(1 << 20)
        .setSessionId(session)
        .setSessionEpoch(epoch);
  }

  private FetchRequestData with(FetchRequestData request, FetchPartition... partitions) {
    var topic = new FetchTopic().setTopic(TOPIC).setTopicId(id).setPartitions(List.of(partitions));
    return request.setTopics(List.of(topic));
  }

  private FetchResponseData ask(FetchRequestData request) {
    return ask(request, BY_NAME);
  }

  private FetchResponseData ask(FetchRequestData request, int version) {
    return (FetchResponseData) peer.ask(request, version);
  }

  private void produce(int partition, String... values) {
    assertThat(producer.produce(TOPIC, partition, KafkaFrames.batch(values))).isZero();
  }

  private static List<PartitionData> partitions(FetchResponseData response) {
    return response.responses().stream().flatMap(t -> t.partitions().stream()).toList();
  }

  private static List<Integer> indexes(FetchResponseData response) {
    return partitions(response).stream().map(PartitionData::partitionIndex).sorted().toList();
  }

  @Test
  void aSessionSaysOnlyWhatIsNew() {
    produce(0, "a");
    var first = ask(with(request(0, 0), from(0, 0), from(1, 0), from(2, 0)));
    int session = first.sessionId();
    assertThat(session).isPositive();
    assertThat(indexes(first)).containsExactly(0, 1, 2);
    assertThat(partitions(ask(with(request(session, 1), from(0, 1))))).isEmpty();
    produce(2, "b");
    var third = ask(request(session, 2));
    assertThat(indexes(third)).containsExactly(2);
    assertThat(values(partitions(third).getFirst())).containsExactly("b");
    var fourth = ask(with(request(session, 3), from(2, 1), from(3, 0)));
    assertThat(indexes(fourth)).containsExactly(3);
  }

  @Test
  void aForgottenPartitionIsNotReadAnyMore() {
    int session = ask(with(request(0, 0), from(0, 0), from(1, 0))).sessionId();
    produce(0, "a");
    produce(1, "b");
    var forget = new ForgottenTopic().setTopic(TOPIC).setPartitions(List.of(0));
    var next = ask(request(session, 1).setForgottenTopicsData(List.of(forget)));
    assertThat(indexes(next)).containsExactly(1);
  }

  @Test
  void aForgottenPartitionById() {
    int session = ask(with(request(0, 0), from(0, 0), from(1, 0)), BY_ID).sessionId();
    produce(0, "a");
    produce(1, "b");
    var forget = new ForgottenTopic().setTopicId(id).setPartitions(List.of(0));
    var next = ask(request(session, 1).setForgottenTopicsData(List.of(forget)), BY_ID);
    assertThat(indexes(next)).containsExactly(1);
  }

  @Test
  void sessionsThatDoNotFitAreRefused() {
    assertThat(ask(request(5, 1)).errorCode()).isEqualTo(Errors.FETCH_SESSION_ID_NOT_FOUND.code());
    int session = ask(with(request(0, 0), from(0, 0))).sessionId();
    assertThat(ask(request(session, 2)).errorCode())
        .isEqualTo(Errors.INVALID_FETCH_SESSION_EPOCH.code());
    assertThat(ask(request(session + 1, 1)).errorCode())
        .isEqualTo(Errors.FETCH_SESSION_ID_NOT_FOUND.code());
    assertThat(ask(request(session, 1), BY_ID).errorCode())
        .isEqualTo(Errors.FETCH_SESSION_TOPIC_ID_ERROR.code());
    assertThat(ask(request(session, 1)).errorCode()).isZero();
    assertThat(ask(with(request(session, -1), from(0, 0))).sessionId()).isZero();
    assertThat(ask(request(session, 2)).errorCode())
        .isEqualTo(Errors.FETCH_SESSION_ID_NOT_FOUND.code());
  }

  @Test
  void aSessionRemembersABoundedNumberOfPartitions() {
    List<FetchTopic> many = new ArrayList<>();
    for (int i = 0; i < 9_000; i++) {
      var partition = new FetchPartition().setPartition(0).setPartitionMaxBytes(1);
      many.add(new FetchTopic().setTopic("t" + i).setPartitions(List.of(partition)));
    }
    int session = ask(request(0, 0).setTopics(many)).sessionId();
    assertThat(session).isPositive();
    many.forEach(topic -> topic.setTopic("u" + topic.topic()));
    assertThat(ask(request(session, 1).setTopics(many)).errorCode()).isZero();
    many.forEach(topic -> topic.setTopic("v" + topic.topic()));
    assertThat(ask(request(session, 2).setTopics(many)).errorCode())
        .isEqualTo(Errors.FETCH_SESSION_ID_NOT_FOUND.code());
    assertThat(ask(request(session, 3)).errorCode())
        .isEqualTo(Errors.FETCH_SESSION_ID_NOT_FOUND.code());
  }

  @Test
  void bytesAreLimitedPerPartitionAndPerRequest() {
    for (int i = 0; i < 4; i++) {
      produce(0, "x".repeat(1000));
      produce(1, "y".repeat(1000));
    }
    var all = ask(with(request(0, -1), from(0, 0), from(1, 0)));
    assertThat(partitions(all)).allSatisfy(p -> assertThat(values(p)).hasSize(4));
    var two = ask(with(request(0, -1), from(0, 0).setPartitionMaxBytes(2200), from(1, 0)));
    assertThat(values(partitions(two).get(0))).hasSize(2);
    assertThat(values(partitions(two).get(1))).hasSize(4);
    var three = ask(with(request(0, -1).setMaxBytes(3300), from(0, 0), from(1, 0)));
    assertThat(values(partitions(three).get(0))).hasSize(3);
    assertThat(values(partitions(three).get(1))).isEmpty();
  }

  @Test
  void theFirstBatchComesHoweverSmallTheLimits() {
    produce(0, "x".repeat(1000));
    produce(1, "y".repeat(1000));
    for (int limit : new int[] {0, 1, -1, Integer.MIN_VALUE}) {
      var first = from(0, 0).setPartitionMaxBytes(limit);
      var response = ask(with(request(0, -1).setMaxBytes(limit), first, from(1, 0)));
      assertThat(values(partitions(response).get(0))).as("limit %d", limit).hasSize(1);
      assertThat(values(partitions(response).get(1))).isEmpty();
    }
  }

  @Test
  void partitionsTakeTurnsSoThatNoneStarves() {
    produce(0, "x".repeat(1000));
    produce(1, "y".repeat(1000));
    var first = ask(with(request(0, 0).setMaxBytes(1), from(0, 0), from(1, 0)));
    assertThat(values(partitions(first).get(0))).hasSize(1);
    var second = ask(request(first.sessionId(), 1).setMaxBytes(1));
    assertThat(indexes(second)).containsExactly(1);
  }

  @Test
  void aFetchWaitsForEnoughBytesOrItsTime() {
    long before = broker.nowMillis();
    peer.send(with(request(0, -1).setMinBytes(1).setMaxWaitMs(500), from(0, 0)), BY_NAME);
    broker.turnAfter(499);
    assertThat(peer.poll()).isNull();
    broker.turnAfter(1);
    assertThat(peer.poll()).isNotNull();
    assertThat(broker.nowMillis() - before).isEqualTo(500);
    peer.send(with(request(0, -1).setMinBytes(1500).setMaxWaitMs(60_000), from(0, 0)), BY_NAME);
    produce(0, "x".repeat(1000));
    broker.turn();
    assertThat(peer.poll()).as("too few bytes").isNull();
    produce(0, "x".repeat(1000));
    broker.turn();
    assertThat(peer.poll()).as("enough bytes").isNotNull();
  }

  @Test
  void nothingIsFetchedBeforeItIsDurable() {
    peer.send(with(request(0, -1).setMinBytes(1).setMaxWaitMs(60_000), from(0, 0)), BY_NAME);
    producer.send(KafkaPeer.produceRequest(TOPIC, 0, KafkaFrames.batch("a")), BY_NAME);
    broker.turnUnsynced();
    broker.turnUnsynced();
    assertThat(peer.poll()).isNull();
    assertThat(producer.poll()).isNull();
    broker.turn();
    assertThat(peer.poll()).isNotNull();
    assertThat(producer.poll()).isNotNull();
  }

  @Test
  void aDeletedTopicWakesWhoWaitsForIt() {
    peer.send(with(request(0, -1).setMinBytes(1).setMaxWaitMs(60_000), from(0, 0)), BY_NAME);
    producer.ask(new DeleteTopicsRequestData().setTopicNames(List.of(TOPIC)), 5);
    broker.turn();
    assertThat(peer.poll()).isNotNull();
  }

  @Test
  void errorsAreToldAtOnce() {
    var wait = request(0, -1).setMinBytes(1).setMaxWaitMs(60_000);
    produce(0, "a");
    assertThat(error(with(wait, from(0, 2)))).isEqualTo(Errors.OFFSET_OUT_OF_RANGE.code());
    assertThat(error(with(wait, from(0, -1)))).isEqualTo(Errors.OFFSET_OUT_OF_RANGE.code());
    assertThat(error(with(wait, from(0, Long.MIN_VALUE))))
        .isEqualTo(Errors.OFFSET_OUT_OF_RANGE.code());
    assertThat(error(with(wait, from(4, 0)))).isEqualTo(Errors.UNKNOWN_TOPIC_OR_PARTITION.code());
    assertThat(error(with(wait, from(-1, 0)))).isEqualTo(Errors.UNKNOWN_TOPIC_OR_PARTITION.code());
    var unknown = new FetchTopic().setTopic("none").setPartitions(List.of(from(0, 0)));
    assertThat(error(wait.setTopics(List.of(unknown))))
        .isEqualTo(Errors.UNKNOWN_TOPIC_OR_PARTITION.code());
    var unknownId =
        new FetchTopic().setTopicId(Uuid.randomUuid()).setPartitions(List.of(from(0, 0)));
    var response = ask(wait.setTopics(List.of(unknownId)), BY_ID);
    assertThat(partitions(response).getFirst().errorCode())
        .isEqualTo(Errors.UNKNOWN_TOPIC_ID.code());
  }

  private short error(FetchRequestData request) {
    return partitions(ask(request)).getFirst().errorCode();
  }
}
