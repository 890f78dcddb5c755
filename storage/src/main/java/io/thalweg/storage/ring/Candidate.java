package io.thalweg.storage.ring;

/// A copy of a frame found in the files, whose header holds.
///
/// @param payloadHolds whether the payload's CRC is right
/// @param copyEpoch epoch that wrote this copy
record Candidate(
    FrameHeader.Fields fields,
    int headerCrc,
    int length,
    boolean payloadHolds,
    int copyEpoch,
    RingFile file,
    int offset) {
  long sequence() {
    return fields.sequence();
  }

  /// Where the next frame could begin.
  int end() {
    return offset + FrameHeader.frameBytes(length);
  }
}
