package io.thalweg.protocol.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.common.message.AlterConfigsRequestData;
import org.apache.kafka.common.message.AlterConfigsResponseData;
import org.apache.kafka.common.message.CreatePartitionsRequestData;
import org.apache.kafka.common.message.CreatePartitionsRequestData.CreatePartitionsAssignment;
import org.apache.kafka.common.message.CreatePartitionsRequestData.CreatePartitionsTopic;
import org.apache.kafka.common.message.CreatePartitionsResponseData;
import org.apache.kafka.common.message.DeleteRecordsRequestData;
import org.apache.kafka.common.message.DeleteRecordsRequestData.DeleteRecordsPartition;
import org.apache.kafka.common.message.DeleteRecordsRequestData.DeleteRecordsTopic;
import org.apache.kafka.common.message.DeleteRecordsResponseData;
import org.apache.kafka.common.message.DescribeConfigsRequestData;
import org.apache.kafka.common.message.DescribeConfigsRequestData.DescribeConfigsResource;
import org.apache.kafka.common.message.DescribeConfigsResponseData;
import org.apache.kafka.common.message.DescribeConfigsResponseData.DescribeConfigsResourceResult;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData.AlterConfigsResource;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData.AlterableConfig;
import org.apache.kafka.common.message.IncrementalAlterConfigsResponseData;
import org.apache.kafka.common.message.ListConfigResourcesRequestData;
import org.apache.kafka.common.message.ListConfigResourcesResponseData;
import org.apache.kafka.common.message.ListOffsetsRequestData;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsPartition;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsTopic;
import org.apache.kafka.common.message.ListOffsetsResponseData;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataRequestData.MetadataRequestTopic;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Topics grow, lose their oldest events, and get other settings; or that is refused by name.
class TopicChangesTest {
  private static final String TOPIC = "events";
  private static final byte OF_TOPIC = 2;
  private static final byte OF_BROKER = 4;
  private static final byte SET = 0;
  private static final byte DELETE = 1;
  private static final byte APPEND = 2;
  private static final byte SUBTRACT = 3;
  private static final byte FROM_TOPIC = 1;
  private static final byte DEFAULT = 5;

  private final MemoryBroker broker = new MemoryBroker();
  private final KafkaPeer peer = new KafkaPeer(broker);

  @BeforeEach
  void create() {
    peer.create(TOPIC, 2);
  }

  /// An error and what is said about it.
  private record Said(Errors error, @Nullable String message) {
    void is(Errors expected, String... parts) {
      assertThat(error).as("%s", message).isEqualTo(expected);
      for (String part : parts) {
        assertThat(message).contains(part);
      }
    }
  }

  private static CreatePartitionsTopic more(int count) {
    return new CreatePartitionsTopic().setName(TOPIC).setCount(count).setAssignments(null);
  }

  private static CreatePartitionsTopic assigned(int count, int... brokers) {
    var each = java.util.Arrays.stream(brokers).mapToObj(TopicChangesTest::on).toList();
    return more(count).setAssignments(each);
  }

  private static CreatePartitionsAssignment on(int broker) {
    return new CreatePartitionsAssignment().setBrokerIds(List.of(broker));
  }

  private Said grow(CreatePartitionsTopic... topics) {
    var request = new CreatePartitionsRequestData();
    List.of(topics).forEach(request.topics()::mustAdd);
    var response = (CreatePartitionsResponseData) peer.ask(request, 3);
    assertThat(response.results()).hasSize(topics.length);
    var last = response.results().getLast();
    return new Said(Errors.forCode(last.errorCode()), last.errorMessage());
  }

  private int partitions() {
    var topics = List.of(new MetadataRequestTopic().setName(TOPIC));
    var request = new MetadataRequestData().setTopics(topics);
    return ((MetadataResponseData) peer.ask(request, 9))
        .topics()
        .iterator()
        .next()
        .partitions()
        .size();
  }

