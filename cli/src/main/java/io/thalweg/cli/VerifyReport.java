package io.thalweg.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.thalweg.cli.terminal.Shown;
import io.thalweg.cli.terminal.Table;
import io.thalweg.storage.verify.Checked;
import io.thalweg.storage.verify.Finding;
import io.thalweg.storage.verify.Finding.Events;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;

/// What a verification has found in so many seconds, for people and for programs.
record VerifyReport(Findings findings, Checked checked, double seconds) {
  void print(PrintWriter out) {
    findings.notes().forEach(note -> out.println("note: " + note));
    printDamages(out, findings);
    out.println(
        findings.damages() == 0 ? "sound" : Shown.count(findings.damages(), "damage") + " found");
    out.printf(
        Locale.ROOT,
        "checked %s of %s in %.1f s (%s/s): %s in %s, %s, %s%n",
        Shown.bytes(checked.bytes()),
        Shown.count(checked.files(), "file"),
        seconds,
        Shown.bytes((long) (checked.bytes() / Math.max(1e-3, seconds))),
        Shown.count(checked.partitions(), "partition"),
        Shown.count(checked.topics(), "topic"),
        checked.batches() + (checked.batches() == 1 ? " batch" : " batches"),
        Shown.count(checked.events(), "event"));
    out.flush();
  }

  /// The table of damages, if there are any.
  static void printDamages(PrintWriter out, Findings findings) {
    if (findings.damages() == 0) {
      return;
    }
    Table table = new Table("FILE", "POSITION", "TOPIC", "PARTITION", "OFFSETS", "WHAT");
    table.flexible("WHAT");
    for (Finding finding : findings.sorted()) {
      Events events = finding.events();
      table.row(
          finding.damage().file(),
          Long.toString(finding.damage().position()),
          events == null ? "-" : events.topic(),
          events == null ? "-" : Integer.toString(events.partition()),
          events == null ? "-" : offsets(events),
          finding.damage().what());
    }
    table.print(out);
    if (findings.untold() > 0) {
      out.println("and " + findings.untold() + " more");
    }
    out.flush();
  }

  private static String offsets(Events events) {
    long last = events.to() - 1;
    return events.from() == last ? Long.toString(last) : events.from() + "-" + last;
  }

  void write(JsonGenerator json, Path directory) throws IOException {
    json.writeStartObject();
    json.writeStringField("directory", directory.toString());
    json.writeBooleanField("sound", findings.damages() == 0);
    json.writeArrayFieldStart("damages");
    for (Finding finding : findings.sorted()) {
      write(json, finding);
    }
    json.writeEndArray();
    json.writeNumberField("untold", findings.untold());
    json.writeArrayFieldStart("notes");
    for (String note : findings.notes()) {
      json.writeString(note);
    }
    json.writeEndArray();
    json.writeNumberField("files", checked.files());
    json.writeNumberField("bytes", checked.bytes());
    json.writeNumberField("topics", checked.topics());
    json.writeNumberField("partitions", checked.partitions());
    json.writeNumberField("segments", checked.segments());
    json.writeNumberField("batches", checked.batches());
    json.writeNumberField("events", checked.events());
    json.writeNumberField("millis", Math.round(seconds * 1000));
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, Finding finding) throws IOException {
    json.writeStartObject();
    json.writeStringField("file", finding.damage().file());
    json.writeNumberField("position", finding.damage().position());
    Events events = finding.events();
    if (events != null) {
      json.writeStringField("topic", events.topic());
      json.writeNumberField("partition", events.partition());
      json.writeNumberField("firstOffset", events.from());
      json.writeNumberField("lastOffset", events.to() - 1);
    }
    json.writeStringField("what", finding.damage().what());
    json.writeEndObject();
  }
}
