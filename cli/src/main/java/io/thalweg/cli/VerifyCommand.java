package io.thalweg.cli;

import io.thalweg.cli.terminal.CtrlC;
import io.thalweg.cli.terminal.Failure;
import io.thalweg.cli.terminal.Json;
import io.thalweg.cli.terminal.OutputOption;
import io.thalweg.cli.terminal.Progress;
import io.thalweg.cli.terminal.ProgressOption;
import io.thalweg.core.shard.UnknownRecordException;
import io.thalweg.storage.disk.DirectoryLockedException;
import io.thalweg.storage.disk.LocalDisk;
import io.thalweg.storage.ring.NewerFormatException;
import io.thalweg.storage.verify.Checked;
import io.thalweg.storage.verify.NothingStoredException;
import io.thalweg.storage.verify.Verification;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `thalweg verify`: is everything on the disk what was written?
@Command(
    name = "verify",
    description = {
      "Check a data directory that no broker uses: every checksum of the journal and of every"
          + " segment, that every event is there once, and that indexes agree with events.",
      "Name file, position, topic, partition and offsets of every damage. Nothing is changed or"
          + " repaired; a read-only copy will do.",
      "A torn end of the journal is usual after a crash, and no damage."
    },
    exitCodeList = {
      "0:everything is sound",
      "1:something is damaged, or could not be read",
      "2:wrong usage, or a directory that cannot be verified now; the error says what to do"
    },
    footer = {
      "",
      "Examples:",
      "  thalweg verify",
      "  thalweg verify --data /backup/thalweg",
      "  thalweg verify --data /backup/thalweg -o json"
    })
final class VerifyCommand implements Callable<Integer> {
  private static final long LAST_LINE_MILLIS = 2_000;

  @Mixin private ConfigOptions options;
  @Mixin private OutputOption output;
  @Mixin private ProgressOption progress;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    Path directory = options.load(System.getenv()).config().data().directory();
    if (!Files.isDirectory(directory)) {
      throw new Failure(
          directory + " is no directory: name one that a broker used, with --data", Failure.USAGE);
    }
    PrintWriter out = spec.commandLine().getOut();
    Findings findings = new Findings();
    long began = System.nanoTime();
    try (CtrlC _ = CtrlC.then(findings::stop, LAST_LINE_MILLIS)) {
      Checked checked = verify(directory, findings, began);
      VerifyReport report = new VerifyReport(findings, checked, (System.nanoTime() - began) / 1e9);
      if (output.json()) {
        Json.print(out, json -> report.write(json, directory));
      } else {
        report.print(out);
      }
    } catch (CancellationException e) {
      VerifyReport.printDamages(out, findings);
      throw new Failure("interrupted: " + findings.progress() + " were read, the rest is unknown");
    }
    return findings.damages() == 0 ? 0 : Failure.FAILED;
  }

  private Checked verify(Path directory, Findings findings, long began) {
    int threads = Runtime.getRuntime().availableProcessors();
    try (ExecutorService executor = Executors.newFixedThreadPool(threads);
        Progress _ =
            progress.start(
                spec.commandLine().getErr(),
                false,
                () -> findings.progress(System.nanoTime() - began))) {
      return Verification.run(LocalDisk.readOnly(directory), executor, findings);
    } catch (IOException | UnknownRecordException e) {
      throw failure(directory, e);
    }
  }

  private static Failure failure(Path directory, Exception e) {
    return switch (e) {
      case DirectoryLockedException _ ->
          new Failure(
              "a broker uses " + directory + ": stop it, or verify a copy with --data",
              Failure.USAGE);
      case NothingStoredException _ ->
          new Failure(
              directory + " holds nothing of Thalweg's: name a broker's directory with --data",
              Failure.USAGE);
      case NewerFormatException newer ->
          new Failure(newer.getMessage() + ": use the newer version", Failure.USAGE);
      case UnknownRecordException newer ->
          new Failure(newer.getMessage() + ": use the newer version", Failure.USAGE);
      case AccessDeniedException denied ->
          new Failure(
              denied.getMessage() + " cannot be read: give yourself the right to", Failure.USAGE);
      default -> new Failure("cannot read " + directory + ": " + e);
    };
  }
}
