package io.thalweg.simulator.queue;

import io.thalweg.simulator.event.Event;
import org.jspecify.annotations.Nullable;

/// What an event says, by which its copies are known.
///
/// @param letter number of the letter that it is; -1: it is the event of a topic
/// @param event of a topic; else null
record Content(long letter, @Nullable Event event) {
  static Content of(Letter letter) {
    return new Content(letter.id, null);
  }

  static Content of(Event event) {
    return new Content(-1, event);
  }

  /// Its tone; -1: it has none.
  int tone() {
    return event == null ? Event.tone(letter) : event.tone();
  }
}
