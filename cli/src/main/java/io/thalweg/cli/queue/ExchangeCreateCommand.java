package io.thalweg.cli.queue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.thalweg.cli.admin.AdminOption;
import io.thalweg.cli.admin.Administration;
import io.thalweg.cli.admin.Told;
import io.thalweg.cli.admin.VhostOption;
import io.thalweg.cli.terminal.OutputOption;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `thalweg exchange create`.
@Command(
    name = "create",
    description = "Create an exchange. One that is there with the same settings stays.",
    footer = {
      "",
      "Examples:",
      "  thalweg exchange create orders --type topic",
      "  thalweg exchange create orders --alternate amq.fanout"
    })
final class ExchangeCreateCommand implements Runnable {
  @Parameters(paramLabel = "EXCHANGE", description = "Its name.")
  private String exchange;

  @Option(
      names = {"-t", "--type"},
      paramLabel = "TYPE",
      defaultValue = "direct",
      description = "direct (default), fanout, topic, headers.")
  private String type = "direct";

  @Option(names = "--transient", description = "It goes with the next restart.")
  private boolean transientExchange;

  @Option(names = "--auto-delete", description = "It goes with the last binding from it.")
  private boolean autoDelete;

  @Option(names = "--internal", description = "Clients may not publish to it.")
  private boolean internal;

  @Option(
      names = "--alternate",
      paramLabel = "EXCHANGE",
      defaultValue = "",
      description = "Gets what is routed nowhere.")
  private String alternate = "";

  @Mixin private VhostOption vhost;
  @Mixin private OutputOption output;
  @Mixin private AdminOption admin;
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    ObjectNode wanted =
        Administration.object()
            .put("type", type)
            .put("durable", !transientExchange)
            .put("autoDelete", autoDelete)
            .put("internal", internal)
            .put("alternate", alternate);
    try (Administration broker = admin.connect()) {
      broker.change(
          "PUT",
          Administration.path("exchanges", vhost.name(), exchange),
          wanted,
          "create exchange " + exchange);
    }
    new Told(spec.commandLine().getOut(), output.json()).done("created", "exchange", exchange);
  }
}
