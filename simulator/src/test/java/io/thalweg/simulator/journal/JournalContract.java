package io.thalweg.simulator.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.storage.disk.Disk;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// What every journal does, seen through `JournalWriter` and `JournalReader`.
abstract class JournalContract {
  /// The same disk every time.
  abstract Disk disk() throws IOException;

  /// The process ends.
  void end(Ring ring) throws IOException {
    ring.writer.close();
  }

  @Test
  void aNewJournalIsEmpty() throws IOException {
    Ring ring = new Ring(disk());
    assertThat(ring.entries()).isEmpty();
    assertThat(ring.writer.busy()).isFalse();
    assertThat(ring.writer.unproven()).isFalse();
    assertThat(ring.writer.writable()).isTrue();
    assertThat(ring.writer.usedBytes()).isZero();
    end(ring);
  }

  @Test
  void positionsAreDenseAndEntriesAreReadAfterTheNextOpening() throws IOException {
    Ring ring = new Ring(disk());
    long first = ring.writer.nextPosition();
    TreeMap<Long, String> appended = new TreeMap<>();
    for (int i = 0; i < 10; i++) {
      assertThat(ring.append("e" + i, 100 * i)).isEqualTo(first + i);
      appended.put(first + i, "e" + i);
    }
    assertThat(ring.writer.busy()).isFalse();
    assertThat(ring.durable.getLast()).isEqualTo(first + 9);
    assertThat(ring.durable).isSorted();
    end(ring);
    Ring again = new Ring(disk());
    assertThat(again.entries()).isEqualTo(appended);
    assertThat(again.writer.nextPosition()).isEqualTo(first + 10);
    end(again);
  }

  @Test
  void everyOpeningRaisesTheEpoch() throws IOException {
    long before = -1;
    for (int i = 0; i < 4; i++) {
      Ring ring = new Ring(disk());
      assertThat(ring.writer.epoch()).isGreaterThan(before);
      before = ring.writer.epoch();
      ring.append("opened", 0);
      end(ring);
    }
  }

  @Test
  void aMarkProvesTheNewestEntryAndIsNotRead() throws IOException {
    Ring ring = new Ring(disk());
    long position = ring.append("e", 10);
    assertThat(ring.writer.unproven()).isTrue();
    ring.writer.mark();
    ring.work();
    assertThat(ring.writer.unproven()).isFalse();
    long next = ring.writer.nextPosition();
    ring.writer.mark();
    assertThat(ring.writer.nextPosition()).as("no mark without need").isEqualTo(next);
    end(ring);
    Ring again = new Ring(disk());
    assertThat(again.entries()).isEqualTo(Map.of(position, "e"));
    end(again);
  }

  @Test
  void whatIsTrimmedMakesRoomForEver() throws IOException {
    Ring ring = new Ring(disk());
    TreeMap<Long, String> kept = new TreeMap<>();
    for (int i = 0; i < 40 * Ring.FILES; i++) {
      assertThat(ring.writer.writable()).isTrue();
      kept.put(ring.append("e" + i, 5000), "e" + i);
      kept.headMap(ring.writer.nextPosition() - 8).clear();
      ring.writer.trimBefore(kept.firstKey());
    }
    assertThat(ring.writer.usedBytes()).isLessThan(ring.writer.capacityBytes());
    assertThat(ring.writer.bytesBefore(ring.writer.nextPosition()))
        .isEqualTo(ring.writer.usedBytes());
    end(ring);
    Ring again = new Ring(disk());
    assertThat(again.entries()).containsAllEntriesOf(kept);
    end(again);
  }

  @Test
  void aFullJournalAsksForAPause() throws IOException {
    Ring ring = new Ring(disk());
    int appended = 0;
    while (ring.writer.writable()) {
      ring.append("e", 3000);
      assertThat(++appended).isLessThan(1000);
    }
    assertThat(ring.writer.usedBytes()).isLessThanOrEqualTo(ring.writer.capacityBytes());
    ring.writer.trimBefore(ring.writer.nextPosition());
    ring.append("maintenance", 0);
    assertThat(ring.writer.writable()).isTrue();
    end(ring);
  }
}
