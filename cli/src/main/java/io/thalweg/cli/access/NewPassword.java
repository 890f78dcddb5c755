package io.thalweg.cli.access;

import io.thalweg.cli.admin.Question;
import io.thalweg.cli.terminal.Failure;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The password that somebody gets.
final class NewPassword {
  private static final String HOW =
      "give the new password: set THALWEG_NEW_PASSWORD, or --new-password-stdin and a line of"
          + " input, or --no-password";

  @Option(
      names = "--new-password",
      paramLabel = "PASSWORD",
      description =
          "It; others on this machine see it (default: $THALWEG_NEW_PASSWORD, or a question).")
  private @Nullable String given;

  @Option(names = "--new-password-stdin", description = "It is the first line of input.")
  private boolean fromInput;

  @Option(names = "--no-password", description = "None: nobody gets in by a password.")
  private boolean none;

  /// The password; empty: none.
  String get(String user) {
    if (Stream.of(given != null, fromInput, none).filter(each -> each).count() > 1) {
      throw new Failure(
          "--new-password, --new-password-stdin and --no-password exclude each other",
          Failure.USAGE);
    }
    if (none) {
      return "";
    }
    String password = given;
    if (password == null) {
      password = fromInput ? line() : asked(user);
    }
    if (password.isEmpty()) {
      throw new Failure("the new password is empty: --no-password says so", Failure.USAGE);
    }
    return password;
  }

  private static String line() {
    try {
      String line =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
      return line == null ? "" : line;
    } catch (IOException e) {
      throw new Failure("cannot read the password: " + e.getMessage());
    }
  }

  private static String asked(String user) {
    String fromEnvironment = System.getenv("THALWEG_NEW_PASSWORD");
    if (fromEnvironment != null && !fromEnvironment.isEmpty()) {
      return fromEnvironment;
    }
    String first = Question.secret("New password of " + user + ": ", HOW);
    if (!first.equals(Question.secret("The same again: ", HOW))) {
      throw new Failure("the two differ; nothing was changed");
    }
    return first;
  }
}