  @Test
  void newPartitionsTakeEventsOnceTheyAreDurable() {
    peer.send(
        new CreatePartitionsRequestData()
            .setTopics(
                new CreatePartitionsRequestData.CreatePartitionsTopicCollection(
                    List.of(more(4)).iterator())),
        3);
    broker.turnUnsynced();
    assertThat(peer.poll()).as("answered before it is durable").isNull();
    KafkaPeer other = new KafkaPeer(broker);
    int sent = other.send(new MetadataRequestData().setTopics(null), 9);
    var metadata =
        (MetadataResponseData) KafkaFrames.response(other.poll(), ApiKeys.METADATA, 9, sent);
    assertThat(metadata.topics().iterator().next().partitions())
        .as("shown before it is durable")
        .hasSize(2);
    broker.turn();
    assertThat(peer.poll()).isNotNull();
    assertThat(partitions()).isEqualTo(4);
    assertThat(peer.produce(TOPIC, 3, KafkaFrames.batch("a"))).isZero();
    assertThat(peer.produce(TOPIC, 4, KafkaFrames.batch("a")))
        .isEqualTo(Errors.UNKNOWN_TOPIC_OR_PARTITION.code());
  }

  @Test
  void whatCannotGrowIsSaidWithItsReason() {
    String has = "the topic has 2 partitions";
    for (int count : new int[] {Integer.MIN_VALUE, -1, 0, 1, 2}) {
      grow(more(count)).is(Errors.INVALID_PARTITIONS, "expected more, not " + count, has);
    }
    for (int count : new int[] {10_001, 30_000, Integer.MAX_VALUE}) {
      grow(more(count)).is(Errors.INVALID_PARTITIONS, count + " are more than", has);
    }
    grow(assigned(4)).is(Errors.INVALID_REPLICA_ASSIGNMENT, "2 assignments, not 0", has);
    grow(assigned(4, MemoryBroker.NODE_ID))
        .is(Errors.INVALID_REPLICA_ASSIGNMENT, "2 assignments, not 1", has);
    grow(assigned(3, MemoryBroker.NODE_ID + 1))
        .is(Errors.INVALID_REPLICA_ASSIGNMENT, "this is one broker");
    grow(new CreatePartitionsTopic().setName("none").setCount(3))
        .is(Errors.UNKNOWN_TOPIC_OR_PARTITION, "no topic");
    grow(more(3), more(4)).is(Errors.INVALID_REQUEST, "twice");
    assertThat(partitions()).isEqualTo(2);
    grow(assigned(4, MemoryBroker.NODE_ID, MemoryBroker.NODE_ID)).is(Errors.NONE);
    assertThat(partitions()).isEqualTo(4);
  }

  @Test
  void validatingGrowsNothing() {
    var request = new CreatePartitionsRequestData().setValidateOnly(true);
    request.topics().add(more(4));
    var response = (CreatePartitionsResponseData) peer.ask(request, 1);
    assertThat(response.results().getFirst().errorCode()).isZero();
    assertThat(partitions()).isEqualTo(2);
  }

  private String trim(int partition, long... offsets) {
    var topic = new DeleteRecordsTopic().setName(TOPIC);
    for (long offset : offsets) {
      topic
          .partitions()
          .add(new DeleteRecordsPartition().setPartitionIndex(partition).setOffset(offset));
    }
    var request = new DeleteRecordsRequestData().setTopics(List.of(topic));
    var response = (DeleteRecordsResponseData) peer.ask(request, 2);
    return response.topics().iterator().next().partitions().stream()
        .map(each -> Errors.forCode(each.errorCode()) + " " + each.lowWatermark())
        .collect(Collectors.joining(", "));
  }

