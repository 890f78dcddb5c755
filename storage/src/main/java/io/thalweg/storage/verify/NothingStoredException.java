package io.thalweg.storage.verify;

import java.io.IOException;

/// There is nothing of Thalweg's on the disk.
public final class NothingStoredException extends IOException {
  private static final long serialVersionUID = 1L;

  NothingStoredException() {
    super("expected files of a journal, but there is none");
  }
}
