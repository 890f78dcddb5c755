package io.thalweg.cli.completion;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// Completion for zsh: as for bash, with what each word means beside it.
final class ZshScript {
  private static final String SCRIPT =
      """
      #compdef thalweg
      # Completion of thalweg for zsh. Now: source <(thalweg completion zsh)
      # Always: write that into ~/.zshrc, or this into a file named _thalweg in a folder of $fpath.
      _thalweg() {
        local word=${words[CURRENT]} before=${words[CURRENT-1]} at= i
        local -a subcommands options
        if [[ $word == --*=* ]]; then
          before=${word%%=*}
          compset -P '*='
        fi
        for ((i = 2; i < CURRENT; i++)); do
          case "$at ${words[i]}" in
            @COMMANDS@) at="$at ${words[i]}" ;;
            *) break ;;
          esac
        done
        case "$at $before" in
      @VALUES@
        esac
        case $at in
      @WORDS@
        esac
        if [[ $word == -* ]]; then
          _describe -o option options
        else
          _describe word subcommands
        fi
      }
      if [[ ${funcstack[1]} == _thalweg ]]; then
        _thalweg "$@"
      else
        (( ${+functions[compdef]} )) || { autoload -Uz compinit && compinit }
        compdef _thalweg thalweg
      fi
      """;

  private ZshScript() {}

  static String of(List<CommandWords> commands) {
    return SCRIPT
        .replace("@COMMANDS@", BashScript.commandPatterns(commands))
        .replace("@VALUES@", values(commands))
        .replace("@WORDS@", words(commands));
  }

  private static String values(List<CommandWords> commands) {
    return String.join(
        "\n", BashScript.values(commands, "_files\n      return", "compadd -- %s\n      return"));
  }

  private static String words(List<CommandWords> commands) {
    List<String> cases = new ArrayList<>();
    for (CommandWords command : commands) {
      List<String> words = new ArrayList<>();
      command.words().forEach(word -> words.add(quoted(word, "")));
      command.subcommands().forEach(word -> words.add(quoted(word.text(), word.meaning())));
      List<String> options = new ArrayList<>();
      for (CommandWords.Option option : command.options()) {
        option.names().forEach(name -> options.add(quoted(name, option.meaning())));
      }
      cases.add(
          "    '%s')\n      subcommands=(%s)\n      options=(%s)\n      ;;"
              .formatted(command.before(), lines(words), lines(options)));
    }
    return String.join("\n", cases);
  }

  private static String lines(List<String> words) {
    return words.stream().map(word -> "\n        " + word).collect(Collectors.joining());
  }

  private static String quoted(String word, String meaning) {
    String pair = meaning.isEmpty() ? word : word + ":" + meaning;
    return "'" + pair.replace("'", "'\\''") + "'";
  }
}
