package io.thalweg.simulator.mutant;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Brokers that break a promise are found out, or the histories prove nothing. For each the first
/// three seeds that `bin/simulate --variants 1..500` names (of one that forgets a delay, there is
/// one: others mostly wake the queue); after a change of the simulator others may have to be taken.
class MutationsTest {
  private static final Map<String, List<Integer>> SEEDS =
      Map.ofEntries(
          Map.entry("sync-skipped", List.of(1, 2, 3)),
          Map.entry("reply-before-durable", List.of(1, 2, 3)),
          Map.entry("checksum-ignored", List.of(1, 2, 4)),
          Map.entry("stale-frame-accepted", List.of(1, 80, 101)),
          Map.entry("log-start-missing", List.of(1, 2, 4)),
          Map.entry("tail-not-copied", List.of(1, 10, 15)),
          Map.entry("named-durable-ignored", List.of(4, 41, 53)),
          Map.entry("duplicate-answered-at-once", List.of(1, 2, 3)),
          Map.entry("segment-not-restated", List.of(1, 2, 3)),
          Map.entry("ring-overwritten-early", List.of(13, 21, 27)),
          Map.entry("segment-named-before-sync", List.of(2, 3, 4)),
          Map.entry("directory-not-synced", List.of(1, 2, 3)),
          Map.entry("full-for-good", List.of(7, 9, 16)),
          Map.entry("compaction-lag-ignored", List.of(7, 11, 12)),
          Map.entry("newest-event-cleaned", List.of(1, 2, 3)),
          Map.entry("tombstone-cleaned-early", List.of(1, 2, 3)),
          Map.entry("copied-with-new-headers", List.of(20, 21, 22)),
          Map.entry("ack-answered-before-durable", List.of(2, 4, 12)),
          Map.entry("void-lease-honoured", List.of(3, 5, 6)),
          Map.entry("key-freed-early", List.of(1, 2, 3)),
          Map.entry("dead-letter-dropped-early", List.of(23, 32, 74)),
          Map.entry("delay-forgotten", List.of(260, 344)),
          Map.entry("late-settlement-honoured", List.of(38, 126, 162)),
          Map.entry("deadline-forgotten", List.of(1, 2, 3)),
          Map.entry("extension-forgotten", List.of(2, 15, 17)),
          Map.entry("filter-ignored", List.of(1, 3, 4)));

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
