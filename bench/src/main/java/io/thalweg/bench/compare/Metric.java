package io.thalweg.bench.compare;

/// What a round measures. The names are the keys of the JSON report.
enum Metric {
  PRODUCE_RATE("produce", "events/s", 0),
  PRODUCE_BROKER_CPU("  broker CPU", "µs/event", 2),
  PRODUCE_BROKER_CPU_SETTLED("  ... until it rests", "µs/event", 2),
  PRODUCE_CLIENT_CPU("  client CPU", "µs/event", 2),
  CONSUME_RATE("consume", "events/s", 0),
  CONSUME_BROKER_CPU("  broker CPU", "µs/event", 2),
  CONSUME_CLIENT_CPU("  client CPU", "µs/event", 2),
  PACED_P50("paced p50", "ms", 2),
  PACED_P99("paced p99", "ms", 2),
  PACED_P999("paced p99.9", "ms", 2),
  PACED_BROKER_CPU("  broker CPU", "µs/event", 2),
  RSS("broker RSS", "MB", 0),
  PEAK_RSS("broker peak RSS", "MB", 0);

  private final String label;
  private final String unit;
  private final int decimals;

  Metric(String label, String unit, int decimals) {
    this.label = label;
    this.unit = unit;
    this.decimals = decimals;
  }

  String label() {
    return label;
  }

  String unit() {
    return unit;
  }

  int decimals() {
    return decimals;
  }
}
