package io.thalweg.core.topic;

import io.thalweg.core.base.Ids;
import io.thalweg.core.batch.BatchCheck;
import io.thalweg.core.batch.BatchHeader;
import io.thalweg.core.turn.Problem;
import io.thalweg.core.turn.Turn;
import java.nio.ByteBuffer;

/// Decides whether a batch is stored, and where. The way of an event goes through here.
final class AppendDecider {
  private final TopicView view;
  private final BatchCheck check = new BatchCheck();

  AppendDecider(TopicView view) {
    this.view = view;
  }

  void decide(Turn turn, TopicCommand.Append command) {
    PartitionView partition = view.partition(command.partition());
    TopicInfo topic = view.topic(Ids.topicOf(command.partition()));
    if (partition == null || topic == null) {
      refuse(turn, Problem.UNKNOWN_PARTITION, -1);
      return;
    }
    ByteBuffer batch = command.batch();
    int at = batch.position();
    Problem problem = check.check(batch, at, batch.remaining(), topic.settings().maxBatchBytes());
    if (problem != Problem.NONE) {
      refuse(turn, problem, partition.logStart());
      return;
    }
    long known = checkProducer(partition, batch, at);
    if (known == ProducerWindow.NEXT) {
      long base = partition.nextOffset();
      Appended.write(turn, command.partition(), batch, base);
      turn.reply(new TopicCommand.Appended(Problem.NONE, base, partition.logStart()));
    } else if (known >= 0) {
      turn.reply(new TopicCommand.Appended(Problem.NONE, known, partition.logStart()));
    } else {
      boolean stale = known == ProducerWindow.STALE;
      Problem why = stale ? Problem.STALE_PRODUCER_EPOCH : Problem.OUT_OF_ORDER_SEQUENCE;
      refuse(turn, why, partition.logStart());
    }
  }

  private static long checkProducer(PartitionView partition, ByteBuffer batch, int at) {
    long producer = BatchHeader.producerId(batch, at);
    if (producer < 0) {
      return ProducerWindow.NEXT;
    }
    int first = BatchHeader.baseSequence(batch, at);
    int last = ProducerWindow.last(first, BatchHeader.count(batch, at));
    return partition.checkProducer(producer, BatchHeader.producerEpoch(batch, at), first, last);
  }

  private static void refuse(Turn turn, Problem problem, long logStart) {
    turn.reply(new TopicCommand.Appended(problem, -1, logStart));
  }
}
