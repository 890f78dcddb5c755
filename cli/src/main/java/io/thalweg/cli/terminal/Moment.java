package io.thalweg.cli.terminal;

import io.thalweg.server.config.Kind;
import io.thalweg.server.config.Quantity;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.OptionalLong;

/// Times as people write them: some time ago (`15m`, `1h ago`), or a time (`2026-01-31T12:00:00Z`,
/// without a zone local; `2026-01-31`, its midnight; `@MILLIS`).
public final class Moment {
  /// What may be written, to complete a refusal.
  public static final String FORMS = "a time ago (15m) or a time (2026-01-31T12:00:00Z, @MILLIS)";

  private static final String AGO = " ago";

  private Moment() {}

  /// In milliseconds since 1970; empty if `text` is none.
  public static OptionalLong parse(String text, long nowMillis, ZoneId zone) {
    String span = text.endsWith(AGO) ? text.substring(0, text.length() - AGO.length()) : text;
    try {
      return OptionalLong.of(nowMillis - Quantity.millis(span));
    } catch (Kind.BadValue e) {
      return instant(text, zone);
    }
  }

  private static OptionalLong instant(String text, ZoneId zone) {
    try {
      if (text.matches("@\\d{1,18}")) {
        return OptionalLong.of(Long.parseLong(text.substring(1)));
      }
      if (!text.contains("T")) {
        return millis(LocalDate.parse(text).atStartOfDay(zone).toInstant());
      }
      boolean zoned = text.endsWith("Z") || text.matches(".*T.*[+-]\\d\\d:?\\d\\d");
      return millis(
          zoned ? Instant.parse(text) : LocalDateTime.parse(text).atZone(zone).toInstant());
    } catch (DateTimeException e) {
      return OptionalLong.empty();
    }
  }

  private static OptionalLong millis(Instant instant) {
    return OptionalLong.of(instant.toEpochMilli());
  }
}
