package io.thalweg.cli.bench;

import io.thalweg.cli.terminal.Failure;
import io.thalweg.cli.terminal.Json;
import io.thalweg.cli.terminal.OutputOption;
import java.io.PrintWriter;
import picocli.CommandLine;

/// How a measurement ends: with its numbers, and with what was wrong.
final class Ending {
  /// After Ctrl-C, for the last answers, the numbers, and deleting the topic.
  static final long PATIENCE_MILLIS = 15_000;

  private Ending() {}

  /// Fails if there were errors, once the numbers are told.
  static void tell(Report report, OutputOption output, CommandLine command) {
    if (output.json()) {
      Json.print(command.getOut(), report::write);
    } else {
      report.print(command.getOut());
    }
    Tally.Result result = report.result();
    if (report.pace() != null) {
      String tooSlow = report.pace().tooSlow(result.eventsPerSecond());
      if (tooSlow != null) {
        PrintWriter err = command.getErr();
        err.println("thalweg: " + tooSlow);
        err.flush();
      }
    }
    if (result.firstError() != null) {
      throw new Failure(
          result.errors() + " events failed, the first: " + result.firstError().getMessage());
    }
  }
}
