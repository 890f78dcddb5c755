package io.thalweg.cli.topic;

import com.fasterxml.jackson.core.JsonGenerator;
import io.thalweg.cli.terminal.Table;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;

/// A topic as `describe` shows it.
record TopicPicture(String topic, String id, List<Partition> partitions, List<Entry> entries) {
  /// @param first offset of the oldest event that is kept
  /// @param next offset that the next event will have
  record Partition(int partition, long first, long next) {}

  /// @param byDefault not set for this topic
  record Entry(String name, String value, boolean byDefault) {}

  void print(PrintWriter out) {
    out.println("topic " + topic + ", id " + id);
    out.println();
    Table offsets = new Table("PARTITION", "FIRST", "NEXT", "EVENTS");
    for (Partition one : partitions) {
      offsets.row(
          Integer.toString(one.partition()),
          Long.toString(one.first()),
          Long.toString(one.next()),
          Long.toString(one.next() - one.first()));
    }
    offsets.print(out);
    if (!entries.isEmpty()) {
      out.println();
      Table settings = new Table("CONFIGURATION", "VALUE", "SOURCE").flexible("VALUE");
      entries.forEach(
          one -> settings.row(one.name(), one.value(), one.byDefault() ? "default" : "topic"));
      settings.print(out);
    }
  }

  void write(JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("topic", topic);
    json.writeStringField("id", id);
    json.writeArrayFieldStart("partitions");
    for (Partition one : partitions) {
      json.writeStartObject();
      json.writeNumberField("partition", one.partition());
      json.writeNumberField("first", one.first());
      json.writeNumberField("next", one.next());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("configuration");
    for (Entry one : entries) {
      json.writeStartObject();
      json.writeStringField("name", one.name());
      json.writeStringField("value", one.value());
      json.writeBooleanField("default", one.byDefault());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }
}
