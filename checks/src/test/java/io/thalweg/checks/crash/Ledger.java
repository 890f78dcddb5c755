package io.thalweg.checks.crash;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// What clients were told: which events were sent and acknowledged, which offsets were committed;
/// and what is wrong with a partition that is read back. Knows nothing of the broker. Thread-safe.
///
/// Event `n` of a producer goes to partition `n % partitions`, and its bytes follow from who sent
/// it and from `n`.
final class Ledger {
  private static final long UNACKNOWLEDGED = -1;
  private static final long NOTHING_COMMITTED = -1;
  private static final int VALUE_CHARS = 700;

  private final int partitions;
  private final int[] sent;
  private final long[][] offsets;
  private final long[] committed;
  private final List<String> failures = new ArrayList<>();
  private long acknowledged;

  Ledger(int producers, int partitions) {
    this.partitions = partitions;
    this.sent = new int[producers];
    this.offsets = new long[producers][];
    Arrays.setAll(offsets, _ -> new long[1024]);
    this.committed = new long[partitions];
    Arrays.fill(committed, NOTHING_COMMITTED);
  }

  /// One event as it is read back.
  record Stored(long offset, String value) {}

  /// The number of the producer's next event, which counts as sent from now on.
  synchronized int send(int producer) {
    int number = sent[producer]++;
    if (number == offsets[producer].length) {
      offsets[producer] = Arrays.copyOf(offsets[producer], number * 2);
    }
    offsets[producer][number] = UNACKNOWLEDGED;
    return number;
  }

  synchronized void acknowledged(int producer, int number, long offset) {
    offsets[producer][number] = offset;
    acknowledged++;
  }

  /// A client gave up on what it should have repeated.
  synchronized void failed(String what) {
    failures.add(what);
  }

  synchronized void committed(int partition, long offset) {
    committed[partition] = Math.max(committed[partition], offset);
  }

  /// The largest acknowledged commit of each partition; -1 without any, as in an answer.
  synchronized long[] committed() {
    return committed.clone();
  }

  synchronized long acknowledged() {
    return acknowledged;
  }

  synchronized long inFlight() {
    return Arrays.stream(sent).asLongStream().sum() - acknowledged;
  }

  synchronized List<String> failures() {
    return List.copyOf(failures);
  }

  /// The value of an event, in ASCII.
  static String value(int producer, int number) {
    String head = producer + "," + number + ";";
    String filling = String.valueOf((char) ('a' + (producer * 7 + number) % 26));
    return head + filling.repeat(VALUE_CHARS - head.length());
  }

  /// What is wrong with `partition`, `stored` being all of it from its beginning: every event was
  /// sent, in the order of each producer, once; what was acknowledged is there, where it was said.
  synchronized List<String> problems(int partition, List<Stored> stored) {
    List<String> problems = new ArrayList<>();
    int[] last = new int[sent.length];
    Arrays.fill(last, -1);
    int[] missing = new int[sent.length];
    for (int producer = 0; producer < sent.length; producer++) {
      missing[producer] = acknowledgedIn(producer, partition);
    }
    long offset = 0;
    for (Stored event : stored) {
      if (event.offset != offset) {
        problems.add("offset " + event.offset + " follows " + (offset - 1));
      }
      offset = event.offset + 1;
      int[] who = identity(event.value);
      int producer = who[0];
      int number = who[1];
      if (!wasSent(producer, number, partition, event.value)) {
        problems.add("offset " + event.offset + " was never sent there");
        continue;
      }
      if (number <= last[producer]) {
        problems.add(
            "event %d of producer %d comes after %d".formatted(number, producer, last[producer]));
      }
      last[producer] = number;
      long said = offsets[producer][number];
      if (said == event.offset) {
        missing[producer]--;
      } else if (said != UNACKNOWLEDGED) {
        problems.add("offset %d was acknowledged as %d".formatted(event.offset, said));
      }
    }
    for (int producer = 0; producer < sent.length; producer++) {
      if (missing[producer] != 0) {
        problems.add(
            missing[producer] + " acknowledged events of producer " + producer + " are missing");
      }
    }
    return problems.stream().map(what -> "partition " + partition + ": " + what).toList();
  }

  private int acknowledgedIn(int producer, int partition) {
    int count = 0;
    for (int number = partition; number < sent[producer]; number += partitions) {
      count += offsets[producer][number] == UNACKNOWLEDGED ? 0 : 1;
    }
    return count;
  }

  private boolean wasSent(int producer, int number, int partition, String value) {
    return producer >= 0
        && producer < sent.length
        && number >= 0
        && number < sent[producer]
        && number % partitions == partition
        && value.equals(value(producer, number));
  }

  /// Producer and number as the event itself says; -1 if it says neither.
  private static int[] identity(String value) {
    int comma = value.indexOf(',');
    int end = value.indexOf(';');
    try {
      return new int[] {
        Integer.parseInt(value.substring(0, comma)),
        Integer.parseInt(value.substring(comma + 1, end))
      };
    } catch (RuntimeException e) {
      return new int[] {-1, -1};
    }
  }
}
