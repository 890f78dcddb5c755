package io.thalweg.bench.compare;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// The middle of some values, and how far they lie apart.
public record Spread(double median, double min, double max) {
  /// Of at least one value.
  public static Spread of(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int middle = sorted.length / 2;
    double median =
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    return new Spread(median, Arrays.stream(sorted).min().orElseThrow(), sorted[sorted.length - 1]);
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%.2f (%.2f..%.2f)", median, min, max);
  }
}
