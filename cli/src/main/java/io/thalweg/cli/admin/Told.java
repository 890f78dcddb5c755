package io.thalweg.cli.admin;

import io.thalweg.cli.terminal.Json;
import java.io.PrintWriter;

/// Says that something was done.
///
/// @param json whether to programs
public record Told(PrintWriter out, boolean json) {
  /// @param done what was done, as `added`
  /// @param kind what `name` is the name of
  public void done(String done, String kind, String name) {
    if (json) {
      Json.print(
          out,
          into -> {
            into.writeStartObject();
            into.writeStringField(kind, name);
            into.writeBooleanField(done, true);
            into.writeEndObject();
          });
    } else {
      out.println(done + " " + kind + " " + name);
      out.flush();
    }
  }
}
