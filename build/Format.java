import com.google.googlejavaformat.java.Formatter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Formats every Java source of the repository, or checks that it is formatted. Run by the build, which
/// puts google-java-format on the class path: `java Format.java check|write ROOT`.
class Format {
  public static void main(String[] args) throws Exception {
    boolean write = args[0].equals("write");
    Path root = Path.of(args[1]);
    List<Path> wrong = new ArrayList<>();
    for (Path file : sources(root)) {
      String before = Files.readString(file);
      String after = new Formatter().formatSourceAndFixImports(before);
      if (!before.equals(after)) {
        wrong.add(root.relativize(file));
        if (write) {
          Files.writeString(file, after);
        }
      }
    }
    if (!write && !wrong.isEmpty()) {
      wrong.forEach(file -> System.err.println("not formatted: " + file));
      System.err.println("run bin/format, which formats them in place");
      System.exit(1);
    }
  }

  static List<Path> sources(Path root) throws IOException {
    List<Path> found = new ArrayList<>();
    try (var modules = Files.newDirectoryStream(root)) {
      for (Path module : modules) {
        Path src = module.resolve("src");
        if (Files.isDirectory(src)) {
          try (var files = Files.walk(src)) {
            files.filter(file -> file.toString().endsWith(".java")).forEach(found::add);
          }
        }
      }
    }
    return found.stream().sorted().toList();
  }
}
