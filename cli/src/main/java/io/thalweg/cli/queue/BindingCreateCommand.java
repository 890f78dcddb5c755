package io.thalweg.cli.queue;

import io.thalweg.cli.admin.AdminOption;
import io.thalweg.cli.admin.Administration;
import io.thalweg.cli.admin.Told;
import io.thalweg.cli.terminal.OutputOption;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `thalweg binding create`.
@Command(
    name = "create",
    description = "Bind a queue or an exchange to an exchange. A binding that is there stays.",
    footer = {
      "",
      "Examples:",
      "  thalweg binding create amq.topic billing --key 'orders.*'",
      "  thalweg binding create amq.headers billing -a x-match=any -a format=pdf",
      "  thalweg binding create orders audit --exchange"
    })
final class BindingCreateCommand implements Runnable {
  @Mixin private BindingOptions binding;
  @Mixin private OutputOption output;
  @Mixin private AdminOption admin;
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    String shown = binding.shown();
    try (Administration broker = admin.connect()) {
      broker.change("POST", "bindings", binding.body(), "create the binding from " + shown);
    }
    new Told(spec.commandLine().getOut(), output.json()).done("created", "binding", shown);
  }
}
