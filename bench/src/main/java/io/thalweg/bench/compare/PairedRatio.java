package io.thalweg.bench.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/// One figure of two kinds of rounds that took turns. What disturbed the machine during a pair
/// disturbed both, so ratios are taken pair by pair.
///
/// @param ratio of the other to the one
public record PairedRatio(Spread one, Spread other, Spread ratio) {
  /// Of as many rounds of each kind, in the order of their pairs.
  public static <R> PairedRatio of(
      List<R> ones, List<R> others, ToDoubleFunction<? super R> figure) {
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < ones.size(); i++) {
      ratios.add(figure.applyAsDouble(others.get(i)) / figure.applyAsDouble(ones.get(i)));
    }
    return new PairedRatio(spread(ones, figure), spread(others, figure), Spread.of(ratios));
  }

  private static <R> Spread spread(List<R> rounds, ToDoubleFunction<? super R> figure) {
    return Spread.of(rounds.stream().map(figure::applyAsDouble).toList());
  }

  /// Prints it.
  public void tell(String what) {
    System.out.printf(Locale.ROOT, "%s: %s, %s: ratio %s%n", what, one, other, ratio);
  }

  /// Prints it and whether the median of the ratios is within `limit`, which it returns.
  public boolean tell(String what, double limit) {
    boolean holds = ratio.median() <= limit;
    String verdict = holds ? "holds" : "DOES NOT HOLD";
    tell(String.format(Locale.ROOT, "%s (limit %.2f: %s)", what, limit, verdict));
    return holds;
  }
}
