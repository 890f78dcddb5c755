package io.thalweg.server.metrics;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.SummarySnapshot;
import io.prometheus.metrics.model.snapshots.SummarySnapshot.SummaryDataPointSnapshot;
import io.thalweg.core.base.Buckets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Metrics and their values at one moment. Names are as a scrape shows them.
final class Families {
  private static final String COUNTER_SUFFIX = "_total";
  private static final double NANOS_PER_SECOND = 1e9;

  private final List<MetricSnapshot> all = new ArrayList<>();

  /// Takes the values of one metric, each with its labels: name, value, name, value.
  interface Values {
    void add(double value, String... labels);

    default void add(long value, String... labels) {
      add((double) value, labels);
    }
  }

  /// The same for histograms.
  interface Histograms {
    void add(Buckets values, String... labels);
  }

  /// How a value is written.
  enum Unit {
    /// Counted in nanoseconds, written in seconds.
    SECONDS,
    /// Written as counted.
    AS_COUNTED
  }

  void counter(String name, String help, double value) {
    counters(name, help, values -> values.add(value));
  }

  void counter(String name, String help, long value) {
    counter(name, help, (double) value);
  }

  void counters(String name, String help, Consumer<Values> fill) {
    String base = name.substring(0, name.length() - COUNTER_SUFFIX.length());
    CounterSnapshot.Builder family = CounterSnapshot.builder().name(base).help(help);
    fill.accept(
        (value, labels) ->
            family.dataPoint(
                CounterDataPointSnapshot.builder().value(value).labels(Labels.of(labels)).build()));
    all.add(family.build());
  }

  void gauge(String name, String help, double value) {
    gauges(name, help, values -> values.add(value));
  }

  void gauge(String name, String help, long value) {
    gauge(name, help, (double) value);
  }

  void gauges(String name, String help, Consumer<Values> fill) {
    GaugeSnapshot.Builder family = GaugeSnapshot.builder().name(name).help(help);
    fill.accept(
        (value, labels) ->
            family.dataPoint(
                GaugeDataPointSnapshot.builder().value(value).labels(Labels.of(labels)).build()));
    all.add(family.build());
  }

  void histogram(String name, String help, Unit unit, Buckets values) {
    histograms(name, help, unit, all -> all.add(values));
  }

  void histograms(String name, String help, Unit unit, Consumer<Histograms> fill) {
    HistogramSnapshot.Builder family = HistogramSnapshot.builder().name(name).help(help);
    fill.accept(
        (values, labels) ->
            family.dataPoint(
                HistogramDataPointSnapshot.builder()
                    .classicHistogramBuckets(
                        ClassicHistogramBuckets.of(bounds(values, unit), values.counts()))
                    .sum(scaled(values.sum(), unit))
                    .labels(Labels.of(labels))
                    .build()));
    all.add(family.build());
  }

  private static double[] bounds(Buckets values, Unit unit) {
    long[] bounds = values.bounds();
    double[] all = new double[bounds.length + 1];
    for (int i = 0; i < bounds.length; i++) {
      all[i] = scaled(bounds[i], unit);
    }
    all[bounds.length] = Double.POSITIVE_INFINITY;
    return all;
  }

  private static double scaled(long value, Unit unit) {
    return unit == Unit.SECONDS ? value / NANOS_PER_SECOND : (double) value;
  }

  /// Takes the values of a metric that has a count and a sum, but no buckets.
  interface Sums {
    void add(long count, double sum, String... labels);
  }

  void summaries(String name, String help, Consumer<Sums> fill) {
    SummarySnapshot.Builder family = SummarySnapshot.builder().name(name).help(help);
    fill.accept(
        (count, sum, labels) ->
            family.dataPoint(
                SummaryDataPointSnapshot.builder()
                    .count(count)
                    .sum(sum)
                    .labels(Labels.of(labels))
                    .build()));
    all.add(family.build());
  }

  MetricSnapshots snapshots() {
    return new MetricSnapshots(all);
  }
}
