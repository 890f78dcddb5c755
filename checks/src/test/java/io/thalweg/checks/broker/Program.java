package io.thalweg.checks.broker;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A program that runs beside a test: a command of ours, or somebody else's client.
public final class Program implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final Process process;
  private final Transcript out;
  private final Transcript errors;

  private Program(Process process) {
    this.process = process;
    this.out = Transcript.of(process.getInputStream(), "program-out");
    this.errors = Transcript.of(process.getErrorStream(), "program-errors");
  }

  /// What a program did, once it has ended.
  public record Ended(int exitCode, String out, String errors) {}

  /// `./thalweg arguments`.
  public static Program thalweg(String... arguments) {
    return start(Launch.line(List.of(arguments)));
  }

  /// The same with more in its environment.
  public static Program thalweg(Map<String, String> environment, List<String> arguments) {
    return start(Launch.line(arguments), somewhere(), environment);
  }

  private static Path somewhere() {
    return Path.of(System.getProperty("java.io.tmpdir"));
  }

  /// Any program.
  public static Program start(List<String> line) {
    return start(line, somewhere(), Map.of());
  }

  /// Any program, in a folder and with more in its environment.
  public static Program start(List<String> line, Path folder, Map<String, String> environment) {
    ProcessBuilder builder = new ProcessBuilder(line);
    builder.directory(folder.toFile());
    prepare(builder.environment());
    builder.environment().putAll(environment);
    try {
      return new Program(builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Nothing that the tests' own environment says may reach the program.
  static void prepare(Map<String, String> environment) {
    environment.keySet().removeIf(name -> name.startsWith("THALWEG_") || name.startsWith("JAVA_"));
    environment.remove("JDK_JAVA_OPTIONS");
  }

  /// Gives it all of its standard input, and returns when it has ended.
  public Ended end(String input) {
    try (OutputStream in = process.getOutputStream()) {
      in.write(input.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      // It ended without reading all; what it did tells why.
    }
    return end();
  }

  /// Returns when it has ended.
  public Ended end() {
    try {
      process.getOutputStream().close();
      if (!process.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        close();
        throw new IllegalStateException(
            "expected it to end, but it printed:\n" + out.text() + "\nand:\n" + errors.text());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      close();
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
    out.awaitEnd(LIMIT);
    errors.awaitEnd(LIMIT);
    return new Ended(process.exitValue(), out.text(), errors.text());
  }

  /// Standard output so far.
  public Transcript out() {
    return out;
  }

  /// Standard error so far.
  public Transcript errors() {
    return errors;
  }

  /// Sends SIGTERM, to what it has started too.
  public void interrupt() {
    List<ProcessHandle> children = process.descendants().toList();
    process.toHandle().destroy(); // Process.destroy would close the streams before they are read
    children.forEach(ProcessHandle::destroy);
  }

  /// Ends it and what it has started, whatever they are doing.
  @Override
  public void close() {
    List<ProcessHandle> children = process.descendants().toList();
    process.destroyForcibly();
    children.forEach(ProcessHandle::destroyForcibly);
  }
}