  @Test
  void theOldestEventsGo() {
    assertThat(peer.produce(TOPIC, 0, KafkaFrames.batch("a", "b", "c"))).isZero();
    assertThat(peer.produce(TOPIC, 0, KafkaFrames.batch("d", "e"))).isZero();
    assertThat(trim(0, 4)).isEqualTo("NONE 4");
    assertThat(earliest()).isEqualTo(4);
    assertThat(trim(0, 1, 0)).as("what is gone already").isEqualTo("NONE 4, NONE 4");
    assertThat(trim(0, 6)).isEqualTo("OFFSET_OUT_OF_RANGE -1");
    assertThat(trim(0, -2, Long.MAX_VALUE))
        .isEqualTo("OFFSET_OUT_OF_RANGE -1, OFFSET_OUT_OF_RANGE -1");
    assertThat(trim(0, -1)).as("all of them").isEqualTo("NONE 5");
    assertThat(earliest()).isEqualTo(5);
    assertThat(trim(2, 0)).isEqualTo("UNKNOWN_TOPIC_OR_PARTITION -1");
    assertThat(trim(-1, 0)).isEqualTo("UNKNOWN_TOPIC_OR_PARTITION -1");
  }

  private long earliest() {
    var lookUp = new ListOffsetsRequestData().setReplicaId(-1);
    var partition = new ListOffsetsPartition().setPartitionIndex(0).setTimestamp(-2);
    lookUp.topics().add(new ListOffsetsTopic().setName(TOPIC).setPartitions(List.of(partition)));
    var found = (ListOffsetsResponseData) peer.ask(lookUp, 7);
    return found.topics().getFirst().partitions().getFirst().offset();
  }

  private static AlterableConfig edit(String name, byte operation, @Nullable String value) {
    return new AlterableConfig().setName(name).setConfigOperation(operation).setValue(value);
  }

  private Said alter(AlterableConfig... edits) {
    return alter(OF_TOPIC, TOPIC, edits);
  }

  private Said alter(byte type, String name, AlterableConfig... edits) {
    var request = new IncrementalAlterConfigsRequestData();
    request.resources().add(resource(type, name, edits));
    return said(request);
  }

  private static AlterConfigsResource resource(byte type, String name, AlterableConfig... edits) {
    var resource = new AlterConfigsResource().setResourceType(type).setResourceName(name);
    List.of(edits).forEach(resource.configs()::mustAdd);
    return resource;
  }

  private Said said(IncrementalAlterConfigsRequestData request) {
    var response = (IncrementalAlterConfigsResponseData) peer.ask(request, 1);
    assertThat(response.responses()).hasSize(request.resources().size());
    var last = response.responses().getLast();
    return new Said(Errors.forCode(last.errorCode()), last.errorMessage());
  }

  private Map<String, DescribeConfigsResourceResult> settings() {
    var resource = new DescribeConfigsResource().setResourceType(OF_TOPIC).setResourceName(TOPIC);
    var request =
        new DescribeConfigsRequestData().setResources(List.of(resource)).setIncludeSynonyms(true);
    return ((DescribeConfigsResponseData) peer.ask(request, 4))
        .results().getFirst().configs().stream()
            .collect(Collectors.toMap(DescribeConfigsResourceResult::name, each -> each));
  }

  private void is(String name, String value, byte source) {
    var setting = settings().get(name);
    assertThat(setting.value()).as(name).isEqualTo(value);
    assertThat(setting.configSource()).as(name).isEqualTo(source);
    assertThat(setting.synonyms()).hasSize(source == FROM_TOPIC ? 2 : 1);
  }

  @Test
  void settingsAreSetAndTakenBackOneByOne() {
    alter(edit("retention.ms", SET, " 7000 "), edit("max.message.bytes", SET, "2000"))
        .is(Errors.NONE);
    is("retention.ms", "7000", FROM_TOPIC);
    is("max.message.bytes", "2000", FROM_TOPIC);
    is("retention.bytes", "-1", DEFAULT);
    assertThat(peer.produce(TOPIC, 0, KafkaFrames.batch("x".repeat(3000))))
        .isEqualTo(Errors.MESSAGE_TOO_LARGE.code());
    alter(edit("max.message.bytes", DELETE, null)).is(Errors.NONE);
    is("max.message.bytes", "1048576", DEFAULT);
    is("retention.ms", "7000", FROM_TOPIC);
    assertThat(peer.produce(TOPIC, 0, KafkaFrames.batch("x".repeat(3000)))).isZero();
  }

