package io.thalweg.cli.completion;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Completion for bash, 3.2 too: one function that finds the command and offers its words.
final class BashScript {
  private static final String SCRIPT =
      """
      # Completion of thalweg for bash. Now: source <(thalweg completion bash)
      # Always: write that into ~/.bashrc, or this into a file in
      # ~/.local/share/bash-completion/completions named thalweg.
      _thalweg() {
        local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}
        local at= words= options= i IFS=$' \\t\\n'
        COMPREPLY=()
        if [[ $word == '=' ]]; then
          word=
        elif [[ $before == '=' ]]; then
          before=${COMP_WORDS[COMP_CWORD-2]}
        fi
        for ((i = 1; i < COMP_CWORD; i++)); do
          case "$at ${COMP_WORDS[i]}" in
            @COMMANDS@) at="$at ${COMP_WORDS[i]}" ;;
            *) break ;;
          esac
        done
        case "$at $before" in
      @VALUES@
          *)
            case $at in
      @WORDS@
            esac
            if [[ $word == -* ]]; then words=$options; fi
            ;;
        esac
        COMPREPLY=($(compgen -W "$words" -- "$word"))
      }
      complete -F _thalweg thalweg
      """;

  private static final String FILES =
      """
      compopt -o filenames 2>/dev/null
            IFS=$'\\n'
            COMPREPLY=($(compgen -f -- "$word"))
            return\
      """;

  /// Between patterns, each in a line.
  private static final String OR = " | \\\n      ";

  private BashScript() {}

  static String of(List<CommandWords> commands) {
    return SCRIPT
        .replace("@COMMANDS@", commandPatterns(commands))
        .replace("@VALUES@", String.join("\n", values(commands, FILES, "words='%s'")))
        .replace("@WORDS@", words(commands));
  }

  /// Of every command: ` topic` and ` topic create`.
  static String commandPatterns(List<CommandWords> commands) {
    return commands.stream()
        .filter(command -> !command.path().isEmpty())
        .map(command -> "'" + command.before() + "'")
        .collect(Collectors.joining(OR));
  }

  /// The cases of options whose value comes next.
  ///
  /// @param files how files are offered
  /// @param words how words are offered, around them
  static List<String> values(List<CommandWords> commands, String files, String words) {
    Map<String, List<String>> patterns = new LinkedHashMap<>();
    for (CommandWords command : commands) {
      for (CommandWords.Option option : command.optionsWithValue()) {
        String body = option.files() ? files : words.formatted(String.join(" ", option.values()));
        List<String> alike = patterns.computeIfAbsent(body, _ -> new ArrayList<>());
        option.names().forEach(name -> alike.add("'" + command.before() + " " + name + "'"));
      }
    }
    List<String> cases = new ArrayList<>();
    patterns.forEach(
        (body, alike) ->
            cases.add("    " + String.join(OR, alike) + ")\n      " + body + "\n      ;;"));
    return cases;
  }

  private static String words(List<CommandWords> commands) {
    List<String> cases = new ArrayList<>();
    for (CommandWords command : commands) {
      List<String> words = new ArrayList<>(command.words());
      command.subcommands().forEach(subcommand -> words.add(subcommand.text()));
      List<String> options = new ArrayList<>();
      command.options().forEach(option -> options.addAll(option.names()));
      cases.add(
          "        '%s') words='%s' options='%s' ;;"
              .formatted(command.before(), String.join(" ", words), String.join(" ", options)));
    }
    return String.join("\n", cases);
  }
}
