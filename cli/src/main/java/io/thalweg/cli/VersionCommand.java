package io.thalweg.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `thalweg version`: what runs here, on which Java.
@Command(name = "version", description = "Print the version of Thalweg and of the Java it runs on.")
final class VersionCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().getOut().println(line());
    spec.commandLine().getOut().flush();
  }

  private static String line() {
    String version = Main.class.getPackage().getImplementationVersion();
    return "thalweg %s (Java %s, %s)"
        .formatted(
            version == null ? "development" : version,
            Runtime.version(),
            System.getProperty("os.arch"));
  }

  /// The same for `--version`.
  static final class Provider implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {line()};
    }
  }
}
