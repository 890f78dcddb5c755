package io.thalweg.cli.terminal;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Quantities as people read them. What is negative or null is unknown: `-`.
public final class Shown {
  private static final String UNKNOWN = "-";
  private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB"};

  private Shown() {}

  public static String number(@Nullable Long number) {
    return number == null || number < 0 ? UNKNOWN : number.toString();
  }

  /// One decimal of the largest unit: `1.5GiB`.
  public static String bytes(long bytes) {
    if (bytes < 1024) {
      return bytes < 0 ? UNKNOWN : bytes + UNITS[0];
    }
    double left = bytes;
    int unit = 0;
    while (left >= 1023.95 && unit < UNITS.length - 1) {
      left /= 1024;
      unit++;
    }
    return String.format(Locale.ROOT, "%.1f%s", left, UNITS[unit]);
  }

  /// How long ago, in the largest unit that makes it more than one: `90s`, `47h`, `3d`; ahead of
  /// now: `-5m`.
  public static String age(long millis, long nowMillis) {
    if (millis < 0) {
      return UNKNOWN;
    }
    long seconds = Math.abs(nowMillis - millis) / 1000;
    String age =
        seconds < 120
            ? seconds + "s"
            : seconds < 2 * 3600
                ? seconds / 60 + "m"
                : seconds < 2 * 86_400 ? seconds / 3600 + "h" : seconds / 86_400 + "d";
    return nowMillis < millis ? "-" + age : age + " ago";
  }

  /// `1 event`, `2 events`.
  public static String count(long number, String what) {
    return number + " " + what + (number == 1 ? "" : "s");
  }

  /// Without what would move a terminal's cursor: names come from anybody.
  public static String harmless(String text) {
    return text.codePoints()
        .map(point -> Character.isISOControl(point) ? '?' : point)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
