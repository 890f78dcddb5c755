package io.thalweg.core.turn;

/// Durable state made of aggregates, each of which can be stated again in whole, so that old
/// journal entries may go.
public interface Restatable {
  /// Journal position of the oldest statement that is still the newest of its aggregate;
  /// `Long.MAX_VALUE` if there is no aggregate.
  long oldestStatement();

  /// An upper bound of the journal bytes that [#restateOldest] will write next.
  int restateBytes();

  /// States the aggregate with the oldest statement again (or forgets it, if nothing refers to it
  /// any more).
  void restateOldest(Turn turn);

  /// The aggregate with the oldest statement, as an operator reads it.
  String shownOldest();

  /// Writes every aggregate as a statement, in the order of the newest statements.
  void restateAll(Turn turn);

  /// Replay has ended: derive what spans aggregates.
  void replayed();
}
