package io.thalweg.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `thalweg warm-up`: the short run that the launcher's start-up cache is made from. Whatever is
/// loaded here starts faster later, so it should walk through what people start: the broker, a
/// publish, a tail.
@Command(
    name = "warm-up",
    hidden = true,
    description = "Walk through what the start-up cache holds.")
final class WarmUpCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    CommandLine thalweg = spec.commandLine().getParent();
    thalweg.execute("version");
  }
}