  @Test
  void aValueThatIsTheDefaultsIsStillTheTopicsOwn() {
    alter(edit("retention.ms", SET, "-1")).is(Errors.NONE);
    is("retention.ms", "-1", FROM_TOPIC);
    alter(edit("retention.ms", DELETE, null)).is(Errors.NONE);
    is("retention.ms", "-1", DEFAULT);
  }

  @Test
  void thePolicyIsAListThatGrowsAndShrinks() {
    alter(edit("cleanup.policy", APPEND, "compact")).is(Errors.NONE);
    is("cleanup.policy", "compact,delete", FROM_TOPIC);
    alter(edit("cleanup.policy", SUBTRACT, "delete")).is(Errors.NONE);
    is("cleanup.policy", "compact", FROM_TOPIC);
    alter(edit("cleanup.policy", SUBTRACT, "compact")).is(Errors.INVALID_CONFIG, "cleanup.policy");
    alter(edit("cleanup.policy", SET, "delete, compact")).is(Errors.NONE);
    is("cleanup.policy", "compact,delete", FROM_TOPIC);
    alter(edit("cleanup.policy", SET, "")).is(Errors.INVALID_CONFIG, "delete, compact");
    alter(edit("cleanup.policy", SET, "archive")).is(Errors.INVALID_CONFIG, "it is archive");
    alter(edit("retention.ms", APPEND, "1")).is(Errors.INVALID_CONFIG, "retention.ms", "list");
    alter(edit("cleanup.policy", DELETE, null)).is(Errors.NONE);
    is("cleanup.policy", "delete", DEFAULT);
  }

  @Test
  void compactionHasKafkasSettingsAndBounds() {
    is("min.cleanable.dirty.ratio", "0.5", DEFAULT);
    is("min.compaction.lag.ms", "0", DEFAULT);
    is("max.compaction.lag.ms", Long.toString(Long.MAX_VALUE), DEFAULT);
    is("delete.retention.ms", "86400000", DEFAULT);
    alter(
            edit("min.cleanable.dirty.ratio", SET, "0.01"),
            edit("min.compaction.lag.ms", SET, "10"),
            edit("max.compaction.lag.ms", SET, "20"),
            edit("delete.retention.ms", SET, "0"))
        .is(Errors.NONE);
    is("min.cleanable.dirty.ratio", "0.01", FROM_TOPIC);
    is("min.compaction.lag.ms", "10", FROM_TOPIC);
    is("max.compaction.lag.ms", "20", FROM_TOPIC);
    is("delete.retention.ms", "0", FROM_TOPIC);
    for (String ratio : new String[] {"1.1", "-0.1", "NaN", "half"}) {
      alter(edit("min.cleanable.dirty.ratio", SET, ratio))
          .is(Errors.INVALID_CONFIG, "min.cleanable.dirty.ratio", ratio);
    }
    alter(edit("max.compaction.lag.ms", SET, "0")).is(Errors.INVALID_CONFIG, "1..");
    alter(edit("delete.retention.ms", SET, "-1")).is(Errors.INVALID_CONFIG, "0..");
    alter(edit("min.compaction.lag.ms", SET, "21"))
        .is(Errors.INVALID_CONFIG, "min.compaction.lag.ms", "max.compaction.lag.ms", "20");
    alter(edit("max.compaction.lag.ms", DELETE, null), edit("min.compaction.lag.ms", SET, "21"))
        .is(Errors.NONE);
  }

  @Test
  void aChangeSeesAnEarlierOneThatIsNotDurableYet() {
    var first = new IncrementalAlterConfigsRequestData();
    first.resources().add(resource(OF_TOPIC, TOPIC, edit("retention.ms", SET, "7000")));
    var second = new IncrementalAlterConfigsRequestData();
    second.resources().add(resource(OF_TOPIC, TOPIC, edit("retention.bytes", SET, "8000")));
    peer.send(first, 1);
    peer.send(second, 1);
    broker.turn();
    assertThat(peer.poll()).isNotNull();
    assertThat(peer.poll()).isNotNull();
    is("retention.ms", "7000", FROM_TOPIC);
    is("retention.bytes", "8000", FROM_TOPIC);
  }

