package io.thalweg.checks.crash;

import io.thalweg.checks.broker.Program;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A file system of the kernel's that is mounted for a test, so small that it can be filled.
final class SmallFileSystem implements AutoCloseable {
  /// What it is kept in.
  enum Kind {
    TMPFS,
    EXT4
  }

  private static final String BALLAST = "ballast";

  private final Path at;
  private final Thread atTheEnd = Thread.ofPlatform().unstarted(this::unmount);
  private int ballasts;

  private SmallFileSystem(Path at) {
    this.at = at;
    Runtime.getRuntime().addShutdownHook(atTheEnd);
  }

  /// A new one below `folder`; null where this machine does not let us mount one.
  static @Nullable SmallFileSystem mount(Kind kind, Path folder, int bytes) throws IOException {
    Path at = Files.createDirectory(folder.resolve(kind.name()));
    boolean mounted =
        switch (kind) {
          case TMPFS -> does("mount", "-t", "tmpfs", "-o", "size=" + bytes, "tmpfs", at.toString());
          case EXT4 -> mountImage(folder.resolve("image"), at, bytes);
        };
    return mounted ? new SmallFileSystem(at) : null;
  }

  private static boolean mountImage(Path image, Path at, int bytes) throws IOException {
    try (FileChannel file =
        FileChannel.open(image, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      file.write(ByteBuffer.allocate(1), bytes - 1);
    }
    return does("mkfs.ext4", "-q", "-m", "0", image.toString())
        && does("mount", "-o", "loop", image.toString(), at.toString());
  }

  private static boolean does(String... line) {
    try (Program program = Program.start(List.of(line))) {
      Program.Ended ended = program.end();
      if (ended.exitCode() != 0) {
        System.out.println(String.join(" ", line) + ": " + ended.errors().strip());
      }
      return ended.exitCode() == 0;
    } catch (UncheckedIOException e) {
      System.out.println(String.join(" ", line) + ": " + e.getMessage());
      return false;
    }
  }

  /// Where a broker may keep its data.
  Path data() {
    return at.resolve("data");
  }

  /// Puts so many bytes there beside the broker's, or as many as there is room for.
  void fill(long bytes) throws IOException {
    Path ballast = at.resolve(BALLAST + ballasts++);
    ByteBuffer zeros = ByteBuffer.allocate(1 << 16);
    try (FileChannel file =
        FileChannel.open(ballast, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (long left = bytes; left > 0; ) {
        left -= file.write(zeros.clear().limit((int) Math.min(left, zeros.capacity())));
      }
    } catch (IOException e) {
      if (!String.valueOf(e.getMessage()).contains("No space left")) {
        throw e;
      }
    }
  }

  /// Takes away all that was put there.
  void free() throws IOException {
    while (ballasts > 0) {
      Files.delete(at.resolve(BALLAST + --ballasts));
    }
  }

  private void unmount() {
    does("umount", "-l", at.toString());
  }

  @Override
  public void close() {
    Runtime.getRuntime().removeShutdownHook(atTheEnd);
    unmount();
  }
}
