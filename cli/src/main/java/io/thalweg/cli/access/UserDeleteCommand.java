package io.thalweg.cli.access;

import io.thalweg.cli.admin.AdminOption;
import io.thalweg.cli.admin.Administration;
import io.thalweg.cli.broker.Deletions;
import io.thalweg.cli.terminal.OutputOption;
import java.util.LinkedHashSet;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `thalweg user delete`.
@Command(
    name = "delete",
    description = "Delete users with their permissions. It does not ask.",
    footer = {"", "Examples:", "  thalweg user delete guest"})
final class UserDeleteCommand implements Runnable {
  @Parameters(paramLabel = "NAME", arity = "1..*", description = "Their names.")
  private List<String> names = List.of();

  @Mixin private OutputOption output;
  @Mixin private AdminOption admin;
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    try (Administration broker = admin.connect()) {
      Deletions.each(
              List.copyOf(new LinkedHashSet<>(names)),
              one ->
                  broker.change(
                      "DELETE", "users/" + Administration.encoded(one), null, "delete user " + one))
          .tell(spec.commandLine().getOut(), output.json(), "user");
    }
  }
}
