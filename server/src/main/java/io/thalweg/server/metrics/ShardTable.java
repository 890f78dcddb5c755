package io.thalweg.server.metrics;

import io.thalweg.core.queue.QueueStatus;
import io.thalweg.core.shard.ShardStatus;
import io.thalweg.core.shard.ShardStatus.Lag;
import io.thalweg.core.shard.Shortage;
import io.thalweg.server.metrics.Families.Unit;
import io.thalweg.server.net.Backpressure;
import io.thalweg.server.net.ShardLoop;
import io.thalweg.server.net.Slices;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.ToDoubleFunction;

/// What only the shard may look at: it is asked.
record ShardTable(ShardLoop loop) implements Table {
  /// Groups times partitions with a lag of their own.
  static final int MOST_LAGS = 1_000;

  private static final long PATIENCE_MILLIS = 2_000;
  private static final double MILLIS_PER_SECOND = 1e3;
  private static final double NANOS_PER_SECOND = 1e9;
  private static final String SHORT_OF = "short_of";
  private static final Map<String, Shortage> SHORTAGES =
      Map.of("ring", Shortage.RING, "batches", Shortage.BATCHES, "blocks", Shortage.BLOCKS);

  @Override
  public void fill(Families into) throws IOException {
    ShardStatus status = ask();
    into.gauge("thalweg_topics", "Topics", status.topics());
    into.gauge("thalweg_partitions", "Partitions of all topics", status.partitions());
    into.gauge("thalweg_segments", "Segments of all partitions", status.segments());
    into.gauge(
        "thalweg_segment_runs", "Contiguous ranges of partitions in segments", status.runs());
    into.gauge(
        "thalweg_live_batches",
        "Batches of events that are stored in the journal only",
        status.liveBatches());
    into.gauge(
        "thalweg_compaction_dirty_partitions",
        "Partitions that were to be compacted when they were looked at last",
        status.compactionsDue());
    into.gauge("thalweg_groups", "Consumer groups", status.groups());
    into.gauge("thalweg_group_members", "Members of all consumer groups", status.members());
    queues(status.queues(), into);
    into.gauge(
        "thalweg_replies_parked", "Replies that wait for the journal's sync", status.parked());
    into.gauge("thalweg_fetches_waiting", "Fetches that wait for events", status.waitingFetches());
    into.gauge(
        "thalweg_flushes_running", "Segments that are being written", status.flushesUnderWay());
    into.counter(
        "thalweg_blocks_evicted_total",
        "Memory blocks taken back while they held events, which are then read from disk",
        status.evictedBlocks());
    ring(into, status);
    lags(into, status);
    backpressure(into, loop.backpressure());
    slices(into, loop.slices());
  }

  private static void backpressure(Families into, Backpressure pressure) {
    into.gauges(
        "thalweg_backpressure",
        "1 while clients wait since this is short, else 0",
        values ->
            SHORTAGES.forEach(
                (name, each) -> values.add(pressure.now() == each ? 1 : 0, SHORT_OF, name)));
    into.counters(
        "thalweg_backpressure_seconds_total",
        "How long clients have waited since this was short",
        values ->
            SHORTAGES.forEach(
                (name, each) ->
                    values.add(pressure.nanos(each) / NANOS_PER_SECOND, SHORT_OF, name)));
  }

  private static void slices(Families into, Slices slices) {
    into.histogram(
        "thalweg_shard_slice_cpu_seconds",
        "CPU time that the shard's thread worked without looking at its sockets",
        Unit.SECONDS,
        slices.cpuNanos());
    into.gauge(
        "thalweg_shard_slice_longest_cpu_seconds",
        "The longest of these since the start",
        slices.longest() / NANOS_PER_SECOND);
    into.gauge(
        "thalweg_shard_slice_lately_longest_cpu_seconds",
        "The longest of these in this minute and the one before",
        slices.longestLately() / NANOS_PER_SECOND);
  }

  private static void ring(Families into, ShardStatus status) {
    into.gauge("thalweg_ring_used_bytes", "Journal bytes that are needed", status.ringBytes());
    into.gauge(
        "thalweg_ring_capacity_bytes",
        "Journal bytes that there may be",
        status.ringCapacityBytes());
    into.gauge(
        "thalweg_journal_unproven",
        "1 while no later journal entry names the newest one durable, else 0",
        status.unproven() ? 1 : 0);
  }

  private static void lags(Families into, ShardStatus status) {
    lag(
        into,
        "thalweg_group_lag_events",
        "Events that a group has not committed in a partition",
        status.lags(),
        lag -> (double) lag.events());
    lag(
        into,
        "thalweg_group_lag_seconds",
        "Age of the oldest of them",
        status.lags(),
        lag -> lag.millis() / MILLIS_PER_SECOND);
    into.gauge(
        "thalweg_group_lags_left_out",
        "Committed offsets beyond the " + MOST_LAGS + " whose lag is shown",
        status.lagsLeftOut());
  }

  private static void lag(
      Families into, String name, String help, List<Lag> lags, ToDoubleFunction<Lag> value) {
    into.gauges(
        name,
        help,
        values -> {
          for (Lag lag : lags) {
            String partition = Integer.toString(lag.partition());
            values.add(
                value.applyAsDouble(lag),
                "group",
                lag.group(),
                "topic",
                lag.topic(),
                "partition",
                partition);
          }
        });
  }

  private ShardStatus ask() throws IOException {
    try {
      return loop.ask(shard -> shard.status(MOST_LAGS, System.currentTimeMillis()))
          .get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException | RejectedExecutionException e) {
      throw new IOException("the shard does not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }

  private static void queues(QueueStatus queues, Families into) {
    into.gauge("thalweg_queues", "Queues", queues.count());
    into.counter(
        "thalweg_queue_unreadable_events_total",
        "Events that queues passed over, since they cannot be read as such",
        queues.unreadable());
  }
}
