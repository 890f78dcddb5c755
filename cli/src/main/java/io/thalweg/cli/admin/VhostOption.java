package io.thalweg.cli.admin;

import picocli.CommandLine.Option;

/// `-p VHOST`: the namespace that a permission is about.
public final class VhostOption {
  @Option(
      names = {"-p", "--vhost"},
      paramLabel = "VHOST",
      defaultValue = "/",
      description = "The namespace (default: /).")
  private String name = "/";

  public String name() {
    return name;
  }
}
