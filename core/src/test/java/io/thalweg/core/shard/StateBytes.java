package io.thalweg.core.shard;

import io.thalweg.core.turn.Command;
import io.thalweg.core.turn.Restatable;
import io.thalweg.core.turn.Scenario;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/// A state as the bytes of its statements. Stating it uses it up: positions are made up.
final class StateBytes<S extends Restatable> extends Scenario<S> {
  private StateBytes(S of, long time) {
    state = of;
    now = time;
  }

  /// One line for each aggregate of all `states`, at that broker time.
  static SortedSet<String> of(List<? extends Restatable> states, long time, long position) {
    SortedSet<String> all = new TreeSet<>();
    states.forEach(state -> add(state, time, position, all));
    return all;
  }

  private static <S extends Restatable> void add(
      S state, long time, long position, SortedSet<String> to) {
    StateBytes<S> stated = new StateBytes<>(state, time);
    stated.startAt(position);
    stated.restateAll();
    for (Entry<S> entry : stated.journal) {
      String kind = entry.kind().getClass().getSimpleName();
      to.add(kind + " " + entry.aggregate() + " " + entry.hex());
    }
  }

  @Override
  protected void decideOne(Command command) {
    throw new UnsupportedOperationException();
  }

  @Override
  protected S fresh() {
    throw new UnsupportedOperationException();
  }

  @Override
  protected String text(S of) {
    throw new UnsupportedOperationException();
  }
}
