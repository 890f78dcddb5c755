package io.thalweg.checks.fuzz;

import io.thalweg.checks.fuzz.AmqpRecordings.Kind;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/// What became of streams, by what they were about, and which answers came.
final class AmqpTally {
  /// How one ended.
  enum End {
    /// The broker confirmed that the client closes.
    CONFIRMED,
    /// The broker said why it closes.
    CLOSED,
    /// The broker closed without a word.
    DROPPED
  }

  private final Map<Kind, Map<End, Long>> ends = new EnumMap<>(Kind.class);
  private final Map<Kind, Long> reached = new EnumMap<>(Kind.class);
  private final Map<String, Long> heard = new TreeMap<>();

  /// A stream has ended.
  ///
  /// @param handled whether it reached a handler
  /// @param answers by their names
  synchronized void add(Kind kind, End end, boolean handled, Map<String, Long> answers) {
    ends.computeIfAbsent(kind, _ -> new EnumMap<>(End.class)).merge(end, 1L, Long::sum);
    reached.merge(kind, handled ? 1L : 0L, Long::sum);
    answers.forEach((name, count) -> heard.merge(name, count, Long::sum));
  }

  synchronized long all() {
    return ends.values().stream().flatMap(each -> each.values().stream()).mapToLong(n -> n).sum();
  }

  /// Streams that reached a handler of a method.
  synchronized long reached() {
    return reached.values().stream().mapToLong(n -> n).sum();
  }

  /// Answers by their names.
  synchronized Map<String, Long> heard() {
    return new TreeMap<>(heard);
  }

  /// A table for people.
  synchronized String text() {
    StringBuilder out = new StringBuilder();
    String row = "%-12s %9s %9s %10s %9s %9s%n";
    out.append(String.format(row, "", "streams", "reached", "confirmed", "closed", "dropped"));
    ends.forEach(
        (kind, of) ->
            out.append(
                String.format(
                    row,
                    kind,
                    of.values().stream().mapToLong(n -> n).sum(),
                    reached.get(kind),
                    of.getOrDefault(End.CONFIRMED, 0L),
                    of.getOrDefault(End.CLOSED, 0L),
                    of.getOrDefault(End.DROPPED, 0L))));
    return out.append("answers: ").append(heard).toString();
  }
}
