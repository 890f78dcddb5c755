package io.thalweg.cli.access;

import io.thalweg.cli.admin.AdminOption;
import io.thalweg.cli.admin.Administration;
import io.thalweg.cli.admin.Told;
import io.thalweg.cli.terminal.OutputOption;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `thalweg vhost add`.
@Command(
    name = "add",
    description = "Add a namespace. Nobody may do anything in it before 'permission set'.",
    footer = {
      "",
      "Examples:",
      "  thalweg vhost add orders",
      "  thalweg vhost add test --description 'Tests'"
    })
final class VhostAddCommand implements Runnable {
  @Parameters(paramLabel = "VHOST", description = "Its name.")
  private String vhost;

  @Option(
      names = "--description",
      paramLabel = "TEXT",
      defaultValue = "",
      description = "What it is for.")
  private String description = "";

  @Mixin private OutputOption output;
  @Mixin private AdminOption admin;
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    try (Administration broker = admin.connect()) {
      broker.change(
          "POST",
          "namespaces",
          Administration.object().put("name", vhost).put("description", description),
          "add vhost " + vhost);
    }
    new Told(spec.commandLine().getOut(), output.json()).done("added", "vhost", vhost);
  }
}
