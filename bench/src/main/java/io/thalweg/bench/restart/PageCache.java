package io.thalweg.bench.restart;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The kernel's page cache, which a restart after a power cut finds empty.
public final class PageCache {
  private static final Path DROP = Path.of("/proc/sys/vm/drop_caches");

  private PageCache() {}

  /// Empties it; false if this user may not.
  public static boolean drop() throws InterruptedException {
    if (!Files.isWritable(DROP)) {
      return false;
    }
    try {
      new ProcessBuilder("sync").start().waitFor();
      Files.writeString(DROP, "3");
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
