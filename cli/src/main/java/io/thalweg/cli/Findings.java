package io.thalweg.cli;

import io.thalweg.cli.terminal.Shown;
import io.thalweg.storage.verify.Finding;
import io.thalweg.storage.verify.Watcher;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicLong;

/// Gathers what a verification finds, on one thread, until told to stop. How far it is any thread
/// may ask.
final class Findings implements Watcher {
  /// More are counted only.
  private static final int MOST = 10_000;

  private final List<Finding> found = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private long untold;
  private volatile long bytes;
  private final AtomicLong read = new AtomicLong();
  private volatile boolean stopped;

  /// The verification ends soon, without having read all. Callable on any thread.
  void stop() {
    stopped = true;
  }

  @Override
  public void started(long all) {
    bytes = all;
  }

  @Override
  public void read(long more) {
    if (stopped) {
      throw new CancellationException();
    }
    read.addAndGet(more);
  }

  @Override
  public void found(Finding finding) {
    if (found.size() < MOST) {
      found.add(finding);
    } else {
      untold++;
    }
  }

  @Override
  public void noted(String line) {
    if (notes.size() < MOST) {
      notes.add(line);
    }
  }

  long damages() {
    return found.size() + untold;
  }

  /// Damages that were too many to be kept.
  long untold() {
    return untold;
  }

  /// By their place.
  List<Finding> sorted() {
    return found.stream()
        .sorted(
            Comparator.comparing((Finding each) -> each.damage().file())
                .thenComparingLong(each -> each.damage().position()))
        .toList();
  }

  List<String> notes() {
    return notes;
  }

  /// `50 %, 1.5GiB of 3.0GiB, 800 MB/s`, if it has taken so long.
  String progress(long nanos) {
    long percent = bytes == 0 ? 0 : Math.min(100, read.get() * 100 / bytes);
    return String.format(
        Locale.ROOT, "%d %%, %s, %.0f MB/s", percent, progress(), read.get() * 1e3 / nanos);
  }

  /// `1.5GiB of 3.0GiB`.
  String progress() {
    return Shown.bytes(read.get()) + " of " + Shown.bytes(bytes);
  }
}
