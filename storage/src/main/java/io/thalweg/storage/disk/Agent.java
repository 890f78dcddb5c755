package io.thalweg.storage.disk;

/// A part of storage that does its work in bounded steps, on a thread that its owner gives it.
public interface Agent {
  /// What it does, for the thread's name.
  String role();

  /// Does one bounded step; false if there was nothing to do, so that its thread may wait to be
  /// woken.
  boolean work();
}
