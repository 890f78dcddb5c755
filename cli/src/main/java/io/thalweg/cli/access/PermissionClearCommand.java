package io.thalweg.cli.access;

import io.thalweg.cli.admin.AdminOption;
import io.thalweg.cli.admin.Administration;
import io.thalweg.cli.admin.Told;
import io.thalweg.cli.admin.VhostOption;
import io.thalweg.cli.terminal.OutputOption;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `thalweg permission clear`.
@Command(
    name = "clear",
    description = "Let a user into a namespace no more.",
    footer = {"", "Examples:", "  thalweg permission clear billing --vhost orders"})
final class PermissionClearCommand implements Runnable {
  @Parameters(paramLabel = "NAME", description = "The user.")
  private String name;

  @Mixin private VhostOption vhost;
  @Mixin private OutputOption output;
  @Mixin private AdminOption admin;
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    String path = Administration.encoded(vhost.name()) + "/" + Administration.encoded(name);
    try (Administration broker = admin.connect()) {
      broker.change(
          "DELETE",
          "permissions/" + path,
          null,
          "clear what " + name + " may do in " + vhost.name());
    }
    new Told(spec.commandLine().getOut(), output.json()).done("cleared", "user", name);
  }
}
