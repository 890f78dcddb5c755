package io.thalweg.bench.restart;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// What the disk alone needs: the ring's files, read by `dd` past the page cache.
///
/// @param bytes that were read
/// @param nanos that it took
record RawProbe(long bytes, long nanos) {
  static RawProbe of(Path data) throws InterruptedException {
    long bytes = 0;
    long began = System.nanoTime();
    for (Path file : ringFiles(data)) {
      bytes += read(file);
    }
    return new RawProbe(bytes, System.nanoTime() - began);
  }

  private static List<Path> ringFiles(Path data) {
    try (Stream<Path> files = Files.list(data)) {
      return files
          .filter(file -> file.getFileName().toString().endsWith(".journal"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long read(Path file) throws InterruptedException {
    try {
      int exit =
          new ProcessBuilder("dd", "if=" + file, "of=/dev/null", "bs=1M", "iflag=direct")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor();
      if (exit != 0) {
        throw new IllegalStateException("dd cannot read " + file);
      }
      return Files.size(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
