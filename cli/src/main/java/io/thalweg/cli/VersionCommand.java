package io.thalweg.cli;

import io.thalweg.cli.terminal.Json;
import io.thalweg.cli.terminal.OutputOption;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `thalweg version`: what runs here, on which Java.
@Command(name = "version", description = "Print the version of Thalweg and of the Java it runs on.")
final class VersionCommand implements Runnable {
  @Mixin private OutputOption output;
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    PrintWriter out = spec.commandLine().getOut();
    if (output.json()) {
      Json.print(
          out,
          json -> {
            json.writeStartObject();
            json.writeStringField("version", version());
            json.writeStringField("java", Runtime.version().toString());
            json.writeStringField("architecture", System.getProperty("os.arch"));
            json.writeEndObject();
          });
    } else {
      out.println(line());
      out.flush();
    }
  }

  private static String version() {
    String version = Main.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  private static String line() {
    return "thalweg %s (Java %s, %s)"
        .formatted(version(), Runtime.version(), System.getProperty("os.arch"));
  }

  /// The same for `--version`.
  static final class Provider implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {line()};
    }
  }
}
