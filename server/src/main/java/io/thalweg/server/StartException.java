package io.thalweg.server;

/// The broker cannot start. The message is one line that says why and what to do.
public final class StartException extends Exception {
  private static final long serialVersionUID = 1L;

  private final int exitCode;

  /// @param exitCode of the process: 1 where the machine is not as it should be, 2 where the
  ///   configuration is not
  public StartException(String message, int exitCode) {
    super(message);
    this.exitCode = exitCode;
  }

  public int exitCode() {
    return exitCode;
  }
}
