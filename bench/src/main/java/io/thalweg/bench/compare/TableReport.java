package io.thalweg.bench.compare;

import io.thalweg.bench.load.Clients;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The report that people read.
final class TableReport {
  private static final int LABEL = 22;
  private static final int CELL = 30;
  private static final int RATIO = 24;

  private final PrintStream out;
  private final Plan plan;
  private final Results results;

  TableReport(PrintStream out, Plan plan, Results results) {
    this.out = out;
    this.plan = plan;
    this.results = results;
  }

  void print(Map<String, String> machine, Map<String, List<String>> settings) {
    out.println();
    out.printf(
        Locale.ROOT,
        "%,d events of %,d bytes, 4 partitions; %d pairs. Medians, then the least and the most.%n",
        plan.events(),
        plan.eventBytes(),
        plan.pairs());
    out.println();
    out.println(heading());
    for (Metric metric : Metric.values()) {
      if (plan.brokers().stream().anyMatch(name -> results.of(name, metric).isPresent())) {
        out.println(line(metric));
      }
    }
    out.println();
    out.println("ratios: of each pair; then the median, the least and the most of them");
    machine.forEach((name, value) -> out.printf("machine %s: %s%n", name, value));
    out.println("producer: " + new TreeMap<>(Clients.BATCHED));
    out.println("producer, paced: " + new TreeMap<>(Clients.AT_ONCE));
    out.println("consumer: assigned partitions, defaults");
    settings.forEach(
        (name, lines) -> lines.forEach(line -> out.printf("settings %s: %s%n", name, line)));
  }

  private String heading() {
    StringBuilder line = new StringBuilder(padded("", LABEL + 10));
    plan.brokers().forEach(name -> line.append(padded(name, CELL)));
    others().forEach(name -> line.append(padded("thalweg/" + name, RATIO)));
    return line.toString().stripTrailing();
  }

  private List<String> others() {
    return plan.brokers().contains("thalweg")
        ? plan.brokers().stream().filter(name -> !name.equals("thalweg")).toList()
        : List.of();
  }

  private String line(Metric metric) {
    StringBuilder line = new StringBuilder(padded(metric.label(), LABEL));
    line.append(padded(metric.unit(), 10));
    for (String name : plan.brokers()) {
      line.append(padded(shown(results.of(name, metric), metric.decimals()), CELL));
    }
    for (String name : others()) {
      line.append(padded(shown(results.ratio("thalweg", name, metric), 2), RATIO));
    }
    return line.toString().stripTrailing();
  }

  static String shown(Optional<Spread> spread, int decimals) {
    String number = "%,." + decimals + "f";
    return spread
        .map(
            s ->
                String.format(
                    Locale.ROOT,
                    number + " (" + number + ".." + number + ")",
                    s.median(),
                    s.min(),
                    s.max()))
        .orElse("-");
  }

  private static String padded(String text, int width) {
    return text + " ".repeat(Math.max(1, width - text.length()));
  }
}
