package io.thalweg.cli.queue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.thalweg.cli.admin.Administration;
import io.thalweg.cli.admin.VhostOption;
import io.thalweg.cli.terminal.Failure;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Which binding is meant.
final class BindingOptions {
  @Parameters(index = "0", paramLabel = "EXCHANGE", description = "The exchange that routes.")
  private String source;

  @Parameters(index = "1", paramLabel = "TO", description = "The queue that gets the messages.")
  private String destination;

  @Option(names = "--exchange", description = "TO is an exchange, not a queue.")
  private boolean exchange;

  @Option(
      names = {"-k", "--key"},
      paramLabel = "KEY",
      defaultValue = "",
      description = "The routing key, or the pattern of one (default: '').")
  private String key = "";

  @Option(
      names = {"-a", "--argument"},
      paramLabel = "NAME=VALUE",
      description =
          "What an exchange of headers asks for, such as x-match=any; 5, true and null in VALUE are"
              + " as in JSON, \"5\" is a text.")
  private Map<String, String> arguments = new LinkedHashMap<>();

  @Mixin private VhostOption vhost;

  ObjectNode body() {
    ObjectNode body =
        Administration.object()
            .put("namespace", vhost.name())
            .put("source", source)
            .put("kind", exchange ? "exchange" : "queue")
            .put("destination", destination)
            .put("key", key);
    ObjectNode all = body.putObject("arguments");
    arguments.forEach((name, value) -> all.set(name, Condition.value(value)));
    return body;
  }

  /// In words.
  String shown() {
    if (source.isEmpty()) {
      throw new Failure(
          "EXCHANGE '': the default exchange knows each queue by its name; nothing is bound to it",
          Failure.USAGE);
    }
    return source + " to " + destination;
  }
}
