package io.thalweg.cli.bench;

import com.fasterxml.jackson.core.JsonGenerator;
import io.thalweg.cli.load.Pace;
import io.thalweg.cli.terminal.Table;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The final numbers of a measurement.
///
/// @param what was done: produce, consume
/// @param pace null: as fast as it went
record Report(String what, String topic, Tally.Result result, Pace.@Nullable Outcome pace) {
  void print(PrintWriter out) {
    Table table = new Table("MEASURE", "VALUE");
    table.row("topic", topic);
    table.row("events", Long.toString(result.events()));
    table.row("seconds", format("%.3f", result.seconds()));
    table.row("events/s", format("%.1f", result.eventsPerSecond()));
    table.row("MB/s", format("%.3f", result.megabytesPerSecond()));
    Tally.Latency latency = result.latency();
    if (latency != null) {
      table.row("latency p50", millis(latency.p50()));
      table.row("latency p90", millis(latency.p90()));
      table.row("latency p99", millis(latency.p99()));
      table.row("latency p99.9", millis(latency.p999()));
      table.row("latency max", millis(latency.max()));
    }
    table.row("errors", Long.toString(result.errors()));
    table.print(out);
  }

  private static String millis(double millis) {
    return format("%.3f ms", millis);
  }

  private static String format(String format, double number) {
    return String.format(Locale.ROOT, format, number);
  }

  void write(JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("bench", what);
    json.writeStringField("topic", topic);
    json.writeNumberField("events", result.events());
    json.writeNumberField("bytes", result.bytes());
    json.writeNumberField("seconds", result.seconds());
    json.writeNumberField("eventsPerSecond", result.eventsPerSecond());
    json.writeNumberField("megabytesPerSecond", result.megabytesPerSecond());
    writeLatency(json);
    json.writeNumberField("errors", result.errors());
    if (pace != null) {
      pace.write(json);
    }
    json.writeEndObject();
  }

  private void writeLatency(JsonGenerator json) throws IOException {
    Tally.Latency latency = result.latency();
    if (latency == null) {
      json.writeNullField("latencyMillis");
      return;
    }
    json.writeObjectFieldStart("latencyMillis");
    json.writeNumberField("events", latency.count());
    json.writeNumberField("p50", latency.p50());
    json.writeNumberField("p90", latency.p90());
    json.writeNumberField("p99", latency.p99());
    json.writeNumberField("p999", latency.p999());
    json.writeNumberField("max", latency.max());
    json.writeEndObject();
  }
}
