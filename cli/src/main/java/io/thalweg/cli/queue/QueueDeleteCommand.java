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

/// `thalweg queue delete`.
@Command(
    name = "delete",
    description = "Delete queues with the events in them. It does not ask.",
    footer = {
      "",
      "Examples:",
      "  thalweg queue delete billing-test",
      "  thalweg queue delete billing --if-empty --if-unused"
    })
final class QueueDeleteCommand implements Runnable {
  @Parameters(paramLabel = "QUEUE", arity = "1..*", description = "Their names.")
  private List<String> queues = List.of();

  @Option(names = "--if-unused", description = "Only those that have no consumer.")
  private boolean ifUnused;

  @Option(names = "--if-empty", description = "Only those in which no event waits.")
  private boolean ifEmpty;

  @Mixin private VhostOption vhost;
  @Mixin private OutputOption output;
  @Mixin private AdminOption admin;
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    String how = "?if-unused=" + ifUnused + "&if-empty=" + ifEmpty;
    try (Administration broker = admin.connect()) {
      Deletions.each(
              List.copyOf(new LinkedHashSet<>(queues)),
              name ->
                  broker.change(
                      "DELETE",
                      Administration.path("queues", vhost.name(), name) + how,
                      null,
                      "delete queue " + name))
          .tell(spec.commandLine().getOut(), output.json(), "queue");
    }
  }
}
