package io.thalweg.cli.topic;

import com.fasterxml.jackson.core.JsonGenerator;
import io.thalweg.cli.terminal.Table;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;

/// What `alter` changed.
record TopicChanges(
    String topic, int partitionsBefore, int partitionsAfter, List<Change> settings) {
  /// One setting that was named, whether it is another now or not.
  record Change(TopicPicture.Entry before, TopicPicture.Entry after) {}

  void print(PrintWriter out) {
    out.println("altered " + topic);
    Table table = new Table("SETTING", "BEFORE", "AFTER").flexible("BEFORE", "AFTER");
    if (partitionsBefore != partitionsAfter || settings.isEmpty()) {
      table.row(
          "partitions", Integer.toString(partitionsBefore), Integer.toString(partitionsAfter));
    }
    settings.forEach(
        change -> table.row(change.after().name(), shown(change.before()), shown(change.after())));
    table.print(out);
  }

  private static String shown(TopicPicture.Entry entry) {
    return entry.byDefault() ? entry.value() + " (default)" : entry.value();
  }

  void write(JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("topic", topic);
    json.writeObjectFieldStart("partitions");
    json.writeNumberField("before", partitionsBefore);
    json.writeNumberField("after", partitionsAfter);
    json.writeEndObject();
    json.writeArrayFieldStart("configuration");
    for (Change change : settings) {
      json.writeStartObject();
      json.writeStringField("name", change.after().name());
      json.writeStringField("before", change.before().value());
      json.writeStringField("after", change.after().value());
      json.writeBooleanField("default", change.after().byDefault());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }
}
