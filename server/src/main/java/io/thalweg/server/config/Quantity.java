package io.thalweg.server.config;

import io.thalweg.server.config.Kind.BadValue;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Sizes and durations as people write them: `64MiB`, `30s`. A number alone counts bytes or
/// milliseconds.
public final class Quantity {
  private static final Pattern FORM = Pattern.compile("(\\d{1,19})\\s*([A-Za-z]*)");

  /// From large to small, so that `showBytes` finds the largest unit that divides a value.
  private static final Map<String, Long> BYTES = new LinkedHashMap<>();

  private static final Map<String, Long> MILLIS = new LinkedHashMap<>();

  static {
    BYTES.put("TiB", 1L << 40);
    BYTES.put("GiB", 1L << 30);
    BYTES.put("MiB", 1L << 20);
    BYTES.put("KiB", 1L << 10);
    BYTES.put("TB", 1_000_000_000_000L);
    BYTES.put("GB", 1_000_000_000L);
    BYTES.put("MB", 1_000_000L);
    BYTES.put("kB", 1_000L);
    BYTES.put("KB", 1_000L);
    BYTES.put("B", 1L);
    MILLIS.put("d", 86_400_000L);
    MILLIS.put("h", 3_600_000L);
    MILLIS.put("m", 60_000L);
    MILLIS.put("s", 1_000L);
    MILLIS.put("ms", 1L);
  }

  private Quantity() {}

  /// Reads a size: `1048576`, `64MiB`, `10 MB`.
  public static long bytes(String text) throws BadValue {
    return read(text, BYTES, "is not a size such as 64MiB (units: B, kB, KiB, MB, MiB, GB, GiB)");
  }

  /// Reads a duration: `1500`, `30s`, `7d`.
  public static long millis(String text) throws BadValue {
    return read(text, MILLIS, "is not a duration such as 30s (units: ms, s, m, h, d)");
  }

  public static String showBytes(long bytes) {
    for (String unit : new String[] {"TiB", "GiB", "MiB", "KiB"}) {
      long size = BYTES.getOrDefault(unit, 1L);
      if (bytes != 0 && bytes % size == 0) {
        return bytes / size + unit;
      }
    }
    return Long.toString(bytes);
  }

  public static String showMillis(long millis) {
    for (Map.Entry<String, Long> unit : MILLIS.entrySet()) {
      if (millis != 0 && millis % unit.getValue() == 0) {
        return millis / unit.getValue() + unit.getKey();
      }
    }
    return Long.toString(millis);
  }

  private static long read(String text, Map<String, Long> units, String wrong) throws BadValue {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new BadValue(wrong);
    }
    String unit = form.group(2);
    Long size = unit.isEmpty() ? Long.valueOf(1) : units.get(unit);
    if (size == null) {
      throw new BadValue(wrong);
    }
    try {
      return Math.multiplyExact(Long.parseLong(form.group(1)), size.longValue());
    } catch (ArithmeticException | NumberFormatException e) {
      throw new BadValue("is too large");
    }
  }
}
