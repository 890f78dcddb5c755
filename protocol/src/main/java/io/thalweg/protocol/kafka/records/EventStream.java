package io.thalweg.protocol.kafka.records;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/// The events of an opened batch, one after the other, each read no further than it is asked for.
public final class EventStream {
  private final DataInputStream in;
  private long left;
  private long timestampDelta;
  private long offsetDelta;

  /// Reads from a batch's opened records.
  public EventStream(InputStream opened) {
    this.in = new DataInputStream(new BufferedInputStream(opened));
  }

  /// Moves to the next event.
  ///
  /// @throws IOException if there is none, or the one before was not what the format asks for
  public void next() throws IOException {
    in.skipNBytes(left);
    left = Long.MAX_VALUE;
    left = varlong();
    read(); // attributes, unused
    timestampDelta = varlong();
    offsetDelta = varlong();
  }

  /// The event's timestamp, less that of its batch.
  public long timestampDelta() {
    return timestampDelta;
  }

  /// The event's offset, less that of its batch.
  public long offsetDelta() {
    return offsetDelta;
  }

  /// Whether the event has a key; to be asked once.
  public boolean hasKey() throws IOException {
    return varlong() >= 0;
  }

  /// Whether the event was the last.
  public boolean isLast() throws IOException {
    in.skipNBytes(left);
    left = 0;
    return in.read() < 0;
  }

  private int read() throws IOException {
    if (--left < 0) {
      throw new IOException("expected more bytes of an event");
    }
    int next = in.read();
    if (next < 0) {
      throw new EOFException();
    }
    return next;
  }

  /// VARLONG, zigzag.
  private long varlong() throws IOException {
    long raw = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      int next = read();
      raw |= (long) (next & 0x7f) << shift;
      if (next < 0x80) {
        return (raw >>> 1) ^ -(raw & 1);
      }
    }
    throw new IOException("expected a varint of at most ten bytes");
  }
}
