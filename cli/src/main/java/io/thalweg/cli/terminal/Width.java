package io.thalweg.cli.terminal;

import java.io.Console;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.UsageMessageSpec;

/// How many characters a line of output may have.
final class Width {
  /// Of what is no terminal: a pipe, a file.
  static final int UNLIMITED = Integer.MAX_VALUE;

  private Width() {}

  /// Of standard output, as far as standard input is a terminal too.
  @SuppressWarnings("SystemConsoleNull") // JDK 25 has none where there is no terminal
  static int ofOutput() {
    Console console = System.console();
    return of(console != null && console.isTerminal(), System.getenv("COLUMNS"), Width::ofTerminal);
  }

  /// @param columns what the environment says, which wins over what is `measured`
  static int of(boolean terminal, @Nullable String columns, IntSupplier measured) {
    if (!terminal) {
      return UNLIMITED;
    }
    boolean said = columns != null && columns.matches("[1-9]\\d{0,5}");
    return said ? Integer.parseInt(columns) : measured.getAsInt();
  }

  private static int ofTerminal() {
    return new UsageMessageSpec().autoWidth(true).width();
  }
}
