package io.thalweg.protocol.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.message.DescribeLogDirsRequestData;
import org.apache.kafka.common.message.DescribeLogDirsRequestData.DescribableLogDirTopic;
import org.apache.kafka.common.message.DescribeLogDirsResponseData;
import org.apache.kafka.common.message.DescribeLogDirsResponseData.DescribeLogDirsTopic;
import org.apache.kafka.common.message.DescribeProducersRequestData;
import org.apache.kafka.common.message.DescribeProducersResponseData;
import org.apache.kafka.common.message.DescribeProducersResponseData.PartitionResponse;
import org.apache.kafka.common.message.DescribeTopicPartitionsRequestData;
import org.apache.kafka.common.message.DescribeTopicPartitionsRequestData.Cursor;
import org.apache.kafka.common.message.DescribeTopicPartitionsRequestData.TopicRequest;
import org.apache.kafka.common.message.DescribeTopicPartitionsResponseData;
import org.apache.kafka.common.message.DescribeTopicPartitionsResponseData.DescribeTopicPartitionsResponseTopic;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What is said of topics, partitions and producers, page after page and within its limits.
class DescribeTest {
  private final MemoryBroker broker = new MemoryBroker();
  private final KafkaPeer peer = new KafkaPeer(broker);

  private DescribeTopicPartitionsResponseData page(
      int limit, @Nullable Cursor cursor, String... topics) {
    var request =
        new DescribeTopicPartitionsRequestData()
            .setResponsePartitionLimit(limit)
            .setCursor(cursor)
            .setTopics(List.of(topics).stream().map(t -> new TopicRequest().setName(t)).toList());
    return (DescribeTopicPartitionsResponseData) peer.ask(request, 0);
  }

  private static Cursor at(String topic, int partition) {
    return new Cursor().setTopicName(topic).setPartitionIndex(partition);
  }

  private static List<String> said(DescribeTopicPartitionsResponseData response) {
    List<String> said = new ArrayList<>();
    for (DescribeTopicPartitionsResponseTopic topic : response.topics()) {
      Errors error = Errors.forCode(topic.errorCode());
      said.add(topic.name() + (error == Errors.NONE ? "" : " " + error));
      topic.partitions().forEach(each -> said.add(topic.name() + "-" + each.partitionIndex()));
    }
    var next = response.nextCursor();
    said.add(next == null ? "end" : "next " + next.topicName() + "-" + next.partitionIndex());
    return said;
  }

  @Test
  void topicsComeByNamePageAfterPage() {
    peer.create("b", 3);
    peer.create("a", 2);
    assertThat(said(page(4, null)))
        .containsExactly("a", "a-0", "a-1", "b", "b-0", "b-1", "next b-2");
    assertThat(said(page(4, at("b", 2)))).containsExactly("b", "b-2", "end");
    assertThat(said(page(2, null))).containsExactly("a", "a-0", "a-1", "next b-0");
    assertThat(said(page(2, null, "b", "a"))).containsExactly("a", "a-0", "a-1", "next b-0");
    assertThat(said(page(9, at("a", 1), "b", "a", "b")))
        .containsExactly("a", "a-1", "b", "b-0", "b-1", "b-2", "end");
    assertThat(said(page(9, at("aa", 7)))).startsWith("b", "b-0").endsWith("b-2", "end");
    assertThat(said(page(9, at("b", Integer.MAX_VALUE)))).containsExactly("b", "end");
    assertThat(said(page(9, at("c", 0)))).containsExactly("end");
  }

  @Test
  void aPageHoldsOnePartitionAtLeastAndTwoThousandAtMost() {
    peer.create("many", 2_500);
    for (int limit : new int[] {1, 0, -1, Integer.MIN_VALUE}) {
      assertThat(said(page(limit, null))).containsExactly("many", "many-0", "next many-1");
    }
    var most = page(Integer.MAX_VALUE, null);
    assertThat(most.topics().find("many").partitions()).hasSize(2_000);
    assertThat(most.nextCursor().partitionIndex()).isEqualTo(2_000);
    assertThat(page(2_000, at("many", 2_000)).topics().find("many").partitions()).hasSize(500);
  }

  @Test
  void unknownTopicsAreNamedAndNotCreated() {
    assertThat(said(page(9, null, "none", "none")))
        .containsExactly("none UNKNOWN_TOPIC_OR_PARTITION", "end");
    assertThat(said(page(9, null))).containsExactly("end");
  }

  @Test
  void aCursorThatPointsNowhereIsRefused() {
    peer.create("a", 2);
    peer.create("b", 1);
    assertThat(said(page(9, at("a", 0), "b"))).containsExactly("b INVALID_REQUEST", "end");
    assertThat(said(page(9, at("a", -1), "a"))).containsExactly("a INVALID_REQUEST", "end");
  }

