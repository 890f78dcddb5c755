package io.thalweg.cli.group;

import io.thalweg.cli.broker.BrokerOption;
import io.thalweg.cli.broker.Deletions;
import io.thalweg.cli.terminal.Failure;
import io.thalweg.cli.terminal.OutputOption;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ClassicGroupDescription;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `thalweg group delete`.
@Command(
    name = "delete",
    description = {
      "Delete groups with all their committed offsets. It does not ask.",
      "If one of them has members or does not exist, none is deleted."
    },
    footer = {"", "Examples:", "  thalweg group delete billing billing-test"})
final class GroupDeleteCommand implements Runnable {
  @Parameters(paramLabel = "GROUP", arity = "1..*", description = "Their names.")
  private List<String> groups = List.of();

  @Mixin private OutputOption output;
  @Mixin private BrokerOption broker;
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    List<String> names = List.copyOf(new LinkedHashSet<>(groups));
    try (Admin admin = broker.admin()) {
      check(names, new Groups(admin, broker).described(names));
      Deletions.await(admin.deleteConsumerGroups(names).deletedGroups(), broker, names)
          .tell(spec.commandLine().getOut(), output.json(), "group");
    }
  }

  private static void check(List<String> names, Map<String, ClassicGroupDescription> existing) {
    List<String> problems = new ArrayList<>();
    for (String name : names) {
      ClassicGroupDescription group = existing.get(name);
      if (group == null) {
        problems.add(
            "cannot delete "
                + name
                + ": there is no such group ('thalweg group list' shows what there is)");
      } else if (Groups.isBusy(group)) {
        problems.add(String.valueOf(Groups.busy("delete " + name, group, "").getMessage()));
      }
    }
    if (!problems.isEmpty() && names.size() > 1) {
      problems.add("nothing was deleted");
    }
    if (!problems.isEmpty()) {
      throw new Failure(String.join("\n", problems));
    }
  }
}
