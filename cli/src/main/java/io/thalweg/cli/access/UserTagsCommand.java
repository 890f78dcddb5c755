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
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `thalweg user tags`.
@Command(
    name = "tags",
    description = "Say which tags a user has, instead of those it had.",
    footer = {
      "",
      "Examples:",
      "  thalweg user tags billing administrator",
      "  thalweg user tags billing --none"
    })
final class UserTagsCommand implements Runnable {
  @Parameters(index = "0", paramLabel = "NAME", description = "The user.")
  private String name;

  @Parameters(index = "1..*", paramLabel = "TAG", arity = "0..*", description = "All its tags.")
  private List<String> tags = List.of();

  @Option(names = "--none", description = "It has none.")
  private boolean none;

  @Mixin private OutputOption output;
  @Mixin private AdminOption admin;
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    if (tags.isEmpty() != none) {
      throw new ParameterException(spec.commandLine(), "say which tags, or --none");
    }
    ObjectNode change = Administration.object();
    tags.forEach(change.putArray("tags")::add);
    try (Administration broker = admin.connect()) {
      broker.change(
          "PATCH", "users/" + Administration.encoded(name), change, "change the tags of " + name);
    }
    new Told(spec.commandLine().getOut(), output.json()).done("changed", "user", name);
  }
}
