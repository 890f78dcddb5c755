package io.thalweg.cli.access;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.thalweg.cli.admin.AdminOption;
import io.thalweg.cli.admin.Administration;
import io.thalweg.cli.admin.Told;
import io.thalweg.cli.terminal.OutputOption;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `thalweg user add`.
@Command(
    name = "add",
    description = "Add a user. It may do nothing before 'permission set'.",
    footer = {
      "",
      "Examples:",
      "  thalweg user add billing",
      "  thalweg user add root --tag administrator --new-password-stdin < secret"
    })
final class UserAddCommand implements Runnable {
  @Parameters(paramLabel = "NAME", description = "Its name.")
  private String name;

  @Option(
      names = {"-t", "--tag"},
      paramLabel = "TAG",
      description = "What it is, as administrator; may be repeated.")
  private List<String> tags = List.of();

  @Mixin private NewPassword password;
  @Mixin private OutputOption output;
  @Mixin private AdminOption admin;
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    ObjectNode user = Administration.object().put("name", name).put("password", password.get(name));
    tags.forEach(user.putArray("tags")::add);
    try (Administration broker = admin.connect()) {
      broker.change("POST", "users", user, "add user " + name);
    }
    new Told(spec.commandLine().getOut(), output.json()).done("added", "user", name);
  }
}
