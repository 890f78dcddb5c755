package io.thalweg.cli.completion;

import java.util.List;
import java.util.Locale;

/// The shells that completion is written for.
public enum Shell {
  BASH,
  ZSH,
  FISH;

  /// A script for this shell to read.
  ///
  /// @param commands in which every command stands before those below it
  public String script(List<CommandWords> commands) {
    return switch (this) {
      case BASH -> BashScript.of(commands);
      case ZSH -> ZshScript.of(commands);
      case FISH -> FishScript.of(commands);
    };
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
