package io.thalweg.server.admin.queue;

import com.fasterxml.jackson.core.JsonGenerator;
import io.thalweg.core.access.Namespace;
import io.thalweg.core.queue.Queue;
import io.thalweg.core.queue.QueueName;
import io.thalweg.core.queue.manage.ManageCommand.Describe;
import io.thalweg.core.queue.manage.ManageCommand.Described;
import io.thalweg.core.queue.manage.ManageCommand.PartitionReport;
import io.thalweg.core.queue.manage.ManageCommand.Report;
import io.thalweg.core.queue.manage.ManageCommand.Reported;
import io.thalweg.core.queue.manage.QueueReport;
import io.thalweg.core.queue.manage.QueueReport.Blocked;
import io.thalweg.core.queue.manage.QueueReport.Contents;
import io.thalweg.core.queue.manage.QueueReport.Counts;
import io.thalweg.core.queue.manage.QueueReport.Rates;
import io.thalweg.server.admin.Orders;
import io.thalweg.server.admin.Refusal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// How queues stand, asked of the shard bit by bit, and in JSON.
record QueueLists(Orders orders) {
  /// One queue, and how far it is in all partitions.
  record Whole(QueueReport report, List<PartitionReport> partitions) {}

  /// All queues of a namespace, by name.
  List<QueueReport> in(Namespace namespace) throws Refusal {
    List<QueueReport> all = new ArrayList<>();
    for (long from = 0; from >= 0; ) {
      Reported some = orders.answer(new Report(namespace.id(), from), Reported.class, "namespace");
      all.addAll(some.queues());
      from = some.next();
    }
    all.sort(Comparator.comparing(each -> each.queue().name().name()));
    return all;
  }

  Whole whole(QueueName name) throws Refusal {
    List<PartitionReport> partitions = new ArrayList<>();
    QueueReport report = null;
    for (int from = 0; from >= 0; ) {
      Described some = orders.answer(new Describe(name, from), Described.class, subject(name));
      partitions.addAll(some.partitions());
      report = some.queue();
      from = some.next();
    }
    if (report == null) {
      throw Refusal.missing("queue", name.name(), "/admin/v1/queues");
    }
    return new Whole(report, partitions);
  }

  static String subject(QueueName name) {
    return "queue '" + name.name() + "'";
  }

  /// The fields of an object that tell how a queue stands.
  static void write(QueueReport report, String namespace, JsonGenerator json) throws IOException {
    Queue queue = report.queue();
    json.writeStringField("namespace", namespace);
    json.writeStringField("name", queue.name().name());
    json.writeStringField("topic", queue.settings().topic());
    json.writeBooleanField("durable", queue.settings().lifetime().durable());
    json.writeBooleanField("exclusive", queue.settings().lifetime().exclusive());
    json.writeBooleanField("paused", report.paused());
    json.writeNumberField("consumers", report.consumers());
    Contents contents = report.contents();
    json.writeNumberField("ready", contents.ready());
    json.writeNumberField("unacked", contents.leased());
    json.writeNumberField("delayed", contents.delayed());
    json.writeNumberField("dying", contents.dying());
    Rates rates = report.rates();
    json.writeNumberField("publishedPerSecond", rounded(rates.published()));
    json.writeNumberField("deliveredPerSecond", rounded(rates.delivered()));
    json.writeNumberField("acknowledgedPerSecond", rounded(rates.acknowledged()));
    if (contents.oldestMillis() >= 0) {
      json.writeNumberField("oldestReadyMillis", contents.oldestMillis());
    }
    if (!report.blocked().isEmpty()) {
      writeBlocked(report.blocked(), json);
    }
  }

  private static void writeBlocked(List<Blocked> blocked, JsonGenerator json) throws IOException {
    json.writeArrayFieldStart("blocked");
    for (Blocked each : blocked) {
      json.writeStartObject();
      json.writeNumberField("partition", each.partition());
      json.writeNumberField("offset", each.offset());
      json.writeStringField("key", each.key());
      json.writeNumberField("events", each.events());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static double rounded(double rate) {
    return Math.round(rate * 10) / 10.0;
  }

  /// The fields that tell what happened.
  static void write(Counts counts, JsonGenerator json) throws IOException {
    json.writeNumberField("published", counts.published());
    json.writeNumberField("delivered", counts.delivered());
    json.writeNumberField("acknowledged", counts.acknowledged());
    json.writeNumberField("failed", counts.failed());
    json.writeNumberField("deadLettered", counts.deadLettered());
    json.writeNumberField("expired", counts.expired());
    json.writeNumberField("dropped", counts.dropped());
    json.writeNumberField("filtered", counts.filtered());
  }

  static void write(List<PartitionReport> partitions, JsonGenerator json) throws IOException {
    json.writeArrayFieldStart("partitions");
    for (PartitionReport each : partitions) {
      json.writeStartObject();
      json.writeNumberField("partition", each.index());
      json.writeNumberField("start", each.start());
      json.writeNumberField("floor", each.floor());
      json.writeNumberField("end", each.end());
      json.writeNumberField("doneBehind", each.done());
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
