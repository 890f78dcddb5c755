package io.thalweg.cli.terminal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;

/// JSON written as it is generated; no tree is built.
public final class Json {
  private static final JsonFactory FACTORY = new JsonFactory();

  private Json() {}

  /// Writes one document.
  public interface Document {
    void write(JsonGenerator json) throws IOException;
  }

  /// One indented document, for a command that ends with it.
  public static void print(PrintWriter out, Document document) {
    try {
      JsonGenerator json = FACTORY.createGenerator(out).useDefaultPrettyPrinter();
      document.write(json);
      json.flush();
    } catch (IOException e) {
      throw new Failure("cannot write: " + e.getMessage());
    }
    out.println();
    out.flush();
  }

  /// A stream of documents, each in one line.
  public static JsonGenerator lines(OutputStream out) throws IOException {
    JsonGenerator json = FACTORY.createGenerator(out);
    json.setRootValueSeparator(null);
    return json;
  }
}
