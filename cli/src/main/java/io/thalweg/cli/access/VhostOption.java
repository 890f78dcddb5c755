package io.thalweg.cli.access;

import picocli.CommandLine.Option;

/// `-p VHOST`: the namespace that a permission is about.
final class VhostOption {
  @Option(
      names = {"-p", "--vhost"},
      paramLabel = "VHOST",
      defaultValue = "/",
      description = "The namespace (default: /).")
  private String name = "/";

  String name() {
    return name;
  }
}
