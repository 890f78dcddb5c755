package io.thalweg.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.thalweg.cli.completion.Shell;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine;

/// The scripts in the shells they are for; one that is not installed is left out.
class CompletionTest {
  @TempDir Path folder;

  /// Lines as typed so far, and what their last word may become.
  private static Map<String, String> typed() {
    Map<String, String> lines = new LinkedHashMap<>();
    lines.put("top", "topic");
    lines.put("ser", "serve");
    lines.put("warm", "");
    lines.put("topic cr", "create");
    lines.put("topic create --part", "--partitions");
    lines.put("group des", "describe");
    lines.put("group reset g --to-b", "--to-beginning");
    lines.put("subs", "subscription");
    lines.put("queue create q --max-f", "--max-failures");
    lines.put("vh", "vhost");
    lines.put("user pass", "password");
    lines.put("user add --new-password-", "--new-password-stdin");
    lines.put("permission set x --vh", "--vhost");
    lines.put("bench pro", "produce");
    lines.put("bench produce --ev", "--events");
    lines.put("bench produce --events 7 --lin", "--linger-ms");
    lines.put("publish topic --comp", "--compression");
    lines.put("publish topic --compression z", "zstd");
    lines.put("publish topic -z sn", "snappy");
    lines.put("publish x --no-p", "--no-progress");
    lines.put("tail x -o j", "json");
    lines.put("tail x --output=j", "json");
    lines.put("tail x --from be", "");
    lines.put("tail serve --conf", "");
    lines.put("serve --config sc", "script");
    lines.put("completion f", "fish");
    lines.put("help pub", "publish");
    return lines;
  }

  /// Reads such lines and prints for each what the script offers. Words are given as the shell
  /// itself would give them.
  private static String driver(Shell shell) {
    return switch (shell) {
      case BASH ->
          """
          source ./script
          complete -p thalweg >/dev/null || exit 9
          while read -r line; do
            COMP_WORDS=(thalweg ${line/=/ = })
            COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
            _thalweg
            echo "${COMPREPLY[*]}"
          done
          """;
      // Its completion runs in a terminal only: the functions that a script calls stand in for it.
      case ZSH ->
          """
          compdef() { registered=$2 }
          offer() { for one in "$@"; do [[ $one == ${words[-1]}* ]] && found+=($one); done }
          _describe() { local name=${@[-1]}; offer ${${(P)name}%%:*} }
          compadd() { offer ${@[2,-1]} }
          compset() { words[-1]=${words[-1]#*=} }
          _files() { offer *(N) }
          source ./script
          [[ $registered == thalweg ]] || exit 9
          while read -r line; do
            words=(thalweg ${=line}) CURRENT=${#words} found=()
            _thalweg
            print -r -- $found
          done
          """;
      case FISH ->
          """
          source ./script
          while read line
              echo (complete -C "thalweg $line" | string replace -r '\\t.*' '' |
                  string replace -r '.*=' '')
          end
          """;
    };
  }

  @ParameterizedTest
  @EnumSource
  void whatIsTypedIsCompleted(Shell shell) throws Exception {
    assumeTrue(isInstalled(shell), shell + " is installed");
    write(shell);
    Files.writeString(folder.resolve("driver"), driver(shell));
    Map<String, String> typed = typed();
    Files.write(folder.resolve("typed"), typed.keySet());
    List<String> offered = run(shell.toString(), "driver");
    Map<String, String> completed = new LinkedHashMap<>();
    for (String line : typed.keySet()) {
      int at = completed.size();
      completed.put(line, at < offered.size() ? offered.get(at).strip() : "nothing printed");
    }
    assertThat(completed).isEqualTo(typed);
  }

  @ParameterizedTest
  @EnumSource
  void theScriptIsOneThatTheShellCanRead(Shell shell) throws Exception {
    assumeTrue(isInstalled(shell), shell + " is installed");
    write(shell);
    Files.writeString(folder.resolve("typed"), "");
    assertThat(run(shell.toString(), "-n", "script")).isEmpty();
  }

  @Test
  void whatIsHiddenIsNotShown() {
    for (Shell shell : Shell.values()) {
      assertThat(script(shell)).contains("version").doesNotContain("warm-up");
    }
  }

  private void write(Shell shell) throws IOException {
    Files.writeString(folder.resolve("script"), script(shell));
  }

  private static String script(Shell shell) {
    StringWriter out = new StringWriter();
    String[] args = {"completion", shell.toString()};
    CommandLine thalweg = Main.commandLine(args).setOut(new PrintWriter(out));
    assertThat(thalweg.execute(args)).isZero();
    return out.toString();
  }

  private static boolean isInstalled(Shell shell) {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator))
        .anyMatch(place -> Files.isExecutable(Path.of(place, shell.toString())));
  }

  /// The lines it prints; the lines typed are its input.
  private List<String> run(String... command) throws IOException, InterruptedException {
    Path out = folder.resolve("out");
    ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(List.of(command)));
    builder.directory(folder.toFile()).redirectInput(folder.resolve("typed").toFile());
    builder.redirectErrorStream(true).redirectOutput(out.toFile());
    builder.environment().put("HOME", folder.toString()); // nobody's own settings
    builder.environment().put("ZDOTDIR", folder.toString());
    builder.environment().put("XDG_CONFIG_HOME", folder.toString());
    builder.environment().put("XDG_DATA_HOME", folder.toString());
    Process process = builder.start();
    boolean ended = process.waitFor(60, TimeUnit.SECONDS);
    process.destroyForcibly();
    List<String> lines = Files.readAllLines(out);
    assertThat(ended).as("it ended, having said %s", lines).isTrue();
    assertThat(process.exitValue()).as("exit code, having said %s", lines).isZero();
    return lines;
  }
}
