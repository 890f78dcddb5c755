package io.thalweg.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `thalweg version`: what runs here, on which Java.
@Command(name = "version", description = "Print the version of Thalweg and of the Java it runs on.")
final class VersionCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    String version = Main.class.getPackage().getImplementationVersion();
    spec.commandLine()
        .getOut()
        .printf(
            "thalweg %s (Java %s, %s)%n",
            version == null ? "development" : version,
            Runtime.version(),
            System.getProperty("os.arch"));
    spec.commandLine().getOut().flush();
  }
}
