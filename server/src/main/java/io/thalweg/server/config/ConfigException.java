package io.thalweg.server.config;

import java.util.List;

/// The configuration cannot be used. Each problem is one line that says what is wrong, where it
/// stands and what is allowed.
public final class ConfigException extends Exception {
  private static final long serialVersionUID = 1L;

  @SuppressWarnings("serial") // List.copyOf is serializable
  private final List<String> problems;

  ConfigException(List<String> problems) {
    super(String.join("\n", problems));
    this.problems = List.copyOf(problems);
  }

  /// At least one line.
  public List<String> problems() {
    return problems;
  }
}
