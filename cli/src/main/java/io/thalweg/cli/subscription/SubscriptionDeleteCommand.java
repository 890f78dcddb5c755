package io.thalweg.cli.subscription;

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
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `thalweg subscription delete`.
@Command(
    name = "delete",
    description = {
      "Delete subscriptions, as 'queue delete' does. It does not ask.",
      "Events of a topic that is not the queue's own stay there."
    },
    footer = {"", "Examples:", "  thalweg subscription delete audit"})
final class SubscriptionDeleteCommand implements Runnable {
  @Parameters(paramLabel = "QUEUE", arity = "1..*", description = "Their names.")
  private List<String> queues = List.of();

  @Mixin private VhostOption vhost;
  @Mixin private OutputOption output;
  @Mixin private AdminOption admin;
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    try (Administration broker = admin.connect()) {
      Deletions.each(
              List.copyOf(new LinkedHashSet<>(queues)),
              name ->
                  broker.change(
                      "DELETE",
                      Administration.path("subscriptions", vhost.name(), name),
                      null,
                      "delete subscription " + name))
          .tell(spec.commandLine().getOut(), output.json(), "subscription");
    }
  }
}
