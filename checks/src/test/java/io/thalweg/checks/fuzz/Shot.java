package io.thalweg.checks.fuzz;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Set;
import org.apache.kafka.common.protocol.ApiKeys;

/// A frame as it is sent.
final class Shot {
  private static final int LENGTH = 4;
  private static final int CORRELATION_AT = 8;
  private static final int MOST_SHOWN = 2000;

  /// Whose answers may wait for other clients, or for as long as the request says.
  private static final Set<Short> WAITING =
      Set.of(ApiKeys.FETCH.id, ApiKeys.JOIN_GROUP.id, ApiKeys.SYNC_GROUP.id);

  private final ApiKeys api;
  private final short version;
  private final byte[] frame;

  /// `frame` was of `api` in `version` before it was changed.
  Shot(ApiKeys api, short version, byte[] frame) {
    this.api = api;
    this.version = version;
    this.frame = frame;
  }

  ApiKeys api() {
    return api;
  }

  byte[] frame() {
    return frame;
  }

  private boolean isOf(short key) {
    return frame.length >= LENGTH + Short.BYTES && ByteBuffer.wrap(frame).getShort(LENGTH) == key;
  }

  /// Whether it is as long as it says.
  boolean isFramed() {
    return ByteBuffer.wrap(frame).getInt(0) == frame.length - LENGTH;
  }

  /// Whether the answer may come late.
  boolean mayWait() {
    return WAITING.stream().anyMatch(this::isOf);
  }

  /// Whether there may be no answer: the request says so.
  boolean maySayNothing() {
    return isOf(ApiKeys.PRODUCE.id);
  }

  /// Whether an answer with that id is one to this.
  boolean isAnsweredBy(int correlation) {
    return frame.length >= CORRELATION_AT + Integer.BYTES
        && ByteBuffer.wrap(frame).getInt(CORRELATION_AT) == correlation;
  }

  /// What it was, without its bytes.
  String name() {
    return api.name + " v" + version + " (" + frame.length + " bytes)";
  }

  @Override
  public String toString() {
    int shown = Math.min(frame.length, MOST_SHOWN);
    String hex = HexFormat.of().formatHex(frame, 0, shown);
    return name() + " " + hex;
  }
}
