package io.thalweg.checks.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.checks.broker.BrokerProcess;
import io.thalweg.checks.broker.Program;
import io.thalweg.checks.broker.Scrape;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a broker holds before and after it was fuzzed, and what may be in its log.
final class Held {
  /// The fewest that there may be: if they stayed held, everything would stop soon.
  static final int BLOCKS = 8;

  static final int BLOCK_BYTES = 2 << 20;
  private static final int MIB = 1 << 20;

  /// How much more may be in use afterwards. The collector has run, but code that was compiled
  /// meanwhile is resident, as are parts of the heap that once were needed.
  private static final Map<String, Integer> BOUNDS =
      Map.of(
          "thalweg_blocks_used",
          1,
          "thalweg_network_buffer_bytes",
          4 * MIB,
          "jvm_buffer_pool_used_bytes{pool=\"direct\"}",
          BLOCKS * BLOCK_BYTES, // each is made when it is needed first, and then stays
          "jvm_memory_used_bytes{area=\"heap\"}",
          6 * MIB,
          "process_resident_memory_bytes",
          96 * MIB,
          "process_open_fds",
          20);

  private static final Duration LIMIT = Duration.ofSeconds(30);

  /// Nothing of this may be in the log.
  private static final Pattern WRONG =
      Pattern.compile(
          "LEAK|^\\S+ ERROR |^\\s+at |^Caused by|^[a-z.]+(Exception|Error)|could not answer|:"
              + " failed: |OutOfMemory|stopping, since");

  private static final Pattern CLOSED =
      Pattern.compile(".* closed the connection of [^ ]+: (.*?)( \\(and \\d+ more .*)?");

  private Held() {}

  /// All samples, once they are as `wanted` and the collector has run: that also makes leaks known,
  /// to be told with the next buffers.
  static Map<String, Double> settled(BrokerProcess broker, Predicate<Map<String, Double>> wanted)
      throws Exception {
    await(broker, wanted);
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    String pid = Long.toString(broker.handle().pid());
    for (int i = 0; i < 2; i++) {
      try (Program collects = Program.start(List.of(jcmd, pid, "GC.run"))) {
        assertThat(collects.end().exitCode()).isZero();
      }
    }
    return new Scrape(broker).samples();
  }

  static void await(BrokerProcess broker, Predicate<Map<String, Double>> wanted) {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    Scrape scrape = new Scrape(broker);
    Map<String, Double> seen = scrape.samples();
    while (!wanted.test(seen)) {
      assertThat(System.nanoTime()).as("it settles; now %s", seen).isLessThan(deadline);
      seen = scrape.samples();
    }
  }

  static void isAsBefore(Map<String, Double> before, Map<String, Double> after) {
    BOUNDS.forEach(
        (name, more) -> {
          System.out.printf("%s: %,.0f, then %,.0f%n", name, before.get(name), after.get(name));
          assertThat(after.get(name)).as(name).isLessThanOrEqualTo(before.get(name) + more);
        });
  }

  /// Nothing in the log is wrong, and connections are closed for reasons that are `refused` only.
  static void logIsClean(List<String> lines, Pattern refused) {
    assertThat(lines.stream().filter(line -> WRONG.matcher(line).find())).isEmpty();
    List<String> reasons = new ArrayList<>();
    for (String line : lines) {
      Matcher closed = CLOSED.matcher(line);
      if (closed.matches()) {
        reasons.add(closed.group(1));
      }
    }
    assertThat(reasons).isNotEmpty();
    assertThat(reasons.stream().filter(reason -> !refused.matcher(reason).matches())).isEmpty();
  }

  /// The end of a log, for a test that fails.
  static String end(List<String> lines) {
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 30), lines.size()));
  }
}
