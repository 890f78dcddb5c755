package io.thalweg.cli.queue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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
  private static final ObjectMapper JSON = new ObjectMapper();

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
          "What an exchange of headers asks for, such as x-match=any; a VALUE in JSON that is no"
              + " text (5, true) is not one.")
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
    arguments.forEach((name, value) -> all.set(name, value(value)));
    return body;
  }

  private static JsonNode value(String text) {
    try {
      JsonNode read = JSON.readTree(text);
      if (read.isNumber() || read.isBoolean() || read.isNull()) {
        return read;
      }
    } catch (JsonProcessingException e) {
      // it is a text
    }
    return JSON.getNodeFactory().textNode(text);
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
