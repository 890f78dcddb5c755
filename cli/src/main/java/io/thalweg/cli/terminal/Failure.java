package io.thalweg.cli.terminal;

/// A command did not do what was asked. The message is what the user reads: why, and what to do.
public final class Failure extends RuntimeException {
  /// Exit code of a command that failed.
  public static final int FAILED = 1;

  /// Exit code of wrong usage and of an unusable configuration.
  public static final int USAGE = 2;

  private static final long serialVersionUID = 1L;

  private final int exitCode;

  public Failure(String message) {
    this(message, FAILED);
  }

  public Failure(String message, int exitCode) {
    super(message);
    this.exitCode = exitCode;
  }

  public int exitCode() {
    return exitCode;
  }
}