  private List<DescribeLogDirsTopic> sizes(DescribeLogDirsRequestData request) {
    var response = (DescribeLogDirsResponseData) peer.ask(request, 4);
    return response.results().getFirst().topics();
  }

  @Test
  void allPartitionsHaveTheirSizes() {
    assertThat(sizes(new DescribeLogDirsRequestData().setTopics(null))).isEmpty();
    peer.create("a", 2);
    peer.create("b", 1);
    peer.produce("a", 1, KafkaFrames.batch("x"));
    peer.produce("a", 1, KafkaFrames.batch("y"));
    var all = sizes(new DescribeLogDirsRequestData().setTopics(null));
    assertThat(all).extracting(DescribeLogDirsTopic::name).containsExactly("a", "b");
    assertThat(all.getFirst().partitions())
        .extracting(each -> each.partitionSize())
        .containsExactly(0L, 2L * KafkaFrames.batch("x").sizeInBytes());
    assertThat(all.getFirst().partitions()).noneMatch(each -> each.isFutureKey());
  }

  @Test
  void onlyWantedPartitionsAreSizedEachOnce() {
    peer.create("a", 3);
    var request = new DescribeLogDirsRequestData();
    for (List<Integer> wanted : List.of(List.of(2, 2, 0), List.of(2, -1, 3, 1 << 20))) {
      request.topics().add(new DescribableLogDirTopic().setTopic("a").setPartitions(wanted));
    }
    request.topics().add(new DescribableLogDirTopic().setTopic("b").setPartitions(List.of(0)));
    var found = sizes(request);
    assertThat(found).hasSize(1);
    assertThat(found.getFirst().partitions())
        .extracting(each -> each.partitionIndex())
        .containsExactly(2, 0);
    assertThat(sizes(new DescribeLogDirsRequestData())).isEmpty();
  }

  /// What is undurable is not shown.
  @Test
  void sizesWaitForWhatTheySpeakOf() {
    peer.create("a", 1);
    KafkaPeer producer = new KafkaPeer(broker);
    producer.send(KafkaPeer.produceRequest("a", 0, KafkaFrames.batch("x")), 12);
    peer.send(new DescribeLogDirsRequestData().setTopics(null), 4);
    broker.turnUnsynced();
    broker.turnUnsynced();
    assertThat(peer.poll()).isNull();
    broker.turn();
    assertThat(peer.poll()).isNotNull();
  }

  private List<PartitionResponse> producers(String topic, Integer... partitions) {
    var request = new DescribeProducersRequestData();
    request
        .topics()
        .add(
            new DescribeProducersRequestData.TopicRequest()
                .setName(topic)
                .setPartitionIndexes(List.of(partitions)));
    var response = (DescribeProducersResponseData) peer.ask(request, 0);
    return response.topics().getFirst().partitions();
  }

  private void produceAs(long producer, int epoch, int sequence, int events) {
    var all = new SimpleRecord[events];
    for (int i = 0; i < events; i++) {
      all[i] = new SimpleRecord(1000, new byte[1]);
    }
    var batch =
        MemoryRecords.withIdempotentRecords(
            Compression.NONE, producer, (short) epoch, sequence, all);
    assertThat(peer.produce("a", 0, batch)).isZero();
  }

  @Test
  void producersAreKnownByTheirNewestBatch() {
    peer.create("a", 2);
    produceAs(9, 3, 0, 4);
    broker.turnAfter(50);
    produceAs(7, 0, 0, 1);
    produceAs(9, 3, 4, 2);
    peer.produce("a", 1, KafkaFrames.batch("of nobody"));
    var partitions = producers("a", 0, 1);
    assertThat(partitions.get(0).activeProducers())
        .extracting(p -> p.producerId() + " " + p.producerEpoch() + " " + p.lastSequence())
        .containsExactly("7 0 0", "9 3 5");
    assertThat(partitions.get(0).activeProducers())
        .allMatch(p -> p.lastTimestamp() == broker.nowMillis())
        .allMatch(p -> p.coordinatorEpoch() == -1 && p.currentTxnStartOffset() == -1);
    assertThat(partitions.get(1).activeProducers()).isEmpty();
    broker.turnAfter(86_400_001);
    assertThat(producers("a", 0).getFirst().activeProducers()).as("a day later").isEmpty();
  }

  @Test
  void producersOfNothingAreRefused() {
    peer.create("a", 1);
    assertThat(producers("a", 0, 0, 1, -1))
        .extracting(each -> Errors.forCode(each.errorCode()))
        .containsExactly(
            Errors.NONE,
            Errors.INVALID_REQUEST,
            Errors.UNKNOWN_TOPIC_OR_PARTITION,
            Errors.UNKNOWN_TOPIC_OR_PARTITION);
    assertThat(producers("none", 0).getFirst().errorCode())
        .isEqualTo(Errors.UNKNOWN_TOPIC_OR_PARTITION.code());
  }
}
