package io.thalweg.simulator.mutant;

import java.util.function.Consumer;

/// Runs histories by their seeds.
public interface Seeds {
  /// Runs the history of `seed` and tells it to `reader`.
  Outcome run(long seed, Consumer<String> reader);

  /// The same, which nobody reads.
  default Outcome run(long seed) {
    return run(seed, Attempt.UNREAD);
  }
}
