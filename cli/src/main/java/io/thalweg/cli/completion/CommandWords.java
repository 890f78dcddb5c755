package io.thalweg.cli.completion;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/// What may be written behind one command.
///
/// @param path from the first word behind the program's name on; empty: nothing stands there yet
/// @param subcommands what may stand behind `path`
/// @param words what an argument may be, where that is known
public record CommandWords(
    List<String> path, List<Word> subcommands, List<Option> options, List<String> words) {

  /// A word and what it means.
  record Word(String text, String meaning) {}

  /// An option with all its names.
  ///
  /// @param takesValue whether a value follows
  /// @param files whether that is a file's name
  /// @param values what it may be; empty: anything
  record Option(
      List<String> names, String meaning, boolean takesValue, boolean files, List<String> values) {}

  /// Of a command line and all below it, except what is hidden.
  public static List<CommandWords> of(CommandLine line) {
    List<CommandWords> all = new ArrayList<>();
    collect(line, List.of(), all);
    return all;
  }

  private static void collect(CommandLine line, List<String> path, List<CommandWords> into) {
    CommandSpec spec = line.getCommandSpec();
    Map<String, CommandLine> below = shown(spec);
    List<Word> subcommands = new ArrayList<>();
    below.forEach((name, sub) -> subcommands.add(new Word(name, meaning(sub.getCommandSpec()))));
    List<Option> options =
        spec.options().stream()
            .filter(option -> !option.hidden())
            .map(option -> option(spec, option))
            .toList();
    into.add(new CommandWords(path, subcommands, options, words(spec)));
    below.forEach(
        (name, sub) -> {
          List<String> longer = new ArrayList<>(path);
          longer.add(name);
          collect(sub, List.copyOf(longer), into);
        });
  }

  private static Map<String, CommandLine> shown(CommandSpec spec) {
    Map<String, CommandLine> shown = new LinkedHashMap<>(spec.subcommands());
    shown.values().removeIf(sub -> sub.getCommandSpec().usageMessage().hidden());
    return shown;
  }

  private static List<String> words(CommandSpec spec) {
    if (spec.helpCommand() && spec.parent() != null) {
      return List.copyOf(shown(spec.parent()).keySet());
    }
    return spec.positionalParameters().stream()
        .flatMap(positional -> candidates(positional).stream())
        .toList();
  }

  private static String meaning(CommandSpec spec) {
    String[] header = spec.usageMessage().header();
    return meaning(header.length > 0 ? header : spec.usageMessage().description());
  }

  private static Option option(CommandSpec command, OptionSpec option) {
    List<String> names = new ArrayList<>(List.of(option.names()));
    command.negatedOptionsMap().entrySet().stream()
        .filter(negated -> negated.getValue() == option)
        .map(Map.Entry::getKey)
        .sorted(Comparator.naturalOrder())
        .forEach(names::add);
    boolean takesValue = option.arity().max() > 0;
    List<String> values = takesValue ? candidates(option) : List.of();
    String meaning = meaning(option.description());
    return new Option(
        List.copyOf(names),
        meaning.contains("${") ? String.join(" or ", values) : meaning,
        takesValue,
        List.of("FILE", "DIR").contains(option.paramLabel()),
        values);
  }

  private static List<String> candidates(ArgSpec argument) {
    List<String> all = new ArrayList<>();
    if (argument.completionCandidates() != null) {
      argument.completionCandidates().forEach(all::add);
    }
    return all;
  }

  /// What a description begins with: up to what explains it further.
  private static String meaning(String[] description) {
    if (description.length == 0) {
      return "";
    }
    String first = description[0].split(" \\(|[.:;](?: |$)", 2)[0];
    return first.replace("%%", "%").strip();
  }

  /// The path with a space in front of each word: ` topic create`.
  String before() {
    return path.stream().map(word -> " " + word).collect(Collectors.joining());
  }

  List<Option> optionsWithValue() {
    return options.stream().filter(Option::takesValue).toList();
  }
}
