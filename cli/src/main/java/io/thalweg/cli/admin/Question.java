package io.thalweg.cli.admin;

import io.thalweg.cli.terminal.Failure;
import java.io.Console;
import java.util.Optional;

/// Asks a person; what is typed is not shown.
public final class Question {
  private Question() {}

  /// A secret.
  ///
  /// @param unless what to say if there is nobody to ask
  public static String secret(String prompt, String unless) {
    Console console =
        Optional.ofNullable(System.console())
            .filter(Console::isTerminal)
            .orElseThrow(() -> new Failure(unless, Failure.USAGE));
    char[] typed = console.readPassword("%s", prompt);
    if (typed == null) {
      throw new Failure("there was no answer");
    }
    return new String(typed);
  }
}
