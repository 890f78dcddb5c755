package io.thalweg.cli.topic;

import com.fasterxml.jackson.core.JsonGenerator;
import io.thalweg.cli.terminal.Shown;
import io.thalweg.cli.terminal.Table;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.LongStream;

/// A topic as `stats` shows it.
record TopicStats(String topic, List<Partition> partitions, List<Reader> readers) {
  /// @param start offset of the oldest event that is kept
  /// @param end offset that the next event will have
  /// @param bytes on disk; -1: unknown
  /// @param oldestMillis time of the first event; -1: there is none
  /// @param newestMillis largest time of an event; -1: there is none
  record Partition(
      int partition, long start, long end, long bytes, long oldestMillis, long newestMillis) {
    long events() {
      return end - start;
    }
  }

  /// A group that has committed offsets in the topic.
  ///
  /// @param lag events between what it has committed and the ends
  record Reader(String group, long lag) {}

  private long events() {
    return partitions.stream().mapToLong(Partition::events).sum();
  }

  /// -1: of some partition unknown.
  private long bytes() {
    boolean known = partitions.stream().allMatch(one -> one.bytes() >= 0);
    return known ? partitions.stream().mapToLong(Partition::bytes).sum() : -1;
  }

  private long oldestMillis() {
    return times(Partition::oldestMillis).min().orElse(-1);
  }

  private long newestMillis() {
    return times(Partition::newestMillis).max().orElse(-1);
  }

  private LongStream times(ToLongFunction<Partition> of) {
    return partitions.stream().mapToLong(of).filter(each -> each >= 0);
  }

  /// `billing (42)`: the group with the greatest lag.
  private String mostBehind() {
    return readers.stream()
        .max(Comparator.comparingLong(Reader::lag))
        .map(reader -> reader.group() + " (" + reader.lag() + ")")
        .orElse("-");
  }

  /// @param eachPartition whether to go into partitions
  static void print(List<TopicStats> all, boolean eachPartition, long nowMillis, PrintWriter out) {
    Table table =
        new Table(
                "TOPIC",
                "PARTITIONS",
                "EVENTS",
                "SIZE",
                "OLDEST",
                "NEWEST",
                "GROUPS",
                "MOST BEHIND")
            .flexible("TOPIC", "MOST BEHIND");
    for (TopicStats one : all) {
      table.row(
          one.topic,
          Integer.toString(one.partitions.size()),
          Long.toString(one.events()),
          Shown.bytes(one.bytes()),
          Shown.age(one.oldestMillis(), nowMillis),
          Shown.age(one.newestMillis(), nowMillis),
          Integer.toString(one.readers.size()),
          one.mostBehind());
    }
    table.print(out);
    if (eachPartition && !all.isEmpty()) {
      out.println();
      printPartitions(all, nowMillis, out);
    }
  }

  private static void printPartitions(List<TopicStats> all, long nowMillis, PrintWriter out) {
    Table table =
        new Table("TOPIC", "PARTITION", "START", "END", "EVENTS", "SIZE", "OLDEST", "NEWEST")
            .flexible("TOPIC");
    for (TopicStats topic : all) {
      for (Partition one : topic.partitions) {
        table.row(
            topic.topic,
            Integer.toString(one.partition()),
            Long.toString(one.start()),
            Long.toString(one.end()),
            Long.toString(one.events()),
            Shown.bytes(one.bytes()),
            Shown.age(one.oldestMillis(), nowMillis),
            Shown.age(one.newestMillis(), nowMillis));
      }
    }
    table.print(out);
  }

  void write(JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("topic", topic);
    json.writeNumberField("events", events());
    writeKnown(json, "bytes", bytes());
    writeKnown(json, "oldest", oldestMillis());
    writeKnown(json, "newest", newestMillis());
    json.writeArrayFieldStart("partitions");
    for (Partition one : partitions) {
      json.writeStartObject();
      json.writeNumberField("partition", one.partition());
      json.writeNumberField("start", one.start());
      json.writeNumberField("end", one.end());
      json.writeNumberField("events", one.events());
      writeKnown(json, "bytes", one.bytes());
      writeKnown(json, "oldest", one.oldestMillis());
      writeKnown(json, "newest", one.newestMillis());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("groups");
    for (Reader reader : readers) {
      json.writeStartObject();
      json.writeStringField("group", reader.group());
      json.writeNumberField("lag", reader.lag());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  /// Null where it is unknown. Times are in milliseconds, as `tail` has them.
  private static void writeKnown(JsonGenerator json, String name, long value) throws IOException {
    if (value < 0) {
      json.writeNullField(name);
    } else {
      json.writeNumberField(name, value);
    }
  }
}
