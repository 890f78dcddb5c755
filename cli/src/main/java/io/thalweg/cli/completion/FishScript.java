package io.thalweg.cli.completion;

import java.util.List;

/// Completion for fish: a line for each word that may stand somewhere, and what it means.
final class FishScript {
  private static final String HEAD =
      """
      # Completion of thalweg for fish. Now: thalweg completion fish | source
      # Always: write this into ~/.config/fish/completions/thalweg.fish
      function __thalweg_in
          set -l words (commandline -opc)[2..-1]
          set -l count (count $argv)
          test (count $words) -ge $count; and test "$words[1..$count]" = "$argv"
      end
      function __thalweg_at
          set -l words (commandline -opc)[2..-1]
          test "$words" = "$argv"
      end
      complete -c thalweg -f
      """;

  private FishScript() {}

  static String of(List<CommandWords> commands) {
    StringBuilder script = new StringBuilder(HEAD);
    for (CommandWords command : commands) {
      String where = " -n '" + condition(command) + "'";
      for (CommandWords.Word word : command.subcommands()) {
        line(script, where + " -a " + word.text(), word.meaning());
      }
      if (!command.words().isEmpty()) {
        line(script, where + " -a " + quoted(String.join(" ", command.words())), "");
      }
      for (CommandWords.Option option : command.options()) {
        line(script, where + names(option) + values(option), option.meaning());
      }
    }
    return script.toString();
  }

  /// A command with others below it takes nothing else behind one of them.
  private static String condition(CommandWords command) {
    boolean branches = !command.subcommands().isEmpty();
    return (branches ? "__thalweg_at" : "__thalweg_in") + command.before();
  }

  private static String names(CommandWords.Option option) {
    StringBuilder names = new StringBuilder();
    for (String name : option.names()) {
      names.append(name.startsWith("--") ? " -l " + name.substring(2) : " -s " + name.substring(1));
    }
    return names.toString();
  }

  private static String values(CommandWords.Option option) {
    if (!option.takesValue()) {
      return "";
    }
    if (option.files()) {
      return " -r -F";
    }
    return option.values().isEmpty()
        ? " -x"
        : " -x -a " + quoted(String.join(" ", option.values()));
  }

  private static void line(StringBuilder script, String words, String meaning) {
    script.append("complete -c thalweg").append(words);
    if (!meaning.isEmpty()) {
      script.append(" -d ").append(quoted(meaning));
    }
    script.append('\n');
  }

  private static String quoted(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
