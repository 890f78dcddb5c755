package io.thalweg.core.shard;

/// A journal holds a kind of record that this build does not know: it was written by a newer one.
public final class UnknownRecordException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnknownRecordException(int kind) {
    super("expected records of this version or older, but the journal holds one of kind " + kind);
  }
}
