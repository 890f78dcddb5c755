package io.thalweg.server.admin;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.thalweg.server.config.Nearest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The JSON object in a request's body. A field that is null is not there.
final class Fields {
  private static final int MOST_DEPTH = 8;

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(MOST_DEPTH).build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .build();

  private final JsonNode object;

  private Fields(JsonNode object) {
    this.object = object;
  }

  /// Reads `json`, an object that has none but the `known` fields.
  static Fields read(byte[] json, List<String> known) throws Refusal {
    JsonNode read;
    try {
      read = MAPPER.readTree(json);
    } catch (JsonProcessingException e) {
      throw Refusal.invalid(
          "a JSON object in UTF-8", "it cannot be read: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw new UncheckedIOException(e); // there is no input but the array
    }
    if (!read.isObject()) {
      throw Refusal.invalid("a JSON object", json.length == 0 ? "nothing came" : "that is none");
    }
    for (Map.Entry<String, JsonNode> each : read.properties()) {
      if (!known.contains(each.getKey())) {
        String nearest =
            Nearest.to(each.getKey(), known).map(name -> " (is '" + name + "' meant?)").orElse("");
        throw Refusal.invalid(
            "the fields " + String.join(", ", known), "there is '" + each.getKey() + "'" + nearest);
      }
    }
    return new Fields(read);
  }

  /// The text in a field that must be there.
  String text(String name) throws Refusal {
    String text = textOrNull(name);
    if (text == null) {
      throw Refusal.invalid("the field '" + name + "'", "it is not there");
    }
    return text;
  }

  @Nullable String textOrNull(String name) throws Refusal {
    JsonNode value = object.get(name);
    if (value == null || value.isNull()) {
      return null;
    }
    return text(name, value);
  }

  private static String text(String name, JsonNode value) throws Refusal {
    if (!value.isTextual()) {
      throw Refusal.invalid("text in '" + name + "'", "that is none: " + kind(value));
    }
    return value.textValue();
  }

  private static String kind(JsonNode value) {
    return value.getNodeType().name().toLowerCase(Locale.ROOT);
  }

  @Nullable List<String> textsOrNull(String name) throws Refusal {
    JsonNode value = object.get(name);
    if (value == null || value.isNull()) {
      return null;
    }
    if (!value.isArray()) {
      throw Refusal.invalid("a list of texts in '" + name + "'", "that is none: " + kind(value));
    }
    List<String> all = new ArrayList<>();
    for (JsonNode each : value) {
      all.add(text(name, each));
    }
    return all;
  }
}
