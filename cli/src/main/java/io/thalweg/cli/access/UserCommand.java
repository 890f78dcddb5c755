package io.thalweg.cli.access;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `thalweg user`: groups what concerns users.
@Command(
    name = "user",
    description = "List, add, change and delete users.",
    subcommands = {
      UserListCommand.class,
      UserAddCommand.class,
      UserPasswordCommand.class,
      UserTagsCommand.class,
      UserDeleteCommand.class
    })
public final class UserCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "say what to do: user list, add, password, tags or delete");
  }
}
