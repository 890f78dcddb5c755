package io.thalweg.core.turn;

/// The answer to a command, released when everything that its decider could have seen is durable.
public interface Reply {
  /// What became of the command; [Problem#NONE] for success.
  Problem problem();

  /// A reply that says nothing but what became of the command.
  record Done(Problem problem) implements Reply {
    /// Success.
    public static final Done OK = new Done(Problem.NONE);
  }
}
