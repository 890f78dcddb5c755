package io.thalweg.protocol.kafka.fetch;

import io.thalweg.core.read.ReadCommand;
import io.thalweg.core.read.ReadCommand.Found;
import io.thalweg.core.read.ReadCommand.LookUp;
import io.thalweg.core.topic.TopicDirectory;
import io.thalweg.core.topic.TopicInfo;
import io.thalweg.core.turn.Problem;
import io.thalweg.core.turn.Reply;
import io.thalweg.protocol.kafka.request.Handler;
import io.thalweg.protocol.kafka.request.KafkaErrors;
import io.thalweg.protocol.kafka.request.KafkaRequest;
import io.thalweg.protocol.kafka.request.LeaderEpoch;
import io.thalweg.protocol.kafka.request.NamedPartitions;
import io.thalweg.protocol.kafka.request.NamedPartitions.Layout;
import io.thalweg.protocol.kafka.request.ResponseBody;
import io.thalweg.protocol.kafka.request.WireReader;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/// OffsetForLeaderEpoch, versions 2 to 4 (KIP-320): the one epoch ends at the durable end; of any
/// other nothing is known, which is no error. The response is written by hand for the same reason
/// that [NamedPartitions] are read so.
public final class OffsetForLeaderEpochHandler implements Handler {
  private static final int REPLICA_SINCE = 3;
  private static final int FLEXIBLE_SINCE = 4;
  private static final int BYTES_PER_PARTITION = 20;

  /// The fields of a partition that is asked for: its index, the epoch believed to be current, the
  /// epoch whose end is wanted.
  private static final int FIELDS = 3;

  private final TopicDirectory topics;

  public OffsetForLeaderEpochHandler(TopicDirectory topics) {
    this.topics = topics;
  }

  @Override
  public void handle(KafkaRequest request) {
    if (request.version() >= REPLICA_SINCE) {
      WireReader.skip(request.body(), Integer.BYTES);
    }
    Layout layout = new Layout(request.version() >= FLEXIBLE_SINCE, FIELDS);
    List<NamedPartitions> asked = NamedPartitions.read(request.body(), layout);
    Join join = new Join(request, asked, layout);
    request.onReply(join);
    for (NamedPartitions each : asked) {
      TopicInfo topic = topics.named(each.topic());
      for (int[] partition : each.partitions()) {
        join.ask(topic, partition);
      }
    }
    join.done();
  }

  /// What is answered of one partition.
  private static final class End {
    private final int partition;
    private Errors error = Errors.NONE;
    private int epoch = -1;
    private long offset = -1;

    End(int partition) {
      this.partition = partition;
    }
  }

  private static final class Join implements KafkaRequest.Replies {
    private final KafkaRequest request;
    private final List<NamedPartitions> asked;
    private final Layout layout;
    private final List<End> ends = new ArrayList<>();
    private int open = 1;

    Join(KafkaRequest request, List<NamedPartitions> asked, Layout layout) {
      this.request = request;
      this.asked = asked;
      this.layout = layout;
    }

    void ask(@Nullable TopicInfo topic, int[] fields) {
      End end = new End(fields[0]);
      ends.add(end);
      if (topic == null || !topic.has(end.partition)) {
        end.error = Errors.UNKNOWN_TOPIC_OR_PARTITION;
        return;
      }
      end.error = LeaderEpoch.check(fields[1]);
      if (end.error == Errors.NONE && fields[2] == LeaderEpoch.CURRENT) {
        open++;
        LookUp lookUp = new LookUp(topic.partition(end.partition), ReadCommand.LATEST);
        request.submit(ends.size() - 1, lookUp);
      }
    }

    @Override
    public void replied(int at, Reply reply) {
      End end = ends.get(at);
      end.error = KafkaErrors.of(reply.problem());
      if (reply instanceof Found found && found.problem() == Problem.NONE) {
        end.epoch = LeaderEpoch.CURRENT;
        end.offset = found.offset();
      }
      done();
    }

    void done() {
      if (--open == 0) {
        request.answer(body());
      }
    }

    private ResponseBody body() {
      int bytes = 64 + BYTES_PER_PARTITION * ends.size();
      ResponseBody out = new ResponseBody(layout.flexible(), bytes);
      out.putInt(0).putLength(asked.size());
      int next = 0;
      for (NamedPartitions topic : asked) {
        out.putString(topic.topic()).putLength(topic.partitions().size());
        for (int i = 0; i < topic.partitions().size(); i++) {
          End end = ends.get(next++);
          out.putError(end.error).putInt(end.partition).putInt(end.epoch);
          out.putLong(end.offset).putNoTags();
        }
        out.putNoTags();
      }
      return out.putNoTags();
    }
  }
}
