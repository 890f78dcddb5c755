package io.thalweg.simulator.mutant;

import io.thalweg.simulator.told.Counts;
import io.thalweg.simulator.told.HistoryFailed;
import io.thalweg.simulator.world.History;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/// Runs the history of a seed among the classes that its own class was loaded with, and tells it to
/// a reader. Returns what was wrong, or an empty text.
public final class Attempt implements BiFunction<Long, Consumer<String>, String> {
  /// Nobody reads.
  static final Consumer<String> UNREAD = _ -> {};

  private final Counts counts;

  /// Counted nowhere.
  public Attempt() {
    this(new Counts());
  }

  Attempt(Counts counts) {
    this.counts = counts;
  }

  @Override
  public String apply(Long seed, Consumer<String> reader) {
    try {
      History history =
          reader.equals(UNREAD) ? new History(seed, counts) : new History(seed, counts, reader);
      history.run();
      return "";
    } catch (HistoryFailed e) {
      return String.valueOf(e.getMessage());
    }
  }
}
