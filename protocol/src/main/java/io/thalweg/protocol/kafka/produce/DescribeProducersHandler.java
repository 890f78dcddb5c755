package io.thalweg.protocol.kafka.produce;

import io.thalweg.core.read.ReadCommand.Producers;
import io.thalweg.core.read.ReadCommand.Producing;
import io.thalweg.core.read.ReadCommand.Writers;
import io.thalweg.core.topic.PartitionView.Producer;
import io.thalweg.core.topic.TopicDirectory;
import io.thalweg.core.topic.TopicInfo;
import io.thalweg.core.turn.Problem;
import io.thalweg.core.turn.Reply;
import io.thalweg.protocol.kafka.request.Handler;
import io.thalweg.protocol.kafka.request.KafkaErrors;
import io.thalweg.protocol.kafka.request.KafkaRequest;
import io.thalweg.protocol.kafka.request.NamedPartitions;
import io.thalweg.protocol.kafka.request.NamedPartitions.Layout;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.message.DescribeProducersResponseData;
import org.apache.kafka.common.message.DescribeProducersResponseData.PartitionResponse;
import org.apache.kafka.common.message.DescribeProducersResponseData.ProducerState;
import org.apache.kafka.common.message.DescribeProducersResponseData.TopicResponse;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/// DescribeProducers, version 0 (KIP-664): idempotent producers with their newest batch, whose
/// timestamp is the broker's.
public final class DescribeProducersHandler implements Handler {
  /// Producers that one answer names.
  private static final int MAX_PRODUCERS = 100_000;

  private static final Layout LAYOUT = new Layout(true, 1);

  private final TopicDirectory topics;

  public DescribeProducersHandler(TopicDirectory topics) {
    this.topics = topics;
  }

  @Override
  public void handle(KafkaRequest request) {
    var response = new DescribeProducersResponseData();
    Map<Long, PartitionResponse> wanted = new LinkedHashMap<>();
    for (NamedPartitions each : NamedPartitions.read(request.body(), LAYOUT)) {
      TopicInfo topic = topics.named(each.topic());
      var answer = new TopicResponse().setName(each.topic());
      response.topics().add(answer);
      for (int[] partition : each.partitions()) {
        answer.partitions().add(partition(topic, partition[0], wanted));
      }
    }
    request.onReply(
        (_, reply) -> {
          fill(wanted.values(), reply);
          request.answer(response);
        });
    request.submit(0, new Producers(List.copyOf(wanted.keySet()), MAX_PRODUCERS));
  }

  private static PartitionResponse partition(
      @Nullable TopicInfo topic, int index, Map<Long, PartitionResponse> wanted) {
    var answer = new PartitionResponse().setPartitionIndex(index);
    if (topic == null || !topic.has(index)) {
      return refused(answer, Errors.UNKNOWN_TOPIC_OR_PARTITION, null);
    }
    boolean again = wanted.putIfAbsent(topic.partition(index), answer) != null;
    return again ? refused(answer, Errors.INVALID_REQUEST, "expected each partition once") : answer;
  }

  private static PartitionResponse refused(
      PartitionResponse answer, Errors why, @Nullable String message) {
    return answer
        .setErrorCode(why.code())
        .setErrorMessage(message == null ? why.message() : message);
  }

  private static void fill(Iterable<PartitionResponse> answers, Reply reply) {
    List<Writers> all = reply instanceof Producing producing ? producing.partitions() : List.of();
    int at = 0;
    for (PartitionResponse answer : answers) {
      Problem problem = at < all.size() ? all.get(at).problem() : reply.problem();
      if (problem == Problem.NONE) {
        answer.setActiveProducers(states(all.get(at).producers()));
      } else {
        boolean many = problem == Problem.LIMIT_REACHED;
        String message =
            many ? "an answer names at most " + MAX_PRODUCERS + ": ask for fewer" : null;
        refused(answer, KafkaErrors.of(problem), message);
      }
      at++;
    }
  }

  private static List<ProducerState> states(List<Producer> producers) {
    List<ProducerState> states = new ArrayList<>(producers.size());
    for (Producer producer : producers) {
      states.add(
          new ProducerState()
              .setProducerId(producer.id())
              .setProducerEpoch(producer.epoch())
              .setLastSequence(producer.lastSequence())
              .setLastTimestamp(producer.lastMillis())
              .setCoordinatorEpoch(-1)
              .setCurrentTxnStartOffset(-1));
    }
    return states;
  }
}
