package io.thalweg.simulator.queue;

import io.thalweg.core.batch.EventCursor;
import io.thalweg.core.queue.DeadLetterHeader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Where an event died before it was copied to where it is, the newest death first.
record Deaths(List<DeadLetterHeader> all) {
  /// Those that the event tells of; none: it is no copy.
  static Deaths of(EventCursor event) {
    ByteBuffer name = StandardCharsets.UTF_8.encode(DeadLetterHeader.NAME);
    List<DeadLetterHeader> all = new ArrayList<>();
    event.rewindHeaders();
    while (event.nextHeader()) {
      if (name.equals(event.buffer().slice(event.nameAt(), event.nameLength()))) {
        int length = Math.max(0, event.headerValueLength());
        DeadLetterHeader death =
            DeadLetterHeader.read(event.buffer().slice(event.headerValueAt(), length));
        if (death != null) {
          all.add(death);
        }
      }
    }
    event.rewindHeaders();
    return new Deaths(all);
  }

  boolean isEmpty() {
    return all.isEmpty();
  }

  /// The queue that it died in last.
  String queue() {
    return all.getFirst().queue();
  }

  /// Whether what died last lay where the last of `others` did.
  boolean lastIsAt(Deaths others) {
    DeadLetterHeader mine = all.getFirst();
    DeadLetterHeader other = others.all.getFirst();
    return mine.partition() == other.partition() && mine.offset() == other.offset();
  }

  /// Whether it ever died in `queue`.
  boolean isIn(String queue) {
    return all.stream().anyMatch(death -> death.queue().equals(queue));
  }

  /// Those before the last one; none: there are none, or they are not known.
  Deaths before() {
    boolean known = all.getFirst().count() == 1;
    return new Deaths(known ? all.subList(1, all.size()) : List.of());
  }

  /// Whether it died before it died last.
  boolean isRepeated() {
    return all.size() > 1 || all.getFirst().count() > 1;
  }
}
