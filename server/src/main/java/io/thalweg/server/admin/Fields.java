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
public final class Fields {
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
  public String text(String name) throws Refusal {
    String text = textOrNull(name);
    if (text == null) {
      throw Refusal.invalid("the field '" + name + "'", "it is not there");
    }
    return text;
  }

  public @Nullable String textOrNull(String name) throws Refusal {
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

  /// A whole number, or what it is if it is not said.
  public long numberOr(String name, long least, long most, long otherwise) throws Refusal {
    JsonNode value = object.get(name);
    if (value == null || value.isNull()) {
      return otherwise;
    }
    boolean right = value.canConvertToLong() && value.isIntegralNumber();
    if (!right || value.longValue() < least || value.longValue() > most) {
      String came = value.isNumber() ? "it is " + value : "that is none: " + kind(value);
      throw Refusal.invalid(
          "a whole number of " + least + " to " + most + " in '" + name + "'", came);
    }
    return value.longValue();
  }

  /// Yes or no, or what it is if it is not said.
  public boolean flagOr(String name, boolean otherwise) throws Refusal {
    JsonNode value = object.get(name);
    if (value == null || value.isNull()) {
      return otherwise;
    }
    if (!value.isBoolean()) {
      throw Refusal.invalid("true or false in '" + name + "'", "that is neither: " + kind(value));
    }
    return value.booleanValue();
  }

  /// One of `words`, or the first of them if it is not said.
  public String wordOf(String name, List<String> words) throws Refusal {
    String text = textOrNull(name);
    if (text != null && !words.contains(text)) {
      throw Refusal.invalid(
          "one of " + String.join(", ", words) + " in '" + name + "'", "it is '" + text + "'");
    }
    return text == null ? words.getFirst() : text;
  }

  /// One of `values`, by its word, or the first of them if it is not said.
  public <E extends Enum<E>> E oneOf(String name, List<E> values) throws Refusal {
    String word = wordOf(name, values.stream().map(Fields::word).toList());
    for (E each : values) {
      if (word(each).equals(word)) {
        return each;
      }
    }
    throw new IllegalStateException("expected one of " + values + ", but it is " + word);
  }

  /// `drop-head` of `DROP_HEAD`.
  public static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /// The object in a field; null if it is not there.
  public @Nullable JsonNode objectOrNull(String name) throws Refusal {
    JsonNode value = object.get(name);
    if (value == null || value.isNull()) {
      return null;
    }
    if (!value.isObject()) {
      throw Refusal.invalid("an object in '" + name + "'", "that is none: " + kind(value));
    }
    return value;
  }

  /// Whether anything is said in the field.
  public boolean has(String name) {
    return object.hasNonNull(name);
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
