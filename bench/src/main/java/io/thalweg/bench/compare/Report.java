package io.thalweg.bench.compare;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.thalweg.bench.peer.BenchHome;
import io.thalweg.bench.peer.Broker;
import io.thalweg.bench.peer.Machine;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What one measurement says: figures and verdicts as soon as they are there, and at the end all of
/// it as JSON.
public final class Report {
  private final String bench;
  private final Map<String, String> machine;
  private final Map<String, List<String>> settings = new LinkedHashMap<>();
  private final List<Map<String, Object>> rounds = new ArrayList<>();
  private final List<Figure> figures = new ArrayList<>();

  /// A figure, with a limit or without one.
  private record Figure(String name, Spread spread, @Nullable Double limit, boolean holds) {
    @Override
    public String toString() {
      String verdict =
          limit == null
              ? ""
              : String.format(
                  Locale.ROOT, " (limit %.2f: %s)", limit, holds ? "holds" : "DOES NOT HOLD");
      return name + ": " + spread + verdict;
    }
  }

  /// Begins with the facts about the machine. `folder` is on the disk that matters.
  public Report(String bench, Path folder) {
    this.bench = bench;
    machine = Machine.facts(folder);
    machine.forEach((name, value) -> say("machine " + name + ": " + value));
  }

  /// How a broker was set up.
  public void settings(Broker broker) {
    settings(broker.name(), broker.settings());
  }

  /// How something was set up.
  public void settings(String whose, List<String> lines) {
    settings.put(whose, lines);
    lines.forEach(line -> say("settings " + whose + ": " + line));
  }

  /// How far it is: a line for who waits.
  public void say(String line) {
    System.err.println("bench: " + line);
  }

  /// What a round showed: a line for who waits, and a part of the JSON. Names, values in turn.
  public void round(String what, Object... namesAndValues) {
    Map<String, Object> round = new LinkedHashMap<>();
    round.put("round", what);
    StringBuilder line = new StringBuilder(what).append(':');
    for (int i = 0; i < namesAndValues.length; i += 2) {
      Object value = namesAndValues[i + 1];
      round.put((String) namesAndValues[i], value);
      String shown = value instanceof Double ? "%,.2f" : "%s";
      String comma = i == 0 ? " " : ", ";
      line.append(comma).append(String.format(Locale.ROOT, shown, value));
      line.append(' ').append(namesAndValues[i]);
    }
    rounds.add(round);
    say(line.toString());
  }

  /// A figure without a limit.
  public void tell(String what, Spread spread) {
    add(new Figure(what, spread, null, true));
  }

  /// A figure whose median has to be at most `limit`.
  public void atMost(String what, Spread spread, double limit) {
    add(new Figure(what, spread, limit, spread.median() <= limit));
  }

  /// A figure whose every value has to be at most `limit`.
  public void eachAtMost(String what, Spread spread, double limit) {
    add(new Figure(what, spread, limit, spread.max() <= limit));
  }

  /// A figure whose median has to be at least `limit`.
  public void atLeast(String what, Spread spread, double limit) {
    add(new Figure(what, spread, limit, spread.median() >= limit));
  }

  /// A figure of two kinds of rounds: the median of its ratios has to be at most `limit`.
  public void atMost(String what, PairedRatio pairs, double limit) {
    tell(what + ", one", pairs.one());
    tell(what + ", other", pairs.other());
    atMost(what + ", other/one", pairs.ratio(), limit);
  }

  private void add(Figure figure) {
    figures.add(figure);
    System.out.println(bench + ": " + figure);
  }

  /// Writes the JSON, to `bench/target/NAME.json` if nothing else is wanted.
  ///
  /// @return the exit code: 0 if every limit holds, else 1
  public int end(@Nullable Path wanted) throws IOException {
    machine.put("load at the end", Machine.load());
    say("machine load at the end: " + machine.get("load at the end"));
    Path file = wanted != null ? wanted : BenchHome.HERE.resolve("target/" + bench + ".json");
    try (Writer out = Files.newBufferedWriter(file);
        JsonGenerator json = new JsonFactory().createGenerator(out).useDefaultPrettyPrinter()) {
      write(json);
      out.append('\n');
    }
    System.out.println("json: " + file);
    return figures.stream().allMatch(Figure::holds) ? 0 : 1;
  }

  private void write(JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("bench", bench);
    json.writeStringField("at", Instant.now().toString());
    json.writeObjectFieldStart("machine");
    for (Map.Entry<String, String> fact : machine.entrySet()) {
      json.writeStringField(fact.getKey(), fact.getValue());
    }
    json.writeEndObject();
    json.writeObjectFieldStart("settings");
    for (Map.Entry<String, List<String>> whose : settings.entrySet()) {
      json.writeFieldName(whose.getKey());
      json.writeArray(whose.getValue().toArray(String[]::new), 0, whose.getValue().size());
    }
    json.writeEndObject();
    json.writeArrayFieldStart("figures");
    for (Figure figure : figures) {
      write(json, figure);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("rounds");
    for (Map<String, Object> round : rounds) {
      json.writeStartObject();
      for (Map.Entry<String, Object> value : round.entrySet()) {
        json.writeFieldName(value.getKey());
        json.writeObject(value.getValue());
      }
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, Figure figure) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", figure.name());
    json.writeNumberField("median", figure.spread().median());
    json.writeNumberField("min", figure.spread().min());
    json.writeNumberField("max", figure.spread().max());
    if (figure.limit() != null) {
      json.writeNumberField("limit", figure.limit());
      json.writeBooleanField("holds", figure.holds());
    }
    json.writeEndObject();
  }
}
