package io.thalweg.core.queue.letter;

import io.thalweg.core.batch.EventCursor;
import io.thalweg.core.batch.KeyHash;
import java.nio.charset.StandardCharsets;

/// What the key of an event is, for a queue that keeps the order of keys: the event's own, or the
/// value of a header.
public final class EventKeys {
  /// An event without a key.
  public static final long NONE = -1;

  private static final int MOST_TEXT_BYTES = 100;

  private final byte[] header;
  private final MessageHeaders known;

  /// @param header name of the header whose value is the key; empty: the event's own
  /// @param known finds headers that the event's protocol keeps elsewhere
  public EventKeys(String header, MessageHeaders known) {
    this.header = header.getBytes(StandardCharsets.UTF_8);
    this.known = known;
  }

  /// A hash of the key of the event on which `event` stands, or [#NONE].
  public long hash(EventCursor event) {
    long place = place(event);
    return place < 0 ? NONE : KeyHash.of(event.buffer(), at(place), (int) place);
  }

  /// The key for people to read, or the beginning of it; empty if there is none.
  public String text(EventCursor event) {
    long place = place(event);
    if (place < 0) {
      return "";
    }
    int bytes = Math.min(MOST_TEXT_BYTES, (int) place);
    return StandardCharsets.UTF_8.decode(event.buffer().slice(at(place), bytes)).toString();
  }

  private static int at(long place) {
    return (int) (place >>> Integer.SIZE);
  }

  /// Where it begins, in the upper half, and its length; negative: there is none.
  private long place(EventCursor event) {
    if (header.length == 0) {
      return event.keyLength() < 0 ? NONE : place(event.keyAt(), event.keyLength());
    }
    event.rewindHeaders();
    while (event.nextHeader()) {
      if (event.headerValueLength() >= 0 && event.isNamed(header)) {
        return place(event.headerValueAt(), event.headerValueLength());
      }
    }
    long found = known.find(event, header);
    return found == MessageHeaders.ABSENT ? NONE : found;
  }

  private static long place(int at, int length) {
    return (long) at << Integer.SIZE | length;
  }
}
