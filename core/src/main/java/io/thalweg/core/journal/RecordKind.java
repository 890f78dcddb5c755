package io.thalweg.core.journal;

/// One type of record: its number, and how it is applied. A kind's meaning never changes once
/// released: a change is a new kind with a new number. Its layout is written by a static `write`
/// beside [#apply].
///
/// @param <S> the state that it changes
public abstract class RecordKind<S> {
  private final int id;

  /// `id` is unique among all kinds and fits 15 bits.
  protected RecordKind(int id) {
    this.id = id;
  }

  /// The number that stands in the journal.
  public final int id() {
    return id;
  }

  /// Changes `state`'s aggregate [RecordReader#aggregate] as the record says. Reads no other
  /// aggregate. In life and in replay the same.
  public abstract void apply(RecordReader in, S state);
}
