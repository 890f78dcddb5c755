package io.thalweg.cli.queue;

import io.thalweg.cli.admin.AdminOption;
import io.thalweg.cli.admin.Administration;
import io.thalweg.cli.admin.VhostOption;
import io.thalweg.cli.broker.Deletions;
import io.thalweg.cli.terminal.OutputOption;
import java.util.LinkedHashSet;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `thalweg exchange delete`.
@Command(
    name = "delete",
    description = "Delete exchanges with all bindings from and to them. It does not ask.",
    footer = {"", "Examples:", "  thalweg exchange delete orders --if-unused"})
final class ExchangeDeleteCommand implements Runnable {
  @Parameters(paramLabel = "EXCHANGE", arity = "1..*", description = "Their names.")
  private List<String> exchanges = List.of();

  @Option(names = "--if-unused", description = "Only those from which nothing is bound.")
  private boolean ifUnused;

  @Mixin private VhostOption vhost;
  @Mixin private OutputOption output;
  @Mixin private AdminOption admin;
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    String how = "?if-unused=" + ifUnused;
    try (Administration broker = admin.connect()) {
      Deletions.each(
              List.copyOf(new LinkedHashSet<>(exchanges)),
              name ->
                  broker.change(
                      "DELETE",
                      Administration.path("exchanges", vhost.name(), name) + how,
                      null,
                      "delete exchange " + name))
          .tell(spec.commandLine().getOut(), output.json(), "exchange");
    }
  }
}
