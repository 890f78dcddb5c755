package io.thalweg.protocol.amqp.v091.message;

import io.thalweg.protocol.amqp.v091.wire.AmqpException;
import io.thalweg.protocol.amqp.v091.wire.ContentHeader;
import io.thalweg.protocol.amqp.v091.wire.ReplyCode;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Gathers a message whose frames do not come one behind the other, or whose body comes in more
/// frames than one. Memory is taken as bytes come, in pieces that are parts of a value.
public final class BodyAssembly {
  /// Bytes of a piece: two are read together.
  public static final int PIECE_BYTES = 480 * 1024;

  private final ByteBuffer method;
  private final List<ByteBuffer> pieces = new ArrayList<>();
  private @Nullable ByteBuffer properties;
  private long bodyBytes;
  private long missing;
  private long reserved;
  private long progressMillis;

  /// Begins with a copy of the payload of `basic.publish`, between `at` and `end`.
  public BodyAssembly(ByteBuffer in, int at, int end, long nowMillis) {
    this.method = ByteBuffer.allocate(end - at).put(0, in, at, end - at);
    this.progressMillis = nowMillis;
  }

  /// Whether the content header is still to come.
  public boolean awaitsHeader() {
    return properties == null;
  }

  /// The content header has come, for whose body `taken` bytes of a budget are reserved.
  public void header(ContentHeader header, long taken) {
    ByteBuffer copy = ByteBuffer.allocate(header.properties().bytes());
    header.properties().write(copy);
    properties = copy.flip();
    bodyBytes = header.bodyBytes();
    missing = bodyBytes;
    reserved = taken;
  }

  /// A frame of the body has come.
  ///
  /// @throws AmqpException 505 if it is more than is missing
  public void body(ByteBuffer in, int at, int bytes, long nowMillis) {
    if (bytes > missing) {
      throw new AmqpException(
          ReplyCode.UNEXPECTED_FRAME,
          "expected at most " + missing + " more bytes of body, but " + bytes + " came");
    }
    progressMillis = nowMillis;
    missing -= bytes;
    int done = 0;
    while (done < bytes) {
      ByteBuffer piece = piece(bytes - done);
      int some = Math.min(piece.remaining(), bytes - done);
      piece.put(piece.position(), in, at + done, some).position(piece.position() + some);
      done += some;
    }
  }

  /// Bytes of the body, if it has several pieces and `more` bytes complete it; else 0.
  public long partBytes(int more) {
    return properties != null && more == missing && bodyBytes > PIECE_BYTES ? bodyBytes : 0;
  }

  private ByteBuffer piece(int more) {
    ByteBuffer last = pieces.isEmpty() ? null : pieces.getLast();
    if (last == null || !last.hasRemaining()) {
      last = ByteBuffer.allocate((int) Math.min(PIECE_BYTES, more + missing));
      pieces.add(last);
    }
    return last;
  }

  /// Whether nothing is missing.
  public boolean isComplete() {
    return properties != null && missing == 0;
  }

  /// The payload of the method.
  public ByteBuffer method() {
    return method;
  }

  /// Flags and values of the properties; they came.
  public ByteBuffer properties() {
    ByteBuffer came = properties;
    if (came == null) {
      throw new IllegalStateException("expected a content header");
    }
    return came;
  }

  /// The body, complete, in pieces that are to be read.
  public List<ByteBuffer> pieces() {
    pieces.forEach(ByteBuffer::flip);
    return pieces;
  }

  public long bodyBytes() {
    return bodyBytes;
  }

  /// Bytes of the budget that are to be given back.
  public long reserved() {
    return reserved;
  }

  /// When bytes of it came last.
  public long progressMillis() {
    return progressMillis;
  }
}
