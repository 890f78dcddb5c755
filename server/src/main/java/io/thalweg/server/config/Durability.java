package io.thalweg.server.config;

/// What an acknowledgement waits for.
public enum Durability {
  /// The device: the journal is synced first (promise P1).
  SYNC,
  /// The operating system only: survives the process, not a power loss.
  OS
}
