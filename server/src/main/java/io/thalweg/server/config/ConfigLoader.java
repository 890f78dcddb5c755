package io.thalweg.server.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads every source in its order, checks each value, then the relations between them.
public final class ConfigLoader {
  /// Variables with our prefix that other parts read: the launcher, and the clients of the command
  /// line.
  private static final Set<String> OTHER_VARIABLES = Set.of("THALWEG_JAVA_OPTS", "THALWEG_BROKER");

  /// What Kubernetes sets in every pod beside a service called `thalweg`.
  private static final Pattern SERVICE_LINK =
      Pattern.compile("THALWEG_(.*_)?(SERVICE_(HOST|PORT(_.*)?)|PORT(_\\d+_(TCP|UDP).*)?)");

  private final Map<String, Key<?>> byName = new HashMap<>();
  private final Map<String, Key<?>> byVariable = new HashMap<>();
  private final Settings settings = new Settings();
  private final List<String> problems = new ArrayList<>();

  /// A valid configuration, and where each of its values comes from.
  public record Loaded(Config config, Settings settings) {}

  private ConfigLoader() {
    for (Key<?> key : Keys.ALL) {
      byName.put(key.name(), key);
      byVariable.put(key.environmentName(), key);
    }
  }

  /// Fails with every problem there is, not with the first.
  public static Loaded load(ConfigSources sources) throws ConfigException {
    ConfigLoader loader = new ConfigLoader();
    Path file = sources.file();
    if (file != null) {
      loader.file(file);
    }
    new TreeMap<>(sources.environment()).forEach(loader::variable);
    sources.overrides().forEach(one -> loader.named(one.key(), one.value(), one.source()));
    if (loader.problems.isEmpty()) {
      loader.problems.addAll(Relations.broken(loader.settings));
    }
    if (!loader.problems.isEmpty()) {
      throw new ConfigException(loader.problems);
    }
    return new Loaded(Config.of(loader.settings), loader.settings);
  }

  private void file(Path file) throws ConfigException {
    for (YamlFile.Entry entry : YamlFile.read(file)) {
      named(entry.key(), entry.value(), file.getFileName() + ":" + entry.line());
    }
  }

  private void variable(String name, String value) {
    if (!name.startsWith(Key.ENVIRONMENT_PREFIX)
        || OTHER_VARIABLES.contains(name)
        || SERVICE_LINK.matcher(name).matches()) {
      return;
    }
    Key<?> key = byVariable.get(name);
    if (key != null) {
      set(key, value, name);
    } else {
      unknown("unknown variable " + name, name, byVariable);
    }
  }

  private void named(String name, String value, String source) {
    Key<?> key = byName.get(name);
    if (key != null) {
      set(key, value, source);
    } else {
      unknown("unknown key " + name + " (" + source + ")", name, byName);
    }
  }

  private void set(Key<?> key, String value, String source) {
    try {
      settings.set(Setting.read(key, value, source));
    } catch (Kind.BadValue e) {
      problems.add(
          "%s = '%s' (%s) %s; allowed: %s"
              .formatted(key.name(), value, source, e.getMessage(), key.kind().range()));
    }
  }

  private void unknown(String what, String name, Map<String, Key<?>> known) {
    Optional<String> nearest = Nearest.to(name, List.copyOf(known.keySet()));
    String guess =
        nearest
            .map(one -> "did you mean " + one + " (" + rangeOf(known.get(one)) + ")?")
            .orElse("'thalweg config' lists every key");
    problems.add(what + ": " + guess);
  }

  private static String rangeOf(@Nullable Key<?> key) {
    return key == null ? "" : key.kind().range();
  }
}
