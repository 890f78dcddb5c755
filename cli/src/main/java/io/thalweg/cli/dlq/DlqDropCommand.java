package io.thalweg.cli.dlq;

import io.thalweg.cli.admin.AdminOption;
import io.thalweg.cli.admin.Administration;
import io.thalweg.cli.admin.VhostOption;
import io.thalweg.cli.load.Rate;
import io.thalweg.cli.terminal.OutputOption;
import io.thalweg.cli.terminal.ProgressOption;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `thalweg dlq drop`.
@Command(
    name = "drop",
    description = {"Drop dead letters: they are gone. It does not ask."},
    footer = {
      "",
      "Examples:",
      "  thalweg dlq drop dead --offset 4711",
      "  thalweg dlq drop dead --reason expired",
      "  thalweg dlq drop dead --all"
    })
final class DlqDropCommand implements Runnable {
  @Parameters(paramLabel = "QUEUE", description = "The queue of dead letters.")
  private String queue;

  @Option(names = "--offset", paramLabel = "OFFSET", description = "Only the one at that offset.")
  private @Nullable Long offset;

  @Option(
      names = "--partition",
      paramLabel = "N",
      description = "In that partition only (default: in all; with --offset: 0).")
  private @Nullable Integer partition;

  @Option(names = "--all", description = "All that there are.")
  private boolean all;

  @Option(
      names = "--rate",
      paramLabel = "PER-SECOND",
      converter = Rate.class,
      description = "So many events a second at most.")
  private @Nullable Double rate;

  @Mixin private FilterOptions filter;
  @Mixin private ProgressOption progress;
  @Mixin private VhostOption vhost;
  @Mixin private OutputOption output;
  @Mixin private AdminOption admin;
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    if (!Moving.isClear(offset, filter, all)) {
      throw new ParameterException(
          spec.commandLine(), "say which: --offset, --reason, --source, or --all");
    }
    Integer where = offset != null && partition == null ? Integer.valueOf(0) : partition;
    Moving.Plan plan =
        new Moving.Plan("drop", "dropped", vhost.name(), queue, offset, where, filter, null, rate);
    try (Administration broker = admin.connect()) {
      new Moving(broker, plan).run(spec, progress, output.json());
    }
  }
}
