package io.thalweg.storage.verify;

import io.thalweg.core.base.Damage;
import io.thalweg.core.journal.SegmentInfo;
import io.thalweg.storage.disk.Disk;
import io.thalweg.storage.segment.SegmentCheck;
import io.thalweg.storage.verify.Finding.Events;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Checks segments, several beside each other.
final class SegmentsCheck implements SegmentCheck.Findings {
  /// More would not make a disk faster, and each takes 3 MB at most.
  private static final int CHECKERS = 4;

  private final Disk disk;
  private final Watcher watcher;
  private final Names names;
  private final AtomicInteger next = new AtomicInteger();
  private final AtomicLong batches = new AtomicLong();
  private final AtomicLong events = new AtomicLong();

  /// Knows what people call events.
  interface Names {
    @Nullable Events of(long partition, long from, long to);
  }

  SegmentsCheck(Disk disk, Watcher watcher, Names names) {
    this.disk = disk;
    this.watcher = watcher;
    this.names = names;
  }

  /// Checks the segments of `runs`; returns how many there are.
  int run(List<SegmentInfo> runs, Executor executor) {
    Map<Long, List<SegmentInfo>> byId = new LinkedHashMap<>();
    for (SegmentInfo run : runs) {
      byId.computeIfAbsent(run.id(), _ -> new ArrayList<>()).add(run);
    }
    runAll(List.copyOf(byId.values()), executor);
    return byId.size();
  }

  private void runAll(List<List<SegmentInfo>> segments, Executor executor) {
    CompletableFuture<?>[] checkers = new CompletableFuture<?>[Math.min(CHECKERS, segments.size())];
    Arrays.setAll(checkers, _ -> CompletableFuture.runAsync(() -> check(segments), executor));
    try {
      CompletableFuture.allOf(checkers).join();
    } catch (CompletionException e) {
      switch (e.getCause()) {
        case RuntimeException failed -> throw failed;
        case Error failed -> throw failed;
        case null, default -> throw e;
      }
    }
  }

  /// What one checker does: segment after segment, while there are more.
  private void check(List<List<SegmentInfo>> segments) {
    long largest = segments.stream().mapToLong(SegmentsCheck::bytes).max().orElse(0);
    SegmentCheck check = new SegmentCheck(disk, this, largest);
    for (int at = next.getAndIncrement(); at < segments.size(); at = next.getAndIncrement()) {
      check.check(segments.get(at));
    }
    batches.addAndGet(check.batches());
    events.addAndGet(check.events());
  }

  private static long bytes(List<SegmentInfo> runs) {
    return runs.stream().mapToLong(SegmentInfo::bytes).sum();
  }

  @Override
  public void damaged(SegmentInfo run, Damage damage, long from, long to) {
    watcher.found(new Finding(damage, names.of(run.partition(), from, to)));
  }

  @Override
  public void read(long bytes) {
    watcher.read(bytes);
  }

  long batches() {
    return batches.get();
  }

  long events() {
    return events.get();
  }
}
