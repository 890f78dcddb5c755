package io.thalweg.simulator.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.simulator.disk.Fault;
import io.thalweg.simulator.told.Counts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// Many histories. `-Dsimulator.histories=5000` runs more of them, `-Dsimulator.first=7` from
/// another seed on; `bin/simulate` does the same for people, and tells a single one.
class HistoriesTest {
  private static final int HISTORIES = Integer.getInteger("simulator.histories", 500);
  private static final long FIRST = Long.getLong("simulator.first", 1);
  private static final int TOLD_EVERY = 500;

  /// Every fault strikes so often in 500 histories.
  private static final long STRIKES = 100;

  @Test
  void nothingAcknowledgedIsMissingChangedOrTwice() {
    Counts counts = new Counts();
    long began = System.nanoTime();
    for (long seed = FIRST; seed < FIRST + HISTORIES; seed++) {
      Counts own = new Counts();
      new History(seed, own).run();
      assertThat(own.operations).as("seed %d", seed).isGreaterThanOrEqualTo(History.OPERATIONS);
      assertThat(own.crashes()).as("crashes of seed %d", seed).isPositive();
      counts.add(own);
      if (counts.histories % TOLD_EVERY == 0) {
        long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began);
        System.out.printf("%d s; %s%n%s%n", seconds, counts, counts.faults);
      }
    }
    assertThat(counts.crashes()).isGreaterThan(5L * HISTORIES);
    assertThat(counts.compactions).isGreaterThan(5L * HISTORIES);
    assertThat(counts.compactedAway).isGreaterThan(30L * HISTORIES);
    assertThat(counts.refusedWhileFull).isGreaterThan(20L * HISTORIES);
    long enough = STRIKES * HISTORIES / 500;
    assertThat(counts.faults.faults())
        .as("%s", counts.faults)
        .allSatisfy(
            (fault, struck) -> assertThat(struck).as("%s", fault).isGreaterThanOrEqualTo(enough));
    assertThat(counts.faults.crashes())
        .as("%s", counts.faults)
        .allSatisfy((call, last) -> assertThat(last).as(call).isGreaterThanOrEqualTo(enough));
    everythingHappened(counts);
    queuesWereUsed(counts);
  }

  /// A profile of queues in which little happens would prove little.
  private static void queuesWereUsed(Counts counts) {
    Map<String, Long> all =
        Map.ofEntries(
            Map.entry("declared", counts.queuesDeclared / 6),
            Map.entry("deleted", counts.queuesDeleted / 4),
            Map.entry("purges", counts.purges / 3),
            Map.entry("seeks", counts.seeks / 3),
            Map.entry("published", counts.published / 300),
            Map.entry("published in parts", counts.publishedInParts / 20),
            Map.entry("refused by full queues", counts.lettersTooMany / 50),
            Map.entry("delivered", counts.delivered / 200),
            Map.entry("delivered in parts", counts.deliveredInParts / 8),
            Map.entry("redelivered", counts.redelivered / 80),
            Map.entry("settled", counts.settled / 150),
            Map.entry("settled in vain", counts.settledInVain / 6),
            Map.entry("failed", counts.failed / 7),
            Map.entry("rejected", counts.rejected / 5),
            Map.entry("released", counts.released / 12),
            Map.entry("lost", counts.lost / 20),
            Map.entry("deadlines passed", counts.deadlinesPassed / 30),
            Map.entry("extended", counts.extended / 3),
            Map.entry("settled late", counts.settledLate),
            Map.entry("dead letters", counts.deadLetters / 6),
            Map.entry("dead letters that had to come", counts.deadLettersDue),
            Map.entry("filtered out", counts.filteredOut / 15),
            Map.entry("restarts with leases", counts.restartsWithLeases / 2),
            Map.entry("drained", counts.drained));
    assertThat(all)
        .as("%s", counts)
        .allSatisfy((what, times) -> assertThat(times).as(what).isGreaterThanOrEqualTo(HISTORIES));
  }

  private static void everythingHappened(Counts counts) {
    assertThat(
            LongStream.of(
                counts.cutWhileOpening,
                counts.failuresWhileOpening,
                counts.journalFailures,
                counts.tornEnds,
                counts.wraps,
                counts.restatements,
                counts.flushes,
                counts.merges,
                counts.heldBackForMerges,
                counts.segmentsDeleted,
                counts.journalReads,
                counts.segmentReads,
                counts.resent,
                counts.repeated,
                counts.refusedGaps,
                counts.committed,
                counts.topicsChanged,
                counts.topicsDeleted,
                counts.recreated,
                counts.trims,
                counts.joined,
                counts.assigned,
                counts.heartbeats,
                counts.left,
                counts.restartsCompared,
                counts.rests,
                counts.replaysCompared,
                counts.flipsNoticed,
                counts.flipsHarmless))
        .as("%s", counts)
        .allMatch(count -> count > HISTORIES / 10);
  }

  @Test
  void aSeedGivesTheSameBytesAgain() {
    for (long seed = 1; seed <= 10; seed++) {
      long once = new History(seed, new Counts()).run();
      long again = new History(seed, new Counts()).run();
      assertThat(again).as("checksum of all that was written, seed %d", seed).isEqualTo(once);
    }
  }

  @Test
  void aHistoryThatIsToldIsTheSame() {
    List<String> told = new ArrayList<>();
    long once = new History(3, new Counts()).run();
    assertThat(new History(3, new Counts(), told::add).run()).isEqualTo(once);
    assertThat(told)
        .anyMatch(line -> line.contains("== opens"))
        .anyMatch(line -> line.contains("== the power is cut"))
        .anyMatch(line -> line.contains("Append["))
        .anyMatch(line -> line.contains("disk  SYNC"));
  }

  @Test
  void everyFaultIsCounted() {
    Map<Fault, Long> none = new Counts().faults.faults();
    assertThat(none).containsOnlyKeys(Fault.values());
  }
}
