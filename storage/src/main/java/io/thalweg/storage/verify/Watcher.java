package io.thalweg.storage.verify;

/// Who is told what a [Verification] finds. One call after the other, but on any thread.
public interface Watcher {
  /// So many bytes will be read.
  void started(long bytes);

  /// So many of them were read. What it throws ends the verification.
  void read(long bytes);

  /// Something is damaged.
  void found(Finding finding);

  /// Something that an operator may like to know, though nothing is wrong with it.
  void noted(String line);
}
