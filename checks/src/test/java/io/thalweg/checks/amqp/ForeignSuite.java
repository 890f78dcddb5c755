package io.thalweg.checks.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.NavigableMap;
import java.util.SortedSet;
import java.util.TreeSet;

/// The tests that a client's authors wrote for it, run against our broker. Those that fail are run
/// once more, since such tests wait by the clock; how often that helped is printed.
abstract class ForeignSuite {
  private final String name;
  private final int size;

  /// @param size how many tests there are
  ForeignSuite(String name, int size) {
    this.name = name;
    this.size = size;
  }

  /// What a run came to: what it printed, and whether a test passed, by name.
  record Outcome(String said, NavigableMap<String, Boolean> tests) {
    private SortedSet<String> failed() {
      SortedSet<String> failed = new TreeSet<>(tests.keySet());
      failed.removeIf(tests::get);
      return failed;
    }
  }

  /// Runs all tests.
  abstract Outcome all();

  /// Runs those at least.
  abstract Outcome again(SortedSet<String> names);

  /// All tests must pass.
  final void passes() {
    Outcome first = all();
    String said = first.said();
    SortedSet<String> once = first.failed();
    SortedSet<String> twice = new TreeSet<>(once);
    if (!once.isEmpty()) {
      Outcome second = again(once);
      said += "\nand then:\n" + second.said();
      twice.removeIf(test -> second.tests().getOrDefault(test, false));
    }
    int passed = first.tests().size() - twice.size();
    System.out.printf(
        "%s: %d of %d tests passed, of them when run once more: %s%n",
        name, passed, size, once.stream().filter(test -> !twice.contains(test)).toList());
    assertThat(twice).as("tests that failed twice; it said:%n%s", said).isEmpty();
    assertThat(first.tests()).as("tests that ran; it said:%n%s", said).hasSize(size);
  }
}
