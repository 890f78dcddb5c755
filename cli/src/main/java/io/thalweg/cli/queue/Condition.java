package io.thalweg.cli.queue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/// What is asked of a header, as it is said on a command line.
final class Condition {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Condition() {}

  /// A number, a boolean, `null` or a text in quotes, as in JSON; anything else is a text as it is.
  static JsonNode value(String text) {
    try {
      JsonNode read = JSON.readTree(text);
      if (read.isNumber() || read.isBoolean() || read.isNull() || read.isTextual()) {
        return read;
      }
    } catch (JsonProcessingException e) {
      // it is a text
    }
    return JSON.getNodeFactory().textNode(text);
  }
}
