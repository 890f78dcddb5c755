package io.thalweg.core.turn;

/// Durable state made of aggregates, each of which can be stated again in whole, so that old
/// journal entries may go.
public abstract class Restatable {
  /// All aggregates that have been stated.
  protected final Stated.Order order = new Stated.Order();

  /// Journal position of the oldest statement that is still the newest of its aggregate;
  /// `Long.MAX_VALUE` if there is no aggregate.
  public final long oldestStatement() {
    return order.oldestStatement();
  }

  /// An upper bound of the journal bytes that [#restateOldest] will write next.
  public final int restateBytes() {
    return order.restateBytes();
  }

  /// States the aggregate with the oldest statement again (or forgets it, if nothing refers to it
  /// any more).
  public final void restateOldest(Turn turn) {
    order.restateOldest(turn);
  }

  /// The aggregate with the oldest statement, as an operator reads it.
  public final String shownOldest() {
    return order.shownOldest();
  }

  /// Writes every aggregate as a statement, in the order of the newest statements.
  public final void restateAll(Turn turn) {
    order.restateAll(turn);
  }

  /// Replay has ended: derive what spans aggregates.
  public abstract void replayed();
}
