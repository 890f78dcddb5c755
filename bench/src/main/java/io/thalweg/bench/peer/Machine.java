package io.thalweg.bench.peer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/// What a reader must know about the machine to read a figure.
public final class Machine {
  private Machine() {}

  /// Facts by name. `folder` is on the disk that matters.
  public static Map<String, String> facts(Path folder) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("cores", Integer.toString(Runtime.getRuntime().availableProcessors()));
    facts.put("cpu", firstLine("/proc/cpuinfo", "model name"));
    facts.put("memory", firstLine("/proc/meminfo", "MemTotal"));
    facts.put("kernel", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    facts.put("java", Runtime.version().toString());
    facts.put("disk", disk(folder));
    facts.put("load", load());
    return facts;
  }

  /// How busy it is: load averages of 1, 5 and 15 minutes. Much above nothing at the start means
  /// that somebody else is at work.
  public static String load() {
    return firstLine("/proc/loadavg", "").replaceAll(" \\S*/.*", "");
  }

  private static String disk(Path folder) {
    try {
      var store = Files.getFileStore(folder);
      return store.name()
          + ", "
          + store.type()
          + ", "
          + (store.getUsableSpace() >> 30)
          + " GiB free";
    } catch (IOException e) {
      return "unknown";
    }
  }

  private static String firstLine(String file, String starting) {
    try {
      return Files.readAllLines(Path.of(file)).stream()
          .filter(line -> line.startsWith(starting))
          .findFirst()
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .orElse("unknown");
    } catch (IOException e) {
      return "unknown";
    }
  }
}