  @Test
  void whatCannotBeAlteredIsRefusedByName() {
    alter(edit("retention.mz", SET, "1"))
        .is(Errors.INVALID_CONFIG, "retention.mz", "retention.ms", "cleanup.policy");
    alter(edit("retention.mz", DELETE, null)).is(Errors.INVALID_CONFIG, "retention.mz");
    alter(edit("retention.ms", SET, "soon")).is(Errors.INVALID_CONFIG, "retention.ms", "soon");
    alter(edit("retention.ms", SET, "-2")).is(Errors.INVALID_CONFIG, "retention.ms", "-2");
    alter(edit("max.message.bytes", SET, "1048589")).is(Errors.INVALID_CONFIG, "1048589");
    alter(edit("message.timestamp.type", SET, "now")).is(Errors.INVALID_CONFIG, "CreateTime");
    alter(edit("compression.type", SET, "zstd")).is(Errors.INVALID_CONFIG, "producer");
    alter(edit("retention.ms", SET, null)).is(Errors.INVALID_REQUEST, "retention.ms");
    alter(edit("retention.ms", (byte) 4, "1")).is(Errors.INVALID_REQUEST, "not 4");
    alter(edit("retention.ms", (byte) -1, "1")).is(Errors.INVALID_REQUEST, "not -1");
    alter(edit("retention.ms", SET, "1"), edit("retention.ms", DELETE, null))
        .is(Errors.INVALID_REQUEST, "twice");
    alter(OF_BROKER, "7", edit("log.retention.ms", SET, "1"))
        .is(Errors.INVALID_REQUEST, "topic (2)", "broker (4)");
    alter((byte) 32, "g", edit("x", SET, "1")).is(Errors.INVALID_REQUEST, "topic (2)");
    alter(OF_TOPIC, "none", edit("retention.ms", SET, "1"))
        .is(Errors.UNKNOWN_TOPIC_OR_PARTITION, "no topic");
    var twice = new IncrementalAlterConfigsRequestData();
    twice.resources().mustAdd(resource(OF_TOPIC, TOPIC, edit("retention.ms", SET, "1")));
    twice.resources().mustAdd(resource(OF_TOPIC, TOPIC, edit("retention.ms", SET, "2")));
    said(twice).is(Errors.INVALID_REQUEST, "twice");
    alter(edit("retention.ms", SET, "1"), edit("nonsense", SET, "2"))
        .is(Errors.INVALID_CONFIG, "nonsense");
    is("retention.ms", "-1", DEFAULT);
  }

  @Test
  void validatingAltersNothing() {
    var request = new IncrementalAlterConfigsRequestData().setValidateOnly(true);
    request.resources().add(resource(OF_TOPIC, TOPIC, edit("retention.ms", SET, "7000")));
    said(request).is(Errors.NONE);
    is("retention.ms", "-1", DEFAULT);
    request = new IncrementalAlterConfigsRequestData().setValidateOnly(true);
    request.resources().add(resource(OF_TOPIC, TOPIC, edit("retention.ms", SET, "soon")));
    said(request).is(Errors.INVALID_CONFIG, "soon");
  }

  private Said replace(Map<String, String> values) {
    var resource =
        new AlterConfigsRequestData.AlterConfigsResource()
            .setResourceType(OF_TOPIC)
            .setResourceName(TOPIC);
    values.forEach(
        (name, value) ->
            resource
                .configs()
                .add(new AlterConfigsRequestData.AlterableConfig().setName(name).setValue(value)));
    var request = new AlterConfigsRequestData();
    request.resources().add(resource);
    var response = (AlterConfigsResponseData) peer.ask(request, 2);
    var only = response.responses().getFirst();
    return new Said(Errors.forCode(only.errorCode()), only.errorMessage());
  }

