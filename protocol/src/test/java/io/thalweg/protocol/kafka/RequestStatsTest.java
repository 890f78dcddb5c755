package io.thalweg.protocol.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.protocol.kafka.request.RequestStats;
import io.thalweg.protocol.kafka.request.RequestStats.Said;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.DescribeTopicPartitionsRequestData;
import org.apache.kafka.common.message.DescribeTopicPartitionsRequestData.TopicRequest;
import org.apache.kafka.common.message.OffsetDeleteRequestData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;

class RequestStatsTest {
  private long nanos = 1_000;
  private final RequestStats stats = new RequestStats(List.of(ApiKeys.FETCH), () -> nanos);

  @Test
  void everyErrorHasItsCount() {
    for (Errors error : Errors.values()) {
      stats.answered(ApiKeys.FETCH, error.code(), stats.now());
    }
    stats.answered(ApiKeys.FETCH, Errors.NONE.code(), stats.now());
    List<Said> said = stats.answered().getFirst().said();
    assertThat(said).hasSize(Errors.values().length).contains(new Said("NONE", 2));
    assertThat(said).contains(new Said("UNKNOWN_SERVER_ERROR", 1));
  }

  @Test
  void timeIsFromTheWholeRequestToItsAnswer() {
    long began = stats.now();
    nanos += 70_000;
    stats.answered(ApiKeys.FETCH, (short) 0, began);
    RequestStats.OfApi fetches = stats.answered().getFirst();
    assertThat(fetches.api()).isEqualTo("Fetch");
    assertThat(fetches.nanos().sum()).isEqualTo(70_000);
    assertThat(fetches.nanos().counts()).startsWith(0, 1, 0);
  }

  private static ApiMessage about(ApiKeys api, String none) {
    AllVersions requests = new AllVersions(none, new Uuid(1, 2), "");
    return switch (api) {
      case OFFSET_DELETE -> new OffsetDeleteRequestData().setGroupId(none);
      case DESCRIBE_TOPIC_PARTITIONS ->
          new DescribeTopicPartitionsRequestData()
              .setTopics(List.of(new TopicRequest().setName(none)));
      default -> requests.of(api, api.latestVersion());
    };
  }

  @Test
  void errorsOfAnswersThatAreMadeByHandAreCounted() {
    MemoryBroker broker = new MemoryBroker();
    KafkaPeer peer = new KafkaPeer(broker);
    Map<ApiKeys, Errors> expected = new EnumMap<>(ApiKeys.class);
    expected.put(ApiKeys.PRODUCE, Errors.UNKNOWN_TOPIC_ID);
    expected.put(ApiKeys.FETCH, Errors.UNKNOWN_TOPIC_ID);
    expected.put(ApiKeys.ALTER_CONFIGS, Errors.UNKNOWN_TOPIC_OR_PARTITION);
    expected.put(ApiKeys.INCREMENTAL_ALTER_CONFIGS, Errors.UNKNOWN_TOPIC_OR_PARTITION);
    expected.put(ApiKeys.OFFSET_FOR_LEADER_EPOCH, Errors.UNKNOWN_TOPIC_OR_PARTITION);
    expected.put(ApiKeys.DESCRIBE_TOPIC_PARTITIONS, Errors.UNKNOWN_TOPIC_OR_PARTITION);
    expected.put(ApiKeys.OFFSET_DELETE, Errors.GROUP_ID_NOT_FOUND);
    Map<String, String> errors = new HashMap<>();
    expected.forEach(
        (api, error) -> {
          peer.ask(about(api, "nowhere"), api.latestVersion());
          errors.put(api.name, error.name());
        });
    for (RequestStats.OfApi answered : broker.stats().answered()) {
      assertThat(answered.said())
          .as(answered.api())
          .containsExactly(new Said(errors.remove(answered.api()), 1));
    }
    assertThat(errors).isEmpty();
  }

  @Test
  void theFirstErrorOfAPartitionIsCounted() {
    MemoryBroker broker = new MemoryBroker();
    KafkaPeer peer = new KafkaPeer(broker);
    Uuid id = peer.create("events", 2);
    AllVersions requests = new AllVersions("events", id, "");
    peer.ask(requests.of(ApiKeys.OFFSET_COMMIT, 9), 9);
    peer.ask(requests.of(ApiKeys.OFFSET_DELETE, 0), 0);
    assertThat(broker.stats().answered())
        .filteredOn(each -> "OffsetDelete".equals(each.api()))
        .singleElement()
        .satisfies(
            each ->
                assertThat(each.said()).containsExactly(new Said("UNKNOWN_TOPIC_OR_PARTITION", 1)));
  }

  @Test
  void whatIsNotServedIsNotCounted() {
    stats.answered(ApiKeys.PRODUCE, (short) 0, stats.now());
    assertThat(stats.answered()).isEmpty();
  }
}
