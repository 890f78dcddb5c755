package io.thalweg.core.queue;

import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// How far a queue has come in one partition: which events are done.
public interface CursorView {
  /// Aggregate id.
  long id();

  /// All before it is done; it is not.
  long floor();

  /// The first event from `offset` on that is not done.
  long nextOpen(long offset);

  /// How many are done from the floor on.
  long doneBehind();

  /// Bytes of the values of events that are not done, if the queue may hold so many only.
  long bytes();

  /// What is noted about an event that is not done, or null.
  @Nullable Note note(long offset);

  /// How many notes there are.
  int notes();

  /// Calls `each` for every offset with a note, ascending.
  void forEachNoted(LongConsumer each);

  /// Whether the event at `offset` is done.
  default boolean isDone(long offset) {
    return nextOpen(offset) > offset;
  }
}
