package io.thalweg.server.metrics;

import io.thalweg.core.access.AccessDirectory;
import io.thalweg.core.access.Namespace;
import io.thalweg.core.queue.manage.ManageCommand.Reported;
import io.thalweg.core.queue.manage.QueueReport;
import io.thalweg.core.queue.manage.QueueReport.Blocked;
import io.thalweg.core.queue.manage.QueueReport.Contents;
import io.thalweg.core.queue.manage.QueueReport.Counts;
import io.thalweg.server.net.ShardLoop;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.ToLongFunction;

/// What is in queues and happens there: of every vhost in sum, of the largest queues one by one.
/// The shard is asked for some queues at a time.
///
/// @param most queues that are shown one by one
record QueueTable(ShardLoop loop, AccessDirectory access, int most) implements Table {
  private static final long PATIENCE_MILLIS = 2_000;
  private static final double MILLIS_PER_SECOND = 1e3;
  private static final String VHOST = "vhost";
  private static final String QUEUE = "queue";

  /// Those of a vhost, or of a queue.
  private record Numbers(
      String vhost,
      String queue,
      int queues,
      int consumers,
      Contents contents,
      Counts counts,
      boolean paused) {
    static Numbers none(String vhost) {
      return new Numbers(vhost, "", 0, 0, new Contents(0, 0, 0, 0, -1), Counts.NONE, false);
    }

    Numbers plus(QueueReport report) {
      Contents one = report.contents();
      long oldest = contents.oldestMillis();
      boolean older = oldest < 0 || (one.oldestMillis() >= 0 && one.oldestMillis() < oldest);
      Contents both =
          new Contents(
              contents.ready() + one.ready(),
              contents.leased() + one.leased(),
              contents.delayed() + one.delayed(),
              contents.dying() + one.dying(),
              older ? one.oldestMillis() : oldest);
      return new Numbers(
          vhost,
          queue,
          queues + 1,
          consumers + report.consumers(),
          both,
          counts.plus(report.counts()),
          report.paused());
    }

    String[] labels() {
      return queue.isEmpty()
          ? new String[] {VHOST, vhost}
          : new String[] {VHOST, vhost, QUEUE, queue};
    }

    Numbers plus(Counts past) {
      return new Numbers(vhost, queue, queues, consumers, contents, counts.plus(past), paused);
    }
  }

  @Override
  public void fill(Families into) throws IOException {
    Map<Long, String> names = new HashMap<>();
    access.namespaces().forEach(each -> names.put(each.id(), each.name()));
    List<QueueReport> reports = new ArrayList<>();
    Map<Long, Numbers> vhosts = vhosts(names, reports);
    reports.sort(
        Comparator.comparingLong((QueueReport each) -> -each.contents().events())
            .thenComparingLong(each -> each.queue().id()));
    List<Numbers> largest = new ArrayList<>();
    for (QueueReport each : reports.subList(0, Math.min(most, reports.size()))) {
      String vhost = names.getOrDefault(each.queue().name().namespace(), "");
      String queue = each.queue().name().name();
      Numbers empty = Numbers.none(vhost);
      largest.add(new Numbers(vhost, queue, 0, 0, empty.contents, empty.counts, false).plus(each));
    }
    fillVhosts(into, new ArrayList<>(vhosts.values()));
    fillQueues(into, largest);
    List<QueueReport> shown = reports.subList(0, largest.size());
    into.gauges(
        "thalweg_queue_blocked_partitions",
        "Partitions of a queue of which nobody can get anything, and the key they wait for",
        values -> shown.forEach(each -> addBlocked(values, each, names)));
    into.gauge(
        "thalweg_queues_left_out",
        "Queues beyond the largest, which are shown one by one",
        reports.size() - largest.size());
  }

  private static void addBlocked(
      Families.Values values, QueueReport report, Map<Long, String> names) {
    String vhost = names.getOrDefault(report.queue().name().namespace(), "");
    String queue = report.queue().name().name();
    List<Blocked> blocked = report.blocked();
    String key = blocked.isEmpty() ? "" : blocked.getFirst().key();
    values.add(blocked.size(), VHOST, vhost, QUEUE, queue, "key", key);
  }

