package io.thalweg.bench.restart;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
      bytes += read(file, true);
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

  /// Of one file, past the page cache or through it.
  public static RawProbe ofFile(Path file, boolean direct) throws InterruptedException {
    long began = System.nanoTime();
    long bytes = read(file, direct);
    return new RawProbe(bytes, System.nanoTime() - began);
  }

  /// What `dd` needs to write `source` over `target`, synced in pieces of `pieceKib`.
  public static RawProbe ofWrite(Path source, Path target, int pieceKib)
      throws InterruptedException {
    List<String> options = List.of("oflag=direct,dsync", "conv=notrunc", "bs=" + pieceKib + "K");
    long began = System.nanoTime();
    long bytes = dd(source, target.toString(), options);
    return new RawProbe(bytes, System.nanoTime() - began);
  }

  /// Its rate: bytes a microsecond are MB a second.
  public double bytesPerMicro() {
    return bytes * 1e3 / nanos;
  }

  private static long read(Path file, boolean direct) throws InterruptedException {
    return dd(file, "/dev/null", direct ? List.of("bs=1M", "iflag=direct") : List.of("bs=1M"));
  }

  private static long dd(Path from, String to, List<String> options) throws InterruptedException {
    List<String> command = new ArrayList<>(List.of("dd", "if=" + from, "of=" + to));
    command.addAll(options);
    try {
      int exit =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor();
      if (exit != 0) {
        throw new IllegalStateException("dd cannot read " + from);
      }
      return Files.size(from);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
