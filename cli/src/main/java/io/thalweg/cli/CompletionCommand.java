package io.thalweg.cli;

import io.thalweg.cli.completion.CommandWords;
import io.thalweg.cli.completion.Shell;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `thalweg completion`.
@Command(
    name = "completion",
    description = {
      "Print a script that makes a shell complete commands, options and their values.",
      "Names of topics and groups are not completed: to ask the broker takes too long for a key."
    },
    footer = {
      "",
      "Examples:",
      "  source <(thalweg completion bash)      # in bash, or in its ~/.bashrc",
      "  source <(thalweg completion zsh)       # in zsh, or in its ~/.zshrc",
      "  thalweg completion fish | source       # in fish",
      "  thalweg completion fish > ~/.config/fish/completions/thalweg.fish"
    })
final class CompletionCommand implements Runnable {
  @Parameters(paramLabel = "SHELL", description = "${COMPLETION-CANDIDATES}.")
  private Shell shell = Shell.BASH;

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    PrintWriter out = spec.commandLine().getOut();
    out.print(shell.script(CommandWords.of(Main.commandLine())));
    out.flush();
  }
}