  @Test
  void settingsCanBeReplacedAsAWhole() {
    alter(edit("retention.ms", SET, "7000"), edit("cleanup.policy", SET, "compact"))
        .is(Errors.NONE);
    replace(Map.of("retention.bytes", "9000")).is(Errors.NONE);
    is("retention.ms", "-1", DEFAULT);
    is("cleanup.policy", "delete", DEFAULT);
    is("retention.bytes", "9000", FROM_TOPIC);
    replace(Map.of("retention.bytes", "much")).is(Errors.INVALID_CONFIG, "much");
    is("retention.bytes", "9000", FROM_TOPIC);
    replace(Map.of()).is(Errors.NONE);
    is("retention.bytes", "-1", DEFAULT);
  }

  @Test
  void theBrokersTimeIsToldToTheProducer() {
    alter(edit("message.timestamp.type", SET, "LogAppendTime")).is(Errors.NONE);
    var request = KafkaPeer.produceRequest(TOPIC, 0, KafkaFrames.batch("a", "b"));
    var produced =
        ((ProduceResponseData) peer.ask(request, KafkaPeer.PRODUCE_BY_NAME))
            .responses()
            .iterator()
            .next()
            .partitionResponses()
            .getFirst();
    assertThat(produced.errorCode()).isZero();
    assertThat(produced.logAppendTimeMs()).isEqualTo(broker.nowMillis());
    var lookUp = new ListOffsetsRequestData().setReplicaId(-1);
    var partition = new ListOffsetsPartition().setPartitionIndex(0).setTimestamp(2_000);
    lookUp.topics().add(new ListOffsetsTopic().setName(TOPIC).setPartitions(List.of(partition)));
    var found = (ListOffsetsResponseData) peer.ask(lookUp, 7);
    var first = found.topics().getFirst().partitions().getFirst();
    assertThat(first.offset()).isZero();
    assertThat(first.timestamp()).isEqualTo(broker.nowMillis());
  }

  @Test
  void timestampsTooFarAwayAreRefused() {
    alter(edit("message.timestamp.before.max.ms", SET, "3600000")).is(Errors.NONE);
    assertThat(peer.produce(TOPIC, 0, KafkaFrames.batch("a")))
        .isEqualTo(Errors.INVALID_TIMESTAMP.code());
    alter(edit("message.timestamp.before.max.ms", DELETE, null)).is(Errors.NONE);
    assertThat(peer.produce(TOPIC, 0, KafkaFrames.batch("a"))).isZero();
  }

  @Test
  void onlyKnownKindsOfResourcesAreListed() {
    assertThat(listed()).isEqualTo("NONE [2events, 47]");
    assertThat(listed(OF_TOPIC)).isEqualTo("NONE [2events]");
    assertThat(listed(OF_BROKER, OF_BROKER)).isEqualTo("NONE [47]");
    assertThat(listed((byte) 8, (byte) 16, (byte) 32)).isEqualTo("NONE []");
    assertThat(listed(OF_TOPIC, (byte) 3)).isEqualTo("UNSUPPORTED_VERSION []");
  }

  private String listed(Byte... types) {
    var request = new ListConfigResourcesRequestData().setResourceTypes(List.of(types));
    var response = (ListConfigResourcesResponseData) peer.ask(request, 1);
    List<String> names =
        response.configResources().stream()
            .map(each -> each.resourceType() + each.resourceName())
            .toList();
    return Errors.forCode(response.errorCode()) + " " + names;
  }

  @Test
  void aResourceIsDescribedOnceAndAsFarAsWanted() {
    var wanted =
        new DescribeConfigsResource()
            .setResourceType(OF_TOPIC)
            .setResourceName(TOPIC)
            .setConfigurationKeys(List.of("retention.ms", "nonsense"));
    var request =
        new DescribeConfigsRequestData().setResources(List.of(wanted, wanted.duplicate()));
    var response = (DescribeConfigsResponseData) peer.ask(request, 4);
    assertThat(response.results().get(0).configs())
        .extracting(DescribeConfigsResourceResult::name)
        .containsExactly("retention.ms");
    assertThat(response.results().get(1).errorCode()).isEqualTo(Errors.INVALID_REQUEST.code());
  }
}
