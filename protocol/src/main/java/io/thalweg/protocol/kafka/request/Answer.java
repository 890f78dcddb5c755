package io.thalweg.protocol.kafka.request;

import io.thalweg.protocol.wire.Out;

/// The body of a response that is written without a generated message. Written once, or dropped;
/// then let go of.
public interface Answer {
  /// Size of the body in bytes.
  int bytes();

  /// Writes exactly that many bytes.
  void write(Out out);

  /// Code of its error, or of one that it holds; 0: it tells of none.
  default short error() {
    return 0;
  }

  /// Lets go of what it holds. Called once, written or not.
  default void release() {}
}
