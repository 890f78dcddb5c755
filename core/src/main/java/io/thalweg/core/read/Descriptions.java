package io.thalweg.core.read;

import io.thalweg.core.read.ReadCommand.Producers;
import io.thalweg.core.read.ReadCommand.Producing;
import io.thalweg.core.read.ReadCommand.Sized;
import io.thalweg.core.read.ReadCommand.Sizes;
import io.thalweg.core.read.ReadCommand.Writers;
import io.thalweg.core.topic.PartitionStated;
import io.thalweg.core.topic.PartitionView;
import io.thalweg.core.topic.TopicView;
import io.thalweg.core.turn.Problem;
import java.util.ArrayList;
import java.util.List;

/// What can be said of partitions without reading their events.
final class Descriptions {
  private final TopicView view;

  Descriptions(TopicView view) {
    this.view = view;
  }

  Sized sized(Sizes asked) {
    List<Long> bytes = new ArrayList<>(asked.partitions().size());
    for (long each : asked.partitions()) {
      PartitionView partition = view.partition(each);
      bytes.add(partition == null ? -1 : partition.bytes());
    }
    return new Sized(Problem.NONE, bytes);
  }

  Producing producing(Producers asked, long nowMillis) {
    long since = nowMillis - PartitionStated.PRODUCER_EXPIRY_MILLIS;
    List<Writers> all = new ArrayList<>(asked.partitions().size());
    int left = asked.most();
    for (long each : asked.partitions()) {
      PartitionView partition = view.partition(each);
      if (partition == null) {
        all.add(new Writers(Problem.UNKNOWN_PARTITION, List.of()));
      } else if (partition.producers() > left) {
        all.add(new Writers(Problem.LIMIT_REACHED, List.of()));
      } else {
        Writers writers = new Writers(Problem.NONE, partition.producersSince(since));
        left -= writers.producers().size();
        all.add(writers);
      }
    }
    return new Producing(Problem.NONE, all);
  }
}
