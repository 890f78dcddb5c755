package io.thalweg.cli.bench;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `thalweg bench`: groups what measures.
@Command(
    name = "bench",
    description = {
      "Measure how fast a broker takes and gives events.",
      "It talks to any broker that speaks Kafka's protocol; it runs on this machine, and takes its"
          + " share of it."
    },
    subcommands = {ProduceCommand.class, ConsumeCommand.class})
public final class BenchCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "say what to measure: bench produce or consume");
  }
}
