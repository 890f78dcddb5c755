package io.thalweg.checks.fuzz;

import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.protocol.ApiKeys;

/// What became of frames, by the API that they were of.
final class Tally {
  /// What may become of one.
  enum Fate {
    /// A handler has answered it.
    ANSWERED,
    /// It asked for no answer, and what came behind it was answered.
    SILENT,
    /// The broker closed the connection instead.
    CLOSED,
    /// It waits for something for longer than the test does.
    WAITING
  }

  private final Map<ApiKeys, Map<Fate, Long>> counts = new EnumMap<>(ApiKeys.class);

  synchronized void add(ApiKeys api, Fate fate) {
    counts.computeIfAbsent(api, _ -> new EnumMap<>(Fate.class)).merge(fate, 1L, Long::sum);
  }

  synchronized long of(Fate fate) {
    return sum(counts.values(), fate);
  }

  synchronized long of(ApiKeys api, Fate fate) {
    return counts.getOrDefault(api, Map.of()).getOrDefault(fate, 0L);
  }

  synchronized long all() {
    return all(counts.values());
  }

  private static long sum(Collection<Map<Fate, Long>> of, Fate fate) {
    return of.stream().mapToLong(each -> each.getOrDefault(fate, 0L)).sum();
  }

  private static long all(Collection<Map<Fate, Long>> of) {
    return of.stream().flatMap(each -> each.values().stream()).mapToLong(each -> each).sum();
  }

  /// A table for people.
  synchronized String text() {
    StringBuilder out = new StringBuilder();
    out.append(
        String.format(
            "%-26s %9s %9s %7s %7s %7s%n", "", "answered", "%", "silent", "closed", "waiting"));
    counts.forEach((api, of) -> line(out, api.name, List.of(of)));
    line(out, "all", counts.values());
    return out.toString();
  }

  private static void line(StringBuilder out, String name, Collection<Map<Fate, Long>> of) {
    long answered = sum(of, Fate.ANSWERED);
    out.append(
        String.format(
            "%-26s %9d %8d%% %7d %7d %7d%n",
            name,
            answered,
            answered * 100 / Math.max(1, all(of)),
            sum(of, Fate.SILENT),
            sum(of, Fate.CLOSED),
            sum(of, Fate.WAITING)));
  }
}
