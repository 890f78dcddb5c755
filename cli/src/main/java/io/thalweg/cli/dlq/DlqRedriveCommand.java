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

/// `thalweg dlq redrive`.
@Command(
    name = "redrive",
    description = {
      "Send dead letters back to the queues that they died in: each is appended there anew and"
          + " done",
      "here, both or nothing. What dies meanwhile is left alone."
    },
    footer = {
      "",
      "Examples:",
      "  thalweg dlq redrive dead --offset 4711",
      "  thalweg dlq redrive dead --source billing --reason rejected --rate 100",
      "  thalweg dlq redrive dead --all --to billing-2"
    })
final class DlqRedriveCommand implements Runnable {
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
      names = "--to",
      paramLabel = "QUEUE",
      description = "To that queue instead, also what is no dead letter.")
  private @Nullable String to;

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
        new Moving.Plan(
            "redrive", "redriven", vhost.name(), queue, offset, where, filter, to, rate);
    try (Administration broker = admin.connect()) {
      new Moving(broker, plan).run(spec, progress, output.json());
    }
  }
}
