package io.thalweg.server.admin;

import io.thalweg.core.base.Opaque;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What is asked, by an administrator.
///
/// @param names in the path, in its order
/// @param query parameters behind the `?`
/// @param body as it came; empty: none
public record Request(List<String> names, Map<String, String> query, Opaque body) {
  public String name(int index) {
    return names.get(index);
  }

  /// A parameter, or null.
  public @Nullable String query(String name) {
    return query.get(name);
  }

  /// A parameter that is a whole number.
  public long number(String name, long least, long most, long otherwise) throws Refusal {
    String text = query.get(name);
    if (text == null) {
      return otherwise;
    }
    try {
      long number = Long.parseLong(text);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // refused below
    }
    throw Refusal.invalid(
        "a whole number of " + least + " to " + most + " in ?" + name + "=",
        "it is '" + text + "'");
  }

  /// Whether a parameter is there and not `false`.
  public boolean asks(String name) {
    String text = query.get(name);
    return text != null && !text.equals("false");
  }

  /// The body's fields, of which there are none but these.
  public Fields fields(String... known) throws Refusal {
    return Fields.read(body.bytes(), List.of(known));
  }
}
