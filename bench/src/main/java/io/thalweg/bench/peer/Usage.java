package io.thalweg.bench.peer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/// What a process and those that it started have used so far, as the kernel counts it.
///
/// @param cpuMicros user and system time of all threads; the kernel counts in 10 ms
/// @param rssBytes memory that is resident now
/// @param peakRssBytes the most that ever was
/// @param writtenBytes what they caused to be written to disks (`write_bytes`)
public record Usage(long cpuMicros, long rssBytes, long peakRssBytes, long writtenBytes) {
  private static final long MICROS_PER_TICK = 10_000;

  /// Of the process with that id, and its descendants.
  public static Usage of(long pid) {
    Usage own = ofOne(pid);
    return ProcessHandle.of(pid).stream()
        .flatMap(ProcessHandle::descendants)
        .flatMap(Usage::ifThere)
        .reduce(own, Usage::plus);
  }

  private Usage plus(Usage other) {
    return new Usage(
        cpuMicros + other.cpuMicros,
        rssBytes + other.rssBytes,
        peakRssBytes + other.peakRssBytes,
        writtenBytes + other.writtenBytes);
  }

  private static Stream<Usage> ifThere(ProcessHandle process) {
    try {
      return Stream.of(ofOne(process.pid()));
    } catch (UncheckedIOException | IllegalStateException over) {
      return Stream.empty();
    }
  }

  private static Usage ofOne(long pid) {
    Path proc = Path.of("/proc", Long.toString(pid));
    try {
      String stat = Files.readString(proc.resolve("stat"));
      // The name, in parentheses, may hold anything; utime and stime are fields 14 and 15.
      String[] afterName = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      long ticks = Long.parseLong(afterName[11]) + Long.parseLong(afterName[12]);
      String status = Files.readString(proc.resolve("status"));
      String io = Files.readString(proc.resolve("io"));
      return new Usage(
          ticks * MICROS_PER_TICK,
          number(status, "VmRSS:") << 10,
          number(status, "VmHWM:") << 10,
          number(io, "write_bytes:"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Of this process: the client.
  public static Usage ofClient() {
    return of(ProcessHandle.current().pid());
  }

  private static long number(String text, String name) {
    String value =
        text.lines()
            .filter(line -> line.startsWith(name))
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("no " + name + ": has it ended?"));
    return Long.parseLong(value.replaceAll("\\D", ""));
  }
}
