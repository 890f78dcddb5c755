package io.thalweg.checks.golden;

import io.thalweg.storage.ring.JournalRing;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/// The data directory that stands for a format: `format-N.zip`, and `format-N.txt`, which says what
/// is in it and was written when it was made.
record GoldenDirectory(int format) {
  private static final Path FOLDER = Path.of("src", "test", "resources", "golden");

  /// Those that there should be: of every format that this build reads.
  static Stream<GoldenDirectory> all() {
    return IntStream.rangeClosed(1, JournalRing.FORMAT).mapToObj(GoldenDirectory::new);
  }

  private Path zip() {
    return FOLDER.resolve("format-" + format + ".zip");
  }

  private Path text() {
    return FOLDER.resolve("format-" + format + ".txt");
  }

  /// Whether it has been made.
  boolean exists() {
    return Files.exists(zip());
  }

  long zipBytes() throws IOException {
    return Files.size(zip());
  }

  /// What is in it, a line each.
  List<String> description() throws IOException {
    return Files.readAllLines(text());
  }

  /// Copies it to `folder`, which is made.
  void unpack(Path folder) throws IOException {
    Files.createDirectory(folder);
    try (ZipInputStream in = new ZipInputStream(Files.newInputStream(zip()))) {
      for (ZipEntry each = in.getNextEntry(); each != null; each = in.getNextEntry()) {
        Files.copy(in, folder.resolve(Path.of(each.getName()).getFileName()));
      }
    }
  }

  /// Makes it of `folder`; fails if there is one, since it never changes.
  void make(Path folder, List<String> description) throws IOException {
    Files.createDirectories(FOLDER);
    Files.write(text(), description, StandardOpenOption.CREATE_NEW);
    OutputStream file = Files.newOutputStream(zip(), StandardOpenOption.CREATE_NEW);
    try (ZipOutputStream out = new ZipOutputStream(file);
        Stream<Path> files = Files.list(folder)) {
      out.setLevel(9);
      for (Path each : files.sorted().toList()) {
        out.putNextEntry(new ZipEntry(each.getFileName().toString()));
        try (InputStream in = Files.newInputStream(each)) {
          in.transferTo(out);
        }
      }
    }
  }
}
