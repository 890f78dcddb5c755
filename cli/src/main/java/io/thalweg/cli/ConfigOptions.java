package io.thalweg.cli;

import io.thalweg.cli.terminal.Failure;
import io.thalweg.server.config.ConfigException;
import io.thalweg.server.config.ConfigLoader;
import io.thalweg.server.config.ConfigSources;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Where a broker's configuration comes from, besides its environment.
final class ConfigOptions {
  /// Read from the working directory where no file is named.
  private static final Path USUAL_FILE = Path.of("thalweg.yaml");

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Configuration in YAML (default: ./thalweg.yaml if there is one).")
  private @Nullable Path file;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Where everything is kept; short for -X data.directory=DIR.")
  private @Nullable String data;

  @Option(
      names = "-X",
      paramLabel = "KEY=VALUE",
      description = "Set one key; may be repeated ('thalweg config' lists every key).")
  private List<String> overrides = new ArrayList<>();

  /// Fails with one line per problem.
  ConfigLoader.Loaded load(Map<String, String> environment) {
    Path used = file == null && Files.exists(USUAL_FILE) ? USUAL_FILE : file;
    try {
      return ConfigLoader.load(new ConfigSources(used, environment, fromCommandLine()));
    } catch (ConfigException e) {
      throw new Failure(String.join("\n", e.problems()), Failure.USAGE);
    }
  }

  private List<ConfigSources.Assignment> fromCommandLine() {
    List<ConfigSources.Assignment> all = new ArrayList<>();
    if (data != null) {
      all.add(new ConfigSources.Assignment("data.directory", data, "--data"));
    }
    for (String override : overrides) {
      int equals = override.indexOf('=');
      if (equals < 1) {
        throw new Failure(
            "-X " + override + ": write KEY=VALUE, such as -X storage.blocks=64", Failure.USAGE);
      }
      all.add(
          new ConfigSources.Assignment(
              override.substring(0, equals).strip(), override.substring(equals + 1), "-X"));
    }
    return all;
  }
}
