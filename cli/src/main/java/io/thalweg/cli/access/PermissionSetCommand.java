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

/// `thalweg permission set`.
@Command(
    name = "set",
    description = {
      "Say what a user may do in a namespace, instead of what it might.",
      "Each is a regular expression for names of exchanges and queues; '' is no name."
    },
    footer = {
      "",
      "Examples:",
      "  thalweg permission set billing '^billing-' '.*' '^billing-'",
      "  thalweg permission set reader --vhost orders '' '' '.*'"
    })
final class PermissionSetCommand implements Runnable {
  @Parameters(paramLabel = "NAME", description = "The user.")
  private String name;

  @Parameters(paramLabel = "CONFIGURE", description = "What it may declare and delete.")
  private String configure;

  @Parameters(paramLabel = "WRITE", description = "What it may write to.")
  private String write;

  @Parameters(paramLabel = "READ", description = "What it may read from.")
  private String read;

  @Mixin private VhostOption vhost;
  @Mixin private OutputOption output;
  @Mixin private AdminOption admin;
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    String path = Administration.encoded(vhost.name()) + "/" + Administration.encoded(name);
    try (Administration broker = admin.connect()) {
      broker.change(
          "PUT",
          "permissions/" + path,
          Administration.object().put("configure", configure).put("write", write).put("read", read),
          "set what " + name + " may do in " + vhost.name());
    }
    new Told(spec.commandLine().getOut(), output.json()).done("permitted", "user", name);
  }
}
