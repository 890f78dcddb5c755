package io.thalweg.core.topic;

import io.thalweg.core.base.Ids;
import io.thalweg.core.batch.BatchCheck;
import io.thalweg.core.batch.BatchCrc;
import io.thalweg.core.batch.BatchHeader;
import io.thalweg.core.turn.Problem;
import io.thalweg.core.turn.Turn;
import java.nio.ByteBuffer;

/// Decides whether a batch is stored, and where. The way of an event goes through here.
final class AppendDecider {
  private final TopicView view;
  private final BatchCheck check = new BatchCheck();
  private final BatchCrc crc = new BatchCrc();

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
      append(turn, partition, topic.settings().timestamps(), batch);
    } else if (known >= 0) {
      turn.reply(new TopicCommand.Appended(Problem.NONE, known, partition.logStart()));
    } else {
      boolean stale = known == ProducerWindow.STALE;
      Problem why = stale ? Problem.STALE_PRODUCER_EPOCH : Problem.OUT_OF_ORDER_SEQUENCE;
      refuse(turn, why, partition.logStart());
    }
  }

  private void append(
      Turn turn, PartitionView partition, TopicSettings.Timestamps timestamps, ByteBuffer batch) {
    int at = batch.position();
    long now = turn.nowMillis();
    long first = BatchHeader.baseTimestamp(batch, at);
    if (!timestamps.allow(now, first, BatchHeader.maxTimestamp(batch, at))) {
      refuse(turn, Problem.INVALID_TIMESTAMP, partition.logStart());
      return;
    }
    long base = partition.nextOffset();
    if (timestamps.brokers()) {
      int stampedCrc = crc.stamped(batch, at, batch.remaining(), now);
      Appended.write(turn, partition.id(), batch, base, now, stampedCrc);
    } else {
      Appended.write(turn, partition.id(), batch, base);
    }
    long stamped = timestamps.brokers() ? now : -1;
    turn.reply(new TopicCommand.Appended(Problem.NONE, base, partition.logStart(), stamped));
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
