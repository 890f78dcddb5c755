package io.thalweg.cli.access;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `thalweg permission`: groups what concerns permissions.
@Command(
    name = "permission",
    description = "List, set and clear what users may do in namespaces.",
    subcommands = {
      PermissionListCommand.class,
      PermissionSetCommand.class,
      PermissionClearCommand.class
    })
public final class PermissionCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "say what to do: permission list, set or clear");
  }
}
