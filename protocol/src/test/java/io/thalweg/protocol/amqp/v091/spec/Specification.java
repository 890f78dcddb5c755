package io.thalweg.protocol.amqp.v091.spec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// RabbitMQ's machine-readable specification of AMQP 0-9-1.
record Specification(List<MethodClass> classes, List<Constant> constants) {
  private static final String FILE = "/amqp/amqp-rabbitmq-0.9.1.json";

  /// A class of methods; what properties its content has.
  record MethodClass(String name, int id, List<Method> methods, List<Field> properties) {}

  record Method(String name, int id, List<Field> arguments) {}

  /// An argument or a property; its type is one of those that are on the wire.
  record Field(String name, String type) {}

  /// `kind` is `soft-error`, `hard-error`, or empty.
  record Constant(String name, int value, String kind) {}

  static Specification read() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(Specification.class.getResourceAsStream(FILE), FILE)) {
      JsonNode root = new ObjectMapper().readTree(in);
      Map<String, String> domains = new HashMap<>();
      root.get("domains").forEach(pair -> domains.put(pair.get(0).asText(), pair.get(1).asText()));
      List<MethodClass> classes = new ArrayList<>();
      root.get("classes").forEach(node -> classes.add(methodClass(node, domains)));
      List<Constant> constants = new ArrayList<>();
      for (JsonNode node : root.get("constants")) {
        constants.add(new Constant(name(node), node.get("value").asInt(), text(node, "class")));
      }
      return new Specification(classes, constants);
    }
  }

  private static MethodClass methodClass(JsonNode node, Map<String, String> domains) {
    List<Method> methods = new ArrayList<>();
    for (JsonNode method : node.get("methods")) {
      List<Field> arguments = fields(method.get("arguments"), domains);
      methods.add(new Method(name(method), id(method), arguments));
    }
    JsonNode properties = node.path("properties");
    return new MethodClass(name(node), id(node), methods, fields(properties, domains));
  }

  private static List<Field> fields(JsonNode nodes, Map<String, String> domains) {
    List<Field> fields = new ArrayList<>();
    for (JsonNode node : nodes) {
      String type = text(node, "type");
      String domain = type.isEmpty() ? text(node, "domain") : type;
      fields.add(new Field(name(node), Objects.requireNonNull(domains.get(domain), domain)));
    }
    return fields;
  }

  private static String name(JsonNode node) {
    return node.get("name").asText();
  }

  private static int id(JsonNode node) {
    return node.get("id").asInt();
  }

  private static String text(JsonNode node, String field) {
    return node.path(field).asText();
  }
}
