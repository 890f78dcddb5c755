package io.thalweg.protocol.kafka.admin;

import io.thalweg.core.base.Ids;
import io.thalweg.core.read.ReadCommand.Sized;
import io.thalweg.core.read.ReadCommand.Sizes;
import io.thalweg.core.topic.TopicDirectory;
import io.thalweg.core.topic.TopicInfo;
import io.thalweg.core.turn.Reply;
import io.thalweg.protocol.kafka.request.DataDirectory;
import io.thalweg.protocol.kafka.request.Handler;
import io.thalweg.protocol.kafka.request.KafkaErrors;
import io.thalweg.protocol.kafka.request.KafkaRequest;
import io.thalweg.protocol.kafka.request.KafkaSettings;
import io.thalweg.protocol.kafka.request.NamedPartitions;
import io.thalweg.protocol.kafka.request.NamedPartitions.Layout;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.message.DescribeLogDirsResponseData;
import org.apache.kafka.common.message.DescribeLogDirsResponseData.DescribeLogDirsPartition;
import org.apache.kafka.common.message.DescribeLogDirsResponseData.DescribeLogDirsResult;
import org.apache.kafka.common.message.DescribeLogDirsResponseData.DescribeLogDirsTopic;

/// DescribeLogDirs, versions 1 to 5: one directory, and the bytes of each partition wherever they
/// lie in it. What does not exist is left out.
public final class DescribeLogDirsHandler implements Handler {
  private static final int FLEXIBLE_SINCE = 2;

  private final DataDirectory directory;
  private final TopicDirectory topics;

  public DescribeLogDirsHandler(KafkaSettings settings, TopicDirectory topics) {
    this.directory = settings.data();
    this.topics = topics;
  }

  @Override
  public void handle(KafkaRequest request) {
    Layout layout = new Layout(request.version() >= FLEXIBLE_SINCE, 1);
    Map<Long, String> names = new LinkedHashMap<>();
    Set<Long> wanted = new LinkedHashSet<>();
    if (NamedPartitions.isNull(request.body(), layout)) {
      for (TopicInfo topic : topics.all()) {
        names.put(topic.id(), topic.name());
        for (int i = 0; i < topic.partitions(); i++) {
          wanted.add(topic.partition(i));
        }
      }
    } else {
      for (NamedPartitions each : NamedPartitions.read(request.body(), layout)) {
        TopicInfo topic = topics.named(each.topic());
        if (topic != null) {
          names.put(topic.id(), topic.name());
          addExisting(topic, each.partitions(), wanted);
        }
      }
    }
    List<Long> partitions = List.copyOf(wanted);
    request.onReply((_, reply) -> request.answer(answer(names, partitions, reply)));
    request.submit(0, new Sizes(partitions));
  }

  private static void addExisting(TopicInfo topic, List<int[]> asked, Set<Long> wanted) {
    for (int[] partition : asked) {
      if (topic.has(partition[0])) {
        wanted.add(topic.partition(partition[0]));
      }
    }
  }

  private DescribeLogDirsResponseData answer(
      Map<Long, String> names, List<Long> partitions, Reply reply) {
    var result =
        new DescribeLogDirsResult()
            .setErrorCode(KafkaErrors.of(reply.problem()).code())
            .setLogDir(directory.path())
            .setTotalBytes(directory.totalBytes().getAsLong())
            .setUsableBytes(directory.usableBytes().getAsLong());
    List<Long> bytes = reply instanceof Sized sized ? sized.bytes() : List.of();
    Map<Long, DescribeLogDirsTopic> answers = new LinkedHashMap<>();
    for (int i = 0; i < bytes.size(); i++) {
      long topic = Ids.topicOf(partitions.get(i));
      if (bytes.get(i) >= 0) {
        answers
            .computeIfAbsent(topic, id -> new DescribeLogDirsTopic().setName(names.get(id)))
            .partitions()
            .add(
                new DescribeLogDirsPartition()
                    .setPartitionIndex(Ids.indexOf(partitions.get(i)))
                    .setPartitionSize(bytes.get(i)));
      }
    }
    result.topics().addAll(answers.values());
    var response = new DescribeLogDirsResponseData();
    response.results().add(result);
    return response;
  }
}
