package io.thalweg.cli.dlq;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.thalweg.cli.admin.Administration;
import io.thalweg.cli.admin.Documents;
import io.thalweg.cli.terminal.CtrlC;
import io.thalweg.cli.terminal.Failure;
import io.thalweg.cli.terminal.Progress;
import io.thalweg.cli.terminal.ProgressOption;
import io.thalweg.cli.terminal.Shown;
import java.io.PrintWriter;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/// Takes events out of a queue, some with each request, in the order of their offsets, up to where
/// each partition ended at the beginning: what dies meanwhile is left alone.
final class Moving {
  private static final int MOST_AT_ONCE = 500;

  /// With a rate, so often a second something is asked for.
  private static final double REQUESTS_PER_SECOND = 5;

  private static final long LONGEST_NAP_NANOS = 100_000_000;
  private static final long PATIENCE_MILLIS = 20_000;

  private final Administration broker;
  private final Plan plan;
  private final AtomicLong done = new AtomicLong();
  private final AtomicLong looked = new AtomicLong();
  private final AtomicBoolean stopped = new AtomicBoolean();
  private final Map<String, Long> failures = new TreeMap<>();
  private long total;

  /// What is to be moved, and how.
  ///
  /// @param verb `redrive` or `drop`
  /// @param past what was done then, as `redriven`
  /// @param offset of the only one, or null
  /// @param rate events a second; null: as fast as it goes
  record Plan(
      String verb,
      String past,
      String vhost,
      String queue,
      @Nullable Long offset,
      @Nullable Integer partition,
      FilterOptions filter,
      @Nullable String to,
      @Nullable Double rate) {}

  Moving(Administration broker, Plan plan) {
    this.broker = broker;
    this.plan = plan;
  }

  /// Does it, and tells of it.
  void run(CommandSpec spec, ProgressOption progress, boolean json) {
    JsonNode is =
        broker.get(
            Administration.path("subscriptions", plan.vhost, plan.queue),
            plan.verb + " events of " + plan.queue);
    try (CtrlC _ = CtrlC.then(() -> stopped.set(true), PATIENCE_MILLIS);
        Progress _ = progress.start(spec.commandLine().getErr(), false, this::line)) {
      for (JsonNode each : is.path("partitions")) {
        total += each.path("end").asLong() - each.path("floor").asLong();
      }
      long began = System.nanoTime();
      for (JsonNode each : is.path("partitions")) {
        if (plan.partition == null || plan.partition == each.path("partition").asInt()) {
          move(each, began);
        }
      }
    }
    tell(spec.commandLine().getOut(), json);
  }

  private void move(JsonNode partition, long began) {
    Long only = plan.offset;
    long from = only == null ? partition.path("floor").asLong() : only;
    long before = only == null ? partition.path("end").asLong() : only + 1;
    String path = Administration.path("dead-letters", plan.vhost, plan.queue) + "/" + plan.verb;
    while (from >= 0 && from < before && !stopped.get()) {
      ObjectNode body =
          Administration.object()
              .put("partition", partition.path("partition").asInt())
              .put("from", from)
              .put("before", before)
              .put("most", atOnce());
      put(body, "reason", plan.filter.reason());
      put(body, "source", plan.filter.source());
      put(body, "to", plan.to);
      JsonNode answer = broker.ask("POST", path, body, plan.verb + " events of " + plan.queue);
      done.addAndGet(answer.path("done").asLong());
      looked.addAndGet(answer.path("looked").asLong());
      for (Map.Entry<String, JsonNode> each : answer.path("failed").properties()) {
        failures.merge(each.getKey(), each.getValue().asLong(), Long::sum);
      }
      from = answer.path("next").asLong(-1);
      pace(began);
    }
  }

  private int atOnce() {
    return plan.rate == null
        ? MOST_AT_ONCE
        : (int) Math.clamp(plan.rate / REQUESTS_PER_SECOND, 1, MOST_AT_ONCE);
  }

  /// Waits until what was done is due by the rate.
  private void pace(long began) {
    if (plan.rate == null) {
      return;
    }
    long due = began + Math.round(done.get() * 1e9 / plan.rate);
    for (long left = due - System.nanoTime();
        left > 0 && !stopped.get();
        left = due - System.nanoTime()) {
      LockSupport.parkNanos(Math.min(left, LONGEST_NAP_NANOS));
    }
  }

  private static void put(ObjectNode body, String name, @Nullable String value) {
    if (value != null) {
      body.put(name, value);
    }
  }

  private String line() {
    return plan.past
        + " "
        + done.get()
        + ", looked at "
        + looked.get()
        + " of about "
        + Shown.count(total, "event");
  }

  private void tell(PrintWriter out, boolean json) {
    long stay = failures.values().stream().mapToLong(Long::longValue).sum();
    if (json) {
      ObjectNode told =
          Administration.object()
              .put("queue", plan.queue)
              .put(plan.past, done.get())
              .put("looked", looked.get());
      ObjectNode failed = told.putObject("failed");
      failures.forEach(failed::put);
      Documents.print(out, told);
    } else {
      out.println(plan.past + " " + Shown.count(done.get(), "event") + " of " + plan.queue);
      out.flush();
    }
    if (stay > 0) {
      StringBuilder why = new StringBuilder(Shown.count(stay, "event"));
      why.append(stay == 1 ? " stays: " : " stay: ");
      String gap = "";
      for (Map.Entry<String, Long> each : failures.entrySet()) {
        why.append(gap).append(each.getKey()).append(" (").append(each.getValue()).append(')');
        gap = "; ";
      }
      throw new Failure(why.toString());
    }
    if (plan.offset != null && done.get() == 0) {
      throw new Failure(
          "there is no event at offset "
              + plan.offset
              + " of "
              + plan.queue
              + " that is not done and is meant ('thalweg dlq peek' shows what is there)");
    }
  }

  /// Whether anything says which events are meant; else all must have been said.
  static boolean isClear(@Nullable Long offset, FilterOptions filter, boolean all) {
    return all != (offset != null || filter.isGiven());
  }
}
