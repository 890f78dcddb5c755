package io.thalweg.simulator.mutant;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Brokers that break a promise are found out, or the histories prove nothing. For each the first
/// three seeds that `bin/simulate --variants 1..500` names (of one that forgets a delay, later
/// ones: others mostly wake the queue); after a change of the simulator others may have to be
/// taken.
class MutationsTest {
  private static final Map<String, List<Integer>> SEEDS =
      Map.ofEntries(
          Map.entry("sync-skipped", List.of(1, 2, 3)),
          Map.entry("reply-before-durable", List.of(1, 2, 3)),
          Map.entry("checksum-ignored", List.of(3, 7, 8)),
          Map.entry("stale-frame-accepted", List.of(85, 101, 153)),
          Map.entry("log-start-missing", List.of(3, 4, 5)),
          Map.entry("tail-not-copied", List.of(11, 14, 15)),
          Map.entry("named-durable-ignored", List.of(12, 15, 30)),
          Map.entry("duplicate-answered-at-once", List.of(1, 2, 3)),
          Map.entry("segment-not-restated", List.of(1, 2, 3)),
          Map.entry("ring-overwritten-early", List.of(13, 17, 60)),
          Map.entry("segment-named-before-sync", List.of(1, 2, 3)),
          Map.entry("directory-not-synced", List.of(1, 2, 3)),
          Map.entry("full-for-good", List.of(3, 13, 16)),
          Map.entry("compaction-lag-ignored", List.of(2, 3, 5)),
          Map.entry("newest-event-cleaned", List.of(1, 2, 3)),
          Map.entry("tombstone-cleaned-early", List.of(4, 5, 8)),
          Map.entry("copied-with-new-headers", List.of(1, 4, 8)),
          Map.entry("ack-answered-before-durable", List.of(12, 17, 45)),
          Map.entry("void-lease-honoured", List.of(1, 2, 3)),
          Map.entry("key-freed-early", List.of(1, 2, 3)),
          Map.entry("dead-letter-dropped-early", List.of(6, 14, 31)),
          Map.entry("delay-forgotten", List.of(812, 969, 1552)),
          Map.entry("left-out-missed", List.of(32, 52, 137)),
          Map.entry("late-settlement-honoured", List.of(166, 172, 190)),
          Map.entry("deadline-forgotten", List.of(1, 3, 4)),
          Map.entry("extension-forgotten", List.of(1, 2, 3)),
          Map.entry("filter-ignored", List.of(1, 2, 3)));

  static Stream<Mutation> mutations() {
    return Mutation.ALL.stream();
  }

  @ParameterizedTest
  @MethodSource("mutations")
  void isFoundOut(Mutation mutation) {
    Seeds mutant = Mutant.of(mutation, Path.of(""));
    assertThat(SEEDS).as("seeds of every variant").containsKey(mutation.name());
    for (long seed : SEEDS.getOrDefault(mutation.name(), List.of())) {
      assertThat(mutant.run(seed).wrong())
          .as("seed %d against %s", seed, mutation.name())
          .startsWith("seed " + seed + ", life ");
    }
  }
}
