package io.thalweg.checks.crash;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// System calls as `strace -f -yy` wrote them. A call's thread stands still while its beginning and
/// its end are written, so the order of lines is an order in time: what a thread does because a
/// call has returned begins on a later line than that call's end.
final class Trace {
  private static final Pattern BEGUN = Pattern.compile("(\\d+) +(\\w+)\\((.*)");
  private static final Pattern RESUMED = Pattern.compile("(\\d+) +<\\.\\.\\. (\\w+) resumed>(.*)");
  private static final Pattern FILE = Pattern.compile("\\d+<(.+?)>[,) ].*");
  private static final Pattern RESULT = Pattern.compile("\\) += (-?\\d+)[^)\"]*$");
  private static final String UNFINISHED = "<unfinished ...>";

  /// One call.
  ///
  /// @param began line of its beginning
  /// @param ended line of its end; `Long.MAX_VALUE` if it did not end
  /// @param file path or addresses behind its descriptor; empty without one
  /// @param bytes what it writes, as far as it was written down, a character for each
  record Call(String name, long began, long ended, String file, String bytes, long result) {
    boolean isDone() {
      return ended != Long.MAX_VALUE && result >= 0;
    }
  }

  private record Open(long line, String name, String text) {}

  private Trace() {}

  /// All calls, in the order of their beginnings.
  static List<Call> read(Path log) throws IOException {
    List<Call> calls = new ArrayList<>();
    Map<String, Open> open = new HashMap<>();
    List<String> lines = Files.readAllLines(log, StandardCharsets.ISO_8859_1);
    for (int at = 0; at < lines.size(); at++) {
      Matcher resumed = RESUMED.matcher(lines.get(at));
      Matcher begun = BEGUN.matcher(lines.get(at));
      if (resumed.matches()) {
        Open from = open.remove(resumed.group(1));
        if (from != null) {
          calls.add(call(from.name, from.line, at, from.text, resumed.group(3)));
        }
      } else if (begun.matches() && begun.group(3).endsWith(UNFINISHED)) {
        open.put(begun.group(1), new Open(at, begun.group(2), begun.group(3)));
      } else if (begun.matches()) {
        calls.add(call(begun.group(2), at, at, begun.group(3), begun.group(3)));
      }
    }
    open.values().forEach(o -> calls.add(call(o.name, o.line, Long.MAX_VALUE, o.text, "")));
    calls.sort(Comparator.comparingLong(Call::began));
    return calls;
  }

  private static Call call(String name, long began, long ended, String text, String end) {
    Matcher file = FILE.matcher(text);
    Matcher result = RESULT.matcher(end);
    return new Call(
        name,
        began,
        ended,
        file.matches() ? file.group(1) : "",
        literals(text),
        result.find() ? Long.parseLong(result.group(1)) : -1);
  }

  /// What stands between quotes, one piece after the other.
  private static String literals(String text) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    boolean inside = false;
    int at = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '"') {
        inside = !inside;
        at++;
      } else if (inside && c == '\\') {
        at = escaped(text, at + 1, out);
      } else {
        if (inside) {
          out.write(c);
        }
        at++;
      }
    }
    return out.toString(StandardCharsets.ISO_8859_1);
  }

  /// Writes the byte that is escaped at `at`; returns where the text goes on.
  private static int escaped(String text, int at, ByteArrayOutputStream out) {
    char c = text.charAt(at);
    int letter = "tnvfr".indexOf(c);
    if (letter >= 0) {
      out.write("\t\n\u000b\f\r".charAt(letter));
      return at + 1;
    }
    int value = 0;
    int end = at;
    while (end < at + 3 && end < text.length() && isOctal(text.charAt(end))) {
      value = value * 8 + text.charAt(end++) - '0';
    }
    out.write(end == at ? c : value);
    return Math.max(end, at + 1);
  }

  private static boolean isOctal(char c) {
    return c >= '0' && c <= '7';
  }
}
