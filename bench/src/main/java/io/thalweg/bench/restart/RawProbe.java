package io.thalweg.bench.restart;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// What the disk alone needs: files, read by `dd` past the page cache.
///
/// @param bytes that were read
/// @param nanos that it took
public record RawProbe(long bytes, long nanos) {
  /// Of the files in `data` whose names end in `suffix`.
  public static RawProbe of(Path data, String suffix) throws InterruptedException {
    long bytes = 0;
    long began = System.nanoTime();
    for (Path file : files(data, suffix)) {
      bytes += read(file);
    }
    return new RawProbe(bytes, System.nanoTime() - began);
  }

  private static List<Path> files(Path data, String suffix) {
    try (Stream<Path> files = Files.list(data)) {
      return files.filter(file -> file.getFileName().toString().endsWith(suffix)).sorted().toList();
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
