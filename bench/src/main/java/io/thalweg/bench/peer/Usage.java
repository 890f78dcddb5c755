package io.thalweg.bench.peer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What a process has used so far, as the kernel counts it.
///
/// @param cpuMicros user and system time of all its threads; the kernel counts in 10 ms
/// @param rssBytes memory that is resident now
/// @param peakRssBytes the most that ever was
public record Usage(long cpuMicros, long rssBytes, long peakRssBytes) {
  private static final long MICROS_PER_TICK = 10_000;

  /// Of the process with that id.
  public static Usage of(long pid) {
    Path proc = Path.of("/proc", Long.toString(pid));
    try {
      String stat = Files.readString(proc.resolve("stat"));
      // The name, in parentheses, may hold anything; utime and stime are fields 14 and 15.
      String[] afterName = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      long ticks = Long.parseLong(afterName[11]) + Long.parseLong(afterName[12]);
      String status = Files.readString(proc.resolve("status"));
      return new Usage(ticks * MICROS_PER_TICK, bytes(status, "VmRSS:"), bytes(status, "VmHWM:"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Of this process: the client.
  public static Usage ofClient() {
    return of(ProcessHandle.current().pid());
  }

  private static long bytes(String status, String name) {
    String value =
        status
            .lines()
            .filter(line -> line.startsWith(name))
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("no " + name + ": has it ended?"));
    return Long.parseLong(value.replaceAll("\\D", "")) << 10;
  }
}
