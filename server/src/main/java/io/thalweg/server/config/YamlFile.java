package io.thalweg.server.config;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A YAML file as a list of dotted keys. `storage: {blocks: 8}` and `storage.blocks: 8` are the
/// same; a list of scalars is joined with commas.
final class YamlFile {
  /// More than any honest configuration; checked before memory is taken.
  private static final long MAX_BYTES = 1 << 20;

  /// @param line where the value stands, from 1
  record Entry(String key, String value, int line) {}

  private final JsonParser parser;
  private final List<Entry> entries = new ArrayList<>();

  private YamlFile(JsonParser parser) {
    this.parser = parser;
  }

  static List<Entry> read(Path file) throws ConfigException {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw problem(file, "is larger than " + Quantity.showBytes(MAX_BYTES));
      }
      return parse(Files.readString(file));
    } catch (NoSuchFileException e) {
      throw problem(file, "does not exist");
    } catch (AccessDeniedException e) {
      throw problem(file, "may not be read");
    } catch (JsonProcessingException e) {
      String where = e.getLocation() == null ? "" : " in line " + e.getLocation().getLineNr();
      throw problem(file, "is not usable YAML" + where + ": " + firstLine(e.getOriginalMessage()));
    } catch (IOException e) {
      throw problem(file, "cannot be read: " + e.getMessage());
    }
  }

  private static List<Entry> parse(String text) throws IOException {
    YAMLFactory yaml =
        YAMLFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
    try (JsonParser parser = yaml.createParser(text)) {
      YamlFile file = new YamlFile(parser);
      JsonToken first = parser.nextToken();
      if (first == JsonToken.START_OBJECT) {
        file.object("");
      } else if (first != null && first != JsonToken.VALUE_NULL) {
        throw new JsonParseException(parser, "keys are expected, such as 'storage.blocks: 32'");
      }
      return file.entries;
    }
  }

  private void object(String prefix) throws IOException {
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = prefix + parser.currentName();
      int line = parser.currentTokenLocation().getLineNr();
      JsonToken token = parser.nextToken();
      if (token == JsonToken.START_OBJECT) {
        object(key + ".");
      } else {
        entries.add(new Entry(key, token == JsonToken.START_ARRAY ? list() : scalar(), line));
      }
    }
  }

  private String list() throws IOException {
    List<String> values = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      values.add(scalar());
    }
    return String.join(",", values);
  }

  private String scalar() throws IOException {
    if (!parser.currentToken().isScalarValue()) {
      throw new JsonParseException(parser, "a plain value is expected");
    }
    return parser.currentToken() == JsonToken.VALUE_NULL ? "" : parser.getText();
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("");
  }

  private static ConfigException problem(Path file, String what) {
    return new ConfigException(List.of("configuration file " + file + " " + what));
  }
}
