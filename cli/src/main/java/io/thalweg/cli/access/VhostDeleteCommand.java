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

/// `thalweg vhost delete`.
@Command(
    name = "delete",
    description = "Delete namespaces with all that is in them. It does not ask.",
    footer = {"", "Examples:", "  thalweg vhost delete orders-test"})
final class VhostDeleteCommand implements Runnable {
  @Parameters(paramLabel = "VHOST", arity = "1..*", description = "Their names.")
  private List<String> vhosts = List.of();

  @Mixin private OutputOption output;
  @Mixin private AdminOption admin;
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    try (Administration broker = admin.connect()) {
      Deletions.each(
              List.copyOf(new LinkedHashSet<>(vhosts)),
              name ->
                  broker.change(
                      "DELETE",
                      "namespaces/" + Administration.encoded(name),
                      null,
                      "delete vhost " + name))
          .tell(spec.commandLine().getOut(), output.json(), "vhost");
    }
  }
}
