package io.thalweg.cli.access;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `thalweg vhost`: groups what concerns namespaces.
@Command(
    name = "vhost",
    description = "List, add and delete namespaces (virtual hosts).",
    subcommands = {VhostListCommand.class, VhostAddCommand.class, VhostDeleteCommand.class})
public final class VhostCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "say what to do: vhost list, add or delete");
  }
}
