package io.thalweg.storage.disk;

import java.io.IOException;

/// Another process uses the directory.
public final class DirectoryLockedException extends IOException {
  private static final long serialVersionUID = 1L;

  DirectoryLockedException(String directory) {
    super("expected " + directory + " to be free, but another process uses it");
  }
}
