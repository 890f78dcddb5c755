package io.thalweg.server.admin.queue;

import io.thalweg.core.batch.EventCursor;
import io.thalweg.core.queue.DeadLetterHeader;
import io.thalweg.core.queue.Note;
import io.thalweg.server.admin.Fields;
import io.thalweg.server.admin.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which dead letters are meant, by their newest death.
///
/// @param reason why they died; null: any reason
/// @param source the queue that they died in; null: any
record DeathFilter(Note.@Nullable Death reason, @Nullable String source) {
  private static final byte[] NAME = DeadLetterHeader.NAME.getBytes(StandardCharsets.UTF_8);

  static DeathFilter of(@Nullable String reason, @Nullable String source) throws Refusal {
    List<Note.Death> all = List.of(Note.Death.values());
    for (Note.Death each : all) {
      if (Fields.word(each).equals(reason)) {
        return new DeathFilter(each, source);
      }
    }
    if (reason != null) {
      List<String> words = all.stream().map(Fields::word).toList();
      throw Refusal.invalid(
          "one of " + String.join(", ", words) + " in 'reason'", "it is '" + reason + "'");
    }
    return new DeathFilter(null, source);
  }

  /// All deaths of the event, the newest first.
  static List<DeadLetterHeader> deaths(EventCursor event) {
    List<DeadLetterHeader> all = new ArrayList<>(1);
    event.rewindHeaders();
    while (event.nextHeader()) {
      if (isDeath(event)) {
        int length = Math.max(0, event.headerValueLength());
        DeadLetterHeader death =
            DeadLetterHeader.read(event.buffer().slice(event.headerValueAt(), length));
        if (death != null) {
          all.add(death);
        }
      }
    }
    return all;
  }

  /// Whether the header that `event` stands on is one.
  static boolean isDeath(EventCursor event) {
    return event.isNamed(NAME);
  }

  boolean takes(List<DeadLetterHeader> deaths) {
    DeadLetterHeader newest = deaths.isEmpty() ? null : deaths.getFirst();
    boolean any = reason == null && source == null;
    return newest == null
        ? any
        : (reason == null || reason == newest.why())
            && (source == null || source.equals(newest.queue()));
  }
}
