package io.thalweg.cli.terminal;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/// How errors are told: on standard error, each in a line that begins with `thalweg:`.
public final class Complaints implements IParameterExceptionHandler, IExecutionExceptionHandler {
  @Override
  public int handleParseException(ParameterException wrong, String[] args) {
    CommandLine command = wrong.getCommandLine();
    say(command, String.valueOf(wrong.getMessage()));
    if (!UnmatchedArgumentException.printSuggestions(wrong, command.getErr())) {
      command.getErr().println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
    }
    command.getErr().flush();
    return Failure.USAGE;
  }

  @Override
  public int handleExecutionException(Exception thrown, CommandLine command, ParseResult parsed) {
    if (thrown instanceof Failure failure) {
      say(command, String.valueOf(failure.getMessage()));
      return failure.exitCode();
    }
    say(command, "internal error, please report it: " + thrown);
    thrown.printStackTrace(command.getErr());
    command.getErr().flush();
    return Failure.FAILED;
  }

  private static void say(CommandLine command, String message) {
    PrintWriter err = command.getErr();
    message.lines().forEach(line -> err.println("thalweg: " + Shown.harmless(line)));
    err.flush();
  }
}
