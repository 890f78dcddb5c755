package io.thalweg.bench.compare;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.thalweg.bench.load.Clients;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The report that programs read: every round, and the medians.
final class JsonReport {
  private final Plan plan;
  private final Results results;

  JsonReport(Plan plan, Results results) {
    this.plan = plan;
    this.results = results;
  }

  void write(Path file, Map<String, String> machine, Map<String, List<String>> settings)
      throws IOException {
    try (Writer out = Files.newBufferedWriter(file);
        JsonGenerator json = new JsonFactory().createGenerator(out).useDefaultPrettyPrinter()) {
      json.writeStartObject();
      json.writeStringField("at", Instant.now().toString());
      json.writeNumberField("events", plan.events());
      json.writeNumberField("eventBytes", plan.eventBytes());
      json.writeNumberField("pairs", plan.pairs());
      json.writeNumberField("pacedRate", plan.pacedRate());
      json.writeNumberField("pacedSeconds", plan.pacedSeconds());
      json.writeObjectFieldStart("machine");
      for (Map.Entry<String, String> fact : machine.entrySet()) {
        json.writeStringField(fact.getKey(), fact.getValue());
      }
      json.writeEndObject();
      writeSettings(json, settings);
      writeMedians(json);
      writeRounds(json);
      json.writeEndObject();
      out.append('\n');
    }
  }

  private static void writeSettings(JsonGenerator json, Map<String, List<String>> settings)
      throws IOException {
    json.writeObjectFieldStart("settings");
    json.writeStringField("producer", Clients.BATCHED.toString());
    json.writeStringField("pacedProducer", Clients.AT_ONCE.toString());
    for (Map.Entry<String, List<String>> broker : settings.entrySet()) {
      json.writeArrayFieldStart(broker.getKey());
      for (String line : broker.getValue()) {
        json.writeString(line);
      }
      json.writeEndArray();
    }
    json.writeEndObject();
  }

  private void writeMedians(JsonGenerator json) throws IOException {
    json.writeObjectFieldStart("medians");
    for (String broker : plan.brokers()) {
      json.writeObjectFieldStart(broker);
      for (Metric metric : Metric.values()) {
        writeSpread(json, metric, results.of(broker, metric).orElse(null));
      }
      json.writeEndObject();
    }
    json.writeEndObject();
    json.writeObjectFieldStart("ratios");
    for (String other : plan.brokers()) {
      json.writeObjectFieldStart("thalweg/" + other);
      for (Metric metric : Metric.values()) {
        writeSpread(json, metric, results.ratio("thalweg", other, metric).orElse(null));
      }
      json.writeEndObject();
    }
    json.writeEndObject();
  }

  private static void writeSpread(JsonGenerator json, Metric metric, @Nullable Spread spread)
      throws IOException {
    if (spread != null) {
      json.writeObjectFieldStart(key(metric));
      json.writeNumberField("median", spread.median());
      json.writeNumberField("min", spread.min());
      json.writeNumberField("max", spread.max());
      json.writeEndObject();
    }
  }

  private void writeRounds(JsonGenerator json) throws IOException {
    json.writeArrayFieldStart("rounds");
    for (Round round : results.rounds()) {
      json.writeStartObject();
      json.writeStringField("broker", round.broker());
      json.writeNumberField("pair", round.pair());
      for (Map.Entry<Metric, Double> value : round.values().entrySet()) {
        json.writeNumberField(key(value.getKey()), value.getValue());
      }
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static String key(Metric metric) {
    return metric.name().toLowerCase(Locale.ROOT);
  }
}
