package io.thalweg.checks.broker;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// The lines that a process writes to one of its streams, as they come.
public final class Transcript {
  private final List<String> lines = new ArrayList<>();
  private boolean ended;

  private Transcript() {}

  static Transcript of(InputStream stream, String name) {
    Transcript transcript = new Transcript();
    Thread.ofPlatform().daemon().name(name).start(() -> transcript.read(stream));
    return transcript;
  }

  private void read(InputStream stream) {
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        add(line);
      }
    } catch (IOException e) {
      add("(unreadable: " + e + ")");
    }
    end();
  }

  private synchronized void add(String line) {
    lines.add(line);
    notifyAll();
  }

  private synchronized void end() {
    ended = true;
    notifyAll();
  }

  /// What was written so far.
  public synchronized List<String> lines() {
    return List.copyOf(lines);
  }

  /// What was written so far.
  public String text() {
    return String.join("\n", lines());
  }

  /// The first line that is `wanted`, now or within `limit`; empty: there is none.
  public synchronized Optional<String> await(Predicate<String> wanted, Duration limit) {
    long deadline = System.nanoTime() + limit.toNanos();
    for (int seen = 0; more(seen, deadline); seen++) {
      if (wanted.test(lines.get(seen))) {
        return Optional.of(lines.get(seen));
      }
    }
    return Optional.empty();
  }

  /// Returns when the process has closed the stream; false: it did not within `limit`.
  synchronized boolean awaitEnd(Duration limit) {
    long deadline = System.nanoTime() + limit.toNanos();
    while (more(lines.size(), deadline)) {
      // each line starts the wait for the next
    }
    return ended;
  }

  /// Whether there are more than `seen` lines, now or before the deadline.
  private synchronized boolean more(int seen, long deadline) {
    try {
      while (lines.size() <= seen && !ended) {
        long left = deadline - System.nanoTime();
        if (left <= 0) {
          return false;
        }
        wait(left / 1_000_000, (int) (left % 1_000_000));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
    return lines.size() > seen;
  }
}
