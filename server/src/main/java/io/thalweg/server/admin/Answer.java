package io.thalweg.server.admin;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// What is answered.
///
/// @param status of HTTP
/// @param body null: none
public record Answer(int status, @Nullable Body body) {
  /// Done, and there is nothing to say.
  public static final Answer DONE = new Answer(204, null);

  /// Made, and there is nothing to say.
  public static final Answer MADE = new Answer(201, null);

  /// Writes one JSON document, as it goes out.
  public interface Body {
    void write(JsonGenerator json) throws IOException;
  }

  public static Answer of(Body body) {
    return new Answer(200, body);
  }
}
