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
record Request(List<String> names, Map<String, String> query, Opaque body) {
  String name(int index) {
    return names.get(index);
  }

  /// A parameter, or null.
  @Nullable String query(String name) {
    return query.get(name);
  }

  /// The body's fields, of which there are none but these.
  Fields fields(String... known) throws Refusal {
    return Fields.read(body.bytes(), List.of(known));
  }
}
