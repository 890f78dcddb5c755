package io.thalweg.cli.admin;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// `-p VHOST`, where all namespaces are meant without it.
public final class OneVhostOption {
  @Option(
      names = {"-p", "--vhost"},
      paramLabel = "VHOST",
      description = "In that namespace only.")
  private @Nullable String name;

  /// `path` for the namespace that was chosen.
  public String of(String path) {
    return name == null ? path : path + "?namespace=" + Administration.encoded(name);
  }
}
