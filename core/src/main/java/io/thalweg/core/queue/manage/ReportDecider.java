package io.thalweg.core.queue.manage;

import io.thalweg.core.queue.CursorView;
import io.thalweg.core.queue.Note;
import io.thalweg.core.queue.Queue;
import io.thalweg.core.queue.QueueView;
import io.thalweg.core.queue.manage.ManageCommand.Describe;
import io.thalweg.core.queue.manage.ManageCommand.Described;
import io.thalweg.core.queue.manage.ManageCommand.Examine;
import io.thalweg.core.queue.manage.ManageCommand.Examined;
import io.thalweg.core.queue.manage.ManageCommand.Open;
import io.thalweg.core.queue.manage.ManageCommand.PartitionReport;
import io.thalweg.core.queue.manage.ManageCommand.Reported;
import io.thalweg.core.queue.manage.QueueReport.Counts;
import io.thalweg.core.topic.PartitionView;
import io.thalweg.core.topic.TopicInfo;
import io.thalweg.core.topic.TopicView;
import io.thalweg.core.turn.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Says how queues stand; changes nothing. Each answer is bounded, since nothing else is done
/// meanwhile.
public final class ReportDecider {
  /// Most queues of an answer, and partitions of all of them, roughly.
  private static final int MOST_QUEUES = 1_000;

  private static final int MOST_PARTITIONS = 4_000;

  private final QueueView view;
  private final TopicView topics;
  private final LiveNumbers live;

  public ReportDecider(QueueView view, TopicView topics, LiveNumbers live) {
    this.view = view;
    this.topics = topics;
    this.live = live;
  }

  /// The queues from the one with the id `from` on.
  public Reported from(long namespace, long from, long nowMillis) {
    List<QueueReport> reports = new ArrayList<>();
    List<Queue> wanted = new ArrayList<>();
    view.forEach(
        queue -> {
          boolean here =
              namespace == ManageCommand.EVERYWHERE || queue.name().namespace() == namespace;
          if (here && queue.id() >= from && !live.isGhost(queue)) {
            wanted.add(queue);
          }
        });
    Map<Long, Counts> past = from == 0 ? live.past() : Map.of();
    int partitions = 0;
    for (Queue queue : wanted) {
      if (reports.size() >= MOST_QUEUES || partitions >= MOST_PARTITIONS) {
        return new Reported(Problem.NONE, reports, queue.id(), past);
      }
      TopicInfo topic = topics.topic(queue.topic());
      partitions += topic == null ? 0 : topic.partitions();
      reports.add(report(queue, nowMillis));
    }
    return new Reported(Problem.NONE, reports, -1, past);
  }

  private QueueReport report(Queue queue, long nowMillis) {
    return new QueueReport(
        queue,
        view.isPaused(queue.id()),
        live.consumers(queue),
        live.contents(queue),
        live.counts(queue),
        live.rates(queue, nowMillis),
        live.blocked(queue));
  }

  /// How one queue stands.
  public Described describe(Describe describe, long nowMillis) {
    Queue queue = live.found(describe.name());
    if (queue == null) {
      return new Described(Problem.UNKNOWN_QUEUE, null, List.of(), -1);
    }
    TopicInfo topic = topics.topic(queue.topic());
    int end = topic == null ? 0 : topic.partitions();
    int from = Math.max(0, describe.from());
    int to = Math.min(end, from + Describe.MOST);
    List<PartitionReport> partitions = new ArrayList<>();
    for (int i = from; topic != null && i < to; i++) {
      PartitionView partition = topics.partition(topic.partition(i));
      if (partition != null) {
        partitions.add(report(i, partition, view.cursor(queue.id(), i)));
      }
    }
    return new Described(Problem.NONE, report(queue, nowMillis), partitions, to < end ? to : -1);
  }

  private static PartitionReport report(
      int index, PartitionView partition, @Nullable CursorView cursor) {
    long start = partition.logStart();
    long floor = Math.max(start, cursor == null ? 0 : cursor.floor());
    long done = cursor == null ? 0 : cursor.doneBehind();
    return new PartitionReport(index, partition.id(), start, floor, partition.durableEnd(), done);
  }

  /// Which events are not done.
  public Examined examine(Examine examine) {
    Queue queue = live.found(examine.name());
    TopicInfo topic = queue == null ? null : topics.topic(queue.topic());
    if (queue == null || topic == null || !topic.has(examine.partition())) {
      Problem problem = queue == null ? Problem.UNKNOWN_QUEUE : Problem.UNKNOWN_PARTITION;
      return new Examined(problem, -1, List.of(), 0, 0);
    }
    PartitionView partition = topics.partition(topic.partition(examine.partition()));
    if (partition == null) {
      return new Examined(Problem.UNKNOWN_PARTITION, -1, List.of(), 0, 0);
    }
    CursorView cursor = view.cursor(queue.id(), examine.partition());
    long end = partition.durableEnd();
    long floor = cursor == null ? 0 : cursor.floor();
    long at = Math.max(examine.from(), Math.max(floor, partition.logStart()));
    int most = Math.clamp(examine.most(), 1, Examine.MOST);
    List<Open> open = new ArrayList<>();
    for (at = next(cursor, at); at < end && open.size() < most; at = next(cursor, at + 1)) {
      Note note = cursor == null ? null : cursor.note(at);
      int failures = note == null ? 0 : note.failures();
      open.add(new Open(at, failures, note != null && note.dying() != null));
    }
    return new Examined(Problem.NONE, partition.id(), open, at, end);
  }

  private static long next(@Nullable CursorView cursor, long offset) {
    return cursor == null ? offset : cursor.nextOpen(offset);
  }
}
