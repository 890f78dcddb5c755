package io.thalweg.cli.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.thalweg.cli.terminal.Failure;
import java.io.PrintWriter;

/// What a broker answered, for programs: as it came, but that a namespace is a `vhost` here.
public final class Documents {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Documents() {}

  public static void print(PrintWriter out, JsonNode answer) {
    try {
      out.println(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(renamed(answer)));
    } catch (JsonProcessingException e) {
      throw new Failure("cannot write: " + e.getMessage());
    }
    out.flush();
  }

  private static JsonNode renamed(JsonNode answer) {
    if (answer instanceof ArrayNode all) {
      ArrayNode renamed = JSON.createArrayNode();
      all.forEach(each -> renamed.add(renamed(each)));
      return renamed;
    }
    if (!(answer instanceof ObjectNode object)) {
      return answer;
    }
    ObjectNode renamed = JSON.createObjectNode();
    object
        .properties()
        .forEach(
            each ->
                renamed.set(
                    each.getKey().equals("namespace") ? "vhost" : each.getKey(), each.getValue()));
    return renamed;
  }
}
