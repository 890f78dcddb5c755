package io.thalweg.cli.access;

import io.thalweg.cli.admin.AdminOption;
import io.thalweg.cli.admin.Administration;
import io.thalweg.cli.admin.Told;
import io.thalweg.cli.terminal.OutputOption;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `thalweg user password`.
@Command(
    name = "password",
    description = "Give a user another password.",
    footer = {
      "",
      "Examples:",
      "  thalweg user password guest",
      "  thalweg user password billing --new-password-stdin < secret"
    })
final class UserPasswordCommand implements Runnable {
  @Parameters(paramLabel = "NAME", description = "The user.")
  private String name;

  @Mixin private NewPassword password;
  @Mixin private OutputOption output;
  @Mixin private AdminOption admin;
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    String wanted = password.get(name);
    try (Administration broker = admin.connect()) {
      broker.change(
          "PATCH",
          "users/" + Administration.encoded(name),
          Administration.object().put("password", wanted),
          "change the password of " + name);
    }
    new Told(spec.commandLine().getOut(), output.json()).done("changed", "user", name);
  }
}
