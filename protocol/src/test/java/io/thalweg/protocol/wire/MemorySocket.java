package io.thalweg.protocol.wire;

import io.thalweg.core.memory.Slice;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The end of a session that a client would see: what was flushed, and why it was closed. While its
/// client does not read, slices stay held, as by a socket.
public final class MemorySocket implements Out {
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final List<Slice> held = new ArrayList<>();
  private ByteBuffer room = ByteBuffer.allocate(0);
  private boolean reads = true;
  private long spare = Long.MAX_VALUE;
  private int flushed;
  private int taken;
  private @Nullable String closedWhy;

  /// Whether the client reads. One that starts to lets go of everything held.
  public void reads(boolean yes) {
    reads = yes;
    if (yes) {
      held.forEach(Slice::release);
      held.clear();
    }
  }

  /// What [#spare] answers.
  public void spare(long bytes) {
    spare = bytes;
  }

  /// Bytes that were flushed since the last call.
  public byte[] take() {
    byte[] all = written.toByteArray();
    byte[] news = java.util.Arrays.copyOfRange(all, taken, flushed);
    taken = flushed;
    return news;
  }

  /// Bytes flushed so far.
  public int flushedBytes() {
    return flushed;
  }

  /// Why the session closed the connection; null: it did not.
  public @Nullable String closedWhy() {
    return closedWhy;
  }

  @Override
  public ByteBuffer room(int atLeast) {
    room = ByteBuffer.allocate(atLeast + 7);
    return room;
  }

  @Override
  public void advance(ByteBuffer filled) {
    byte[] bytes = new byte[filled.position()];
    filled.get(0, bytes);
    written.writeBytes(bytes);
  }

  @Override
  public void write(Slice slice) {
    byte[] bytes = new byte[slice.length()];
    slice.view().get(bytes);
    written.writeBytes(bytes);
    if (!reads) {
      held.add(slice.retain());
    }
  }

  @Override
  public long spare() {
    return spare;
  }

  @Override
  public void flush() {
    flushed = written.size();
  }

  @Override
  public void close(String why) {
    flush();
    closedWhy = why;
  }
}
