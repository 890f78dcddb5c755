package io.thalweg.bench.raw;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Files that are written in one go, each synced: what a disk is good at.
final class Contiguous {
  private static final int CHUNK = 1 << 20;

  private Contiguous() {}

  /// So many in `folder`, of `bytes` each, all of it chance.
  static List<Path> write(Path folder, int files, long bytes) throws IOException {
    List<Path> all = new ArrayList<>();
    Random random = new Random(files);
    byte[] chance = new byte[CHUNK];
    for (int i = 0; i < files; i++) {
      Path file = folder.resolve("contiguous-" + i);
      try (FileChannel out =
          FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        for (long at = 0; at < bytes; at += CHUNK) {
          random.nextBytes(chance);
          write(out, ByteBuffer.wrap(chance, 0, (int) Math.min(CHUNK, bytes - at)));
        }
        out.force(true);
      }
      all.add(file);
    }
    return all;
  }

  private static void write(FileChannel out, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      out.write(bytes);
    }
  }
}
