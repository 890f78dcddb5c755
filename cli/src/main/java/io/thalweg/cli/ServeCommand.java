package io.thalweg.cli;

import io.thalweg.cli.terminal.Failure;
import io.thalweg.server.Node;
import io.thalweg.server.StartException;
import io.thalweg.server.config.Config;
import io.thalweg.server.ops.LogSetup;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `thalweg serve`: a broker in the foreground, until Ctrl-C or SIGTERM. What it prints is the
/// broker's own.
@Command(
    name = "serve",
    description = {
      "Run a broker on this machine until Ctrl-C or SIGTERM.",
      "It prints a line per listener as it opens, then 'ready in N ms'.",
      "Told to stop, it syncs what it has taken, and exits with 0."
    })
final class ServeCommand implements Runnable {
  @Mixin private ConfigOptions options;

  @Override
  public void run() {
    Config config = options.load(System.getenv()).config();
    PrintStream out =
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    try {
      LogSetup.start(config.log());
      Node node = Node.start(config, out);
      Runtime.getRuntime()
          .addShutdownHook(Thread.ofPlatform().name("stop").unstarted(() -> stop(node)));
      node.awaitClosed();
    } catch (StartException e) {
      throw new Failure(String.valueOf(e.getMessage()), e.exitCode());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// A broker that stopped as it was told to ends with success, not with the signal's exit code
  /// that the JVM would give.
  private static void stop(Node node) {
    node.close();
    if (!node.failed()) {
      Runtime.getRuntime().halt(0);
    }
  }
}