  /// Sums by the ids of namespaces; those without queues have none, but for `/`. All reports go to
  /// `reports`.
  private Map<Long, Numbers> vhosts(Map<Long, String> names, List<QueueReport> reports)
      throws IOException {
    Map<Long, Numbers> vhosts = new TreeMap<>();
    Namespace first = access.namespace("/");
    if (first != null) {
      vhosts.put(first.id(), Numbers.none(first.name()));
    }
    for (long from = 0; from >= 0; ) {
      Reported some = ask(from);
      some.past()
          .forEach(
              (namespace, past) -> {
                String name = names.get(namespace);
                if (name != null) {
                  vhosts.merge(namespace, Numbers.none(name).plus(past), (a, _) -> a.plus(past));
                }
              });
      for (QueueReport each : some.queues()) {
        long namespace = each.queue().name().namespace();
        String name = names.getOrDefault(namespace, "");
        Numbers sum = vhosts.getOrDefault(namespace, Numbers.none(name));
        vhosts.put(namespace, sum.plus(each));
      }
      reports.addAll(some.queues());
      from = some.next();
    }
    return vhosts;
  }

  private Reported ask(long from) throws IOException {
    try {
      return loop.ask(shard -> shard.queues(from)).get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException | RejectedExecutionException e) {
      throw new IOException("the shard does not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }

  /// Every metric of a vhost or queue.
  private static void fillVhosts(Families into, List<Numbers> all) {
    gauge(into, "thalweg_vhost_queues", "Queues", all, each -> each.queues);
    contents(into, "thalweg_vhost_queue_", " of all queues of a vhost", all);
    counts(into, "thalweg_vhost_queue_", " of all queues of a vhost", all);
  }

  private static void fillQueues(Families into, List<Numbers> all) {
    gauge(
        into,
        "thalweg_queue_paused",
        "1 while a queue is paused",
        all,
        each -> each.paused ? 1 : 0);
    contents(into, "thalweg_queue_", " of a queue", all);
    counts(into, "thalweg_queue_", " of a queue", all);
  }

  private static void contents(Families into, String prefix, String of, List<Numbers> all) {
    gauge(into, prefix + "consumers", "Consumers" + of, all, each -> each.consumers);
    gauge(
        into,
        prefix + "ready_events",
        "Events that wait for a consumer" + of,
        all,
        each -> each.contents.ready());
    gauge(
        into,
        prefix + "unacked_events",
        "Events that a consumer has and has not settled" + of,
        all,
        each -> each.contents.leased());
    gauge(
        into,
        prefix + "delayed_events",
        "Events that failed and wait before they are delivered again" + of,
        all,
        each -> each.contents.delayed());
    gauge(
        into,
        prefix + "dying_events",
        "Dead letters whose copy is not made yet" + of,
        all,
        each -> each.contents.dying());
    into.gauges(
        prefix + "oldest_ready_seconds",
        "Age of the oldest event that waits for a consumer" + of,
        values ->
            all.forEach(each -> values.add(age(each.contents.oldestMillis()), each.labels())));
  }

  private static double age(long millis) {
    long age = System.currentTimeMillis() - millis;
    return millis < 0 ? 0 : Math.max(0, age) / MILLIS_PER_SECOND;
  }

  private static void counts(Families into, String prefix, String of, List<Numbers> all) {
    counter(into, prefix + "published_total", "Events that came" + of, all, Counts::published);
    counter(into, prefix + "delivered_total", "Events delivered" + of, all, Counts::delivered);
    counter(
        into,
        prefix + "acknowledged_total",
        "Deliveries acknowledged" + of,
        all,
        Counts::acknowledged);
    counter(into, prefix + "failed_total", "Deliveries that failed" + of, all, Counts::failed);
    counter(
        into,
        prefix + "dead_lettered_total",
        "Events copied to where dead letters go" + of,
        all,
        Counts::deadLettered);
    counter(into, prefix + "expired_total", "Events expired" + of, all, Counts::expired);
    counter(
        into, prefix + "dropped_total", "Dead events without a copy" + of, all, Counts::dropped);
    counter(into, prefix + "filtered_total", "Events filtered out" + of, all, Counts::filtered);
  }

  private static void gauge(
      Families into, String name, String help, List<Numbers> all, ToLongFunction<Numbers> value) {
    into.gauges(
        name, help, values -> all.forEach(each -> add(values, value.applyAsLong(each), each)));
  }

  private static void counter(
      Families into, String name, String help, List<Numbers> all, ToLongFunction<Counts> value) {
    into.counters(
        name,
        help,
        values -> all.forEach(each -> add(values, value.applyAsLong(each.counts), each)));
  }

  private static void add(Families.Values values, long value, Numbers of) {
    values.add(value, of.labels());
  }
}
