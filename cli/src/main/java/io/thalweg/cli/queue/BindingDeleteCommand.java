package io.thalweg.cli.queue;

import io.thalweg.cli.admin.AdminOption;
import io.thalweg.cli.admin.Administration;
import io.thalweg.cli.admin.Told;
import io.thalweg.cli.terminal.OutputOption;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `thalweg binding delete`.
@Command(
    name = "delete",
    description = "Take a binding away, by all that it was made of.",
    footer = {
      "",
      "Examples:",
      "  thalweg binding delete amq.topic billing --key 'orders.*'",
      "  thalweg binding delete amq.headers billing -a x-match=any -a format=pdf",
      "  thalweg binding delete orders audit --exchange"
    })
final class BindingDeleteCommand implements Runnable {
  @Mixin private BindingOptions binding;
  @Mixin private OutputOption output;
  @Mixin private AdminOption admin;
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    String shown = binding.shown();
    try (Administration broker = admin.connect()) {
      broker.change("DELETE", "bindings", binding.body(), "delete the binding from " + shown);
    }
    new Told(spec.commandLine().getOut(), output.json()).done("deleted", "binding", shown);
  }
}
