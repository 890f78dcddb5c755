package io.thalweg.server.admin;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One line of the table of requests.
///
/// @param method of HTTP
/// @param path segments below `/admin/v1/`, with `*` for a name
public record Route(String method, List<String> path, Handler handler) {
  private static final String NAME = "*";

  /// Answers a request, on a thread that may wait.
  public interface Handler {
    Answer handle(Request request) throws Refusal;
  }

  /// @param path as in `users/*`
  public static Route of(String method, String path, Handler handler) {
    return new Route(method, List.of(path.split("/")), handler);
  }

  /// The names in `segments` if they are this path, else null.
  @Nullable List<String> match(List<String> segments) {
    if (segments.size() != path.size()) {
      return null;
    }
    List<String> names = new ArrayList<>();
    for (int i = 0; i < path.size(); i++) {
      if (path.get(i).equals(NAME)) {
        names.add(segments.get(i));
      } else if (!path.get(i).equals(segments.get(i))) {
        return null;
      }
    }
    return names;
  }
}
