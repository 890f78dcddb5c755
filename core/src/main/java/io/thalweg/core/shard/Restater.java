package io.thalweg.core.shard;

import io.thalweg.core.turn.Restatable;
import io.thalweg.core.turn.Turn;
import java.util.List;
import java.util.function.IntPredicate;

/// States old aggregates again at the ring's head, so that its tail may go: a bounded number each
/// turn.
final class Restater {
  private static final int AGGREGATES_PER_TURN = 256;
  private static final int BYTES_PER_TURN = 256 << 10;

  private final List<Restatable> states;

  Restater(List<Restatable> states) {
    this.states = states;
  }

  /// Restates aggregates whose statement is at or before `target`; `room` makes room for so many
  /// journal bytes.
  void step(Turn turn, long target, IntPredicate room) {
    int bytes = 0;
    for (int i = 0; i < AGGREGATES_PER_TURN && bytes < BYTES_PER_TURN; i++) {
      Restatable oldest = oldest();
      int needed = oldest.restateBytes();
      boolean wanted = oldest.oldestStatement() <= target;
      if (!wanted || !room.test(needed)) {
        return;
      }
      bytes += needed;
      oldest.restateOldest(turn);
    }
  }

  /// The oldest statement that is still needed; `Long.MAX_VALUE` without any.
  long oldestStatement() {
    return oldest().oldestStatement();
  }

  /// What was stated there, as an operator reads it.
  String shownOldest() {
    return oldest().shownOldest();
  }

  private Restatable oldest() {
    Restatable oldest = states.getFirst();
    for (int i = 1; i < states.size(); i++) {
      Restatable other = states.get(i);
      oldest = other.oldestStatement() < oldest.oldestStatement() ? other : oldest;
    }
    return oldest;
  }
}
