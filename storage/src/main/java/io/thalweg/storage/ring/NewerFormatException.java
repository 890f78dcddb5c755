package io.thalweg.storage.ring;

import java.io.IOException;

/// The journal was written by a newer version of the program.
public final class NewerFormatException extends IOException {
  private static final long serialVersionUID = 1L;

  NewerFormatException(String file, int version) {
    super(
        "expected a journal of format "
            + FrameHeader.VERSION
            + " or older, but "
            + file
            + " has format "
            + version);
  }
}
