package io.thalweg.cli.terminal;

import java.util.Locale;

/// What `-o` takes: for people, or for programs.
public enum OutputFormat {
  TEXT,
  JSON;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
