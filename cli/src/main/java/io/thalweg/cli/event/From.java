package io.thalweg.cli.event;

import io.thalweg.server.config.Kind;
import io.thalweg.server.config.Quantity;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Where reading begins.
sealed interface From {
  /// The oldest event that is kept.
  record Beginning() implements From {}

  /// What is published from now on.
  record End() implements From {}

  /// One offset, in every partition that is read.
  record Offset(long offset) implements From {}

  /// The last `count` of every partition.
  record Last(long count) implements From {}

  /// The first event that is not older than a time.
  record Time(long millis) implements From {}

  /// Reads what is typed. Times without a zone are local.
  final class Converter implements ITypeConverter<From> {
    @Override
    public From convert(String text) {
      return parse(text, System.currentTimeMillis(), ZoneId.systemDefault());
    }
  }

  static From parse(String text, long nowMillis, ZoneId zone) {
    if (text.equals("beginning")) {
      return new Beginning();
    }
    if (text.equals("end")) {
      return new End();
    }
    if (text.matches("\\d{1,18}")) {
      return new Offset(Long.parseLong(text));
    }
    if (text.matches("-\\d{1,18}")) {
      return new Last(Long.parseLong(text.substring(1)));
    }
    try {
      return new Time(nowMillis - Quantity.millis(text));
    } catch (Kind.BadValue e) {
      return new Time(instant(text, zone).toEpochMilli());
    }
  }

  private static Instant instant(String text, ZoneId zone) {
    try {
      if (text.matches("@\\d{1,18}")) {
        return Instant.ofEpochMilli(Long.parseLong(text.substring(1)));
      }
      if (!text.contains("T")) {
        return LocalDate.parse(text).atStartOfDay(zone).toInstant();
      }
      boolean zoned = text.endsWith("Z") || text.matches(".*T.*[+-]\\d\\d:?\\d\\d");
      return zoned ? Instant.parse(text) : LocalDateTime.parse(text).atZone(zone).toInstant();
    } catch (DateTimeException e) {
      throw new TypeConversionException(
          "'"
              + text
              + "' is no place to begin: beginning, end, an offset (42), the last few of each"
              + " partition (-10), a time ago (15m) or a time (2026-01-31T12:00:00Z, @MILLIS)");
    }
  }
}
