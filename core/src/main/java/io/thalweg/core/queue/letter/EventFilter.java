package io.thalweg.core.queue.letter;

import io.thalweg.core.base.Opaque;
import io.thalweg.core.batch.EventCursor;
import io.thalweg.core.exchange.HeaderMatch;
import io.thalweg.core.exchange.HeaderMatch.Headers;
import io.thalweg.core.exchange.HeaderValue;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Says by their headers which events a queue delivers: by those that a protocol has kept of a
/// message, else by the record's own, of which a value is compared by its bytes. What it says of an
/// event never changes. Reused from event to event.
public final class EventFilter {
  /// Most conditions of a filter.
  public static final int MOST_TERMS = 16;

  /// Most bytes of their names and values.
  public static final int MOST_BYTES = 1 << 10;

  /// What a filter has, in words.
  public static final String EXPECTED =
      "1 to " + MOST_TERMS + " conditions of at most " + MOST_BYTES + " bytes";

  private static final int FIXED_BYTES = 9;

  private final HeaderMatch match;
  private final MessageHeaders known;
  private final Map<String, byte[]> names = new HashMap<>();
  private final Headers headers = this::value;
  private @Nullable EventCursor event;

  /// @param known finds headers of messages
  public EventFilter(HeaderMatch match, MessageHeaders known) {
    this.match = match;
    this.known = known;
    for (HeaderMatch.Term term : match.terms()) {
      names.put(term.name(), utf8(term.name()));
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /// In what `match` is not what is [#EXPECTED] of a filter; null: it is.
  public static @Nullable String refusal(HeaderMatch match) {
    int terms = match.terms().size();
    if (terms < 1 || terms > MOST_TERMS) {
      return "there are " + terms + " conditions";
    }
    long bytes = 0;
    for (HeaderMatch.Term term : match.terms()) {
      bytes += utf8(term.name()).length + bytes(term.value());
    }
    return bytes > MOST_BYTES ? "they have " + bytes + " bytes" : null;
  }

  private static int bytes(HeaderValue value) {
    return switch (value) {
      case HeaderValue.Bytes(Opaque bytes) -> bytes.length();
      case HeaderValue.Structure(Opaque bytes) -> bytes.length();
      case HeaderValue.Nothing _, HeaderValue.Flag _, HeaderValue.Whole _, HeaderValue.Real _ ->
          FIXED_BYTES;
    };
  }

  /// Whether the event on which `cursor` stands passes. Its headers begin anew then.
  public boolean passes(EventCursor cursor) {
    event = cursor;
    boolean met = match.isMetBy(headers);
    event = null;
    cursor.rewindHeaders();
    return met;
  }

  private @Nullable HeaderValue value(String header) {
    EventCursor of = event;
    byte[] name = names.get(header);
    if (of == null || name == null) {
      return null;
    }
    HeaderValue kept = known.value(of, name);
    return kept == null ? own(of, name) : kept;
  }

  /// The value of the record's first header of that name.
  private static @Nullable HeaderValue own(EventCursor event, byte[] name) {
    event.rewindHeaders();
    while (event.nextHeader()) {
      if (event.isNamed(name)) {
        return value(event);
      }
    }
    return null;
  }

  private static HeaderValue value(EventCursor event) {
    if (event.headerValueLength() < 0) {
      return new HeaderValue.Nothing();
    }
    byte[] bytes = new byte[event.headerValueLength()];
    event.buffer().get(event.headerValueAt(), bytes);
    return new HeaderValue.Bytes(new Opaque(bytes));
  }
}
