package io.thalweg.cli.event;

import io.thalweg.cli.terminal.Moment;
import java.time.ZoneId;
import java.util.OptionalLong;
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
    OptionalLong millis = Moment.parse(text, nowMillis, zone);
    if (millis.isEmpty()) {
      throw new TypeConversionException(
          "'"
              + text
              + "' is no place to begin: beginning, end, an offset (42), the last few of each"
              + " partition (-10), "
              + Moment.FORMS);
    }
    return new Time(millis.getAsLong());
  }
}
