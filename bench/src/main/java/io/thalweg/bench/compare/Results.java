package io.thalweg.bench.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// All rounds of a run, and what follows from them.
final class Results {
  private final List<Round> rounds = new ArrayList<>();

  void add(Round round) {
    rounds.add(round);
  }

  List<Round> rounds() {
    return rounds;
  }

  /// The spread of one broker's values; empty if it has none.
  Optional<Spread> of(String broker, Metric metric) {
    List<Double> values =
        rounds.stream()
            .filter(round -> round.broker().equals(broker))
            .filter(round -> round.values().containsKey(metric))
            .map(round -> round.values().get(metric))
            .toList();
    return values.isEmpty() ? Optional.empty() : Optional.of(Spread.of(values));
  }

  /// The spread of the ratios `broker`/`other`, each of one pair: what disturbed the machine then
  /// disturbed both.
  Optional<Spread> ratio(String broker, String other, Metric metric) {
    List<Double> ratios = new ArrayList<>();
    for (Round ours : rounds) {
      for (Round theirs : rounds) {
        Double above = ours.values().get(metric);
        Double below = theirs.values().get(metric);
        boolean paired =
            ours.broker().equals(broker)
                && theirs.broker().equals(other)
                && ours.pair() == theirs.pair();
        if (paired && above != null && below != null && below > 0) {
          ratios.add(above / below);
        }
      }
    }
    return ratios.isEmpty() ? Optional.empty() : Optional.of(Spread.of(ratios));
  }
}
