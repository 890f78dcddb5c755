package io.thalweg.protocol.amqp.v091.message;

import io.thalweg.core.batch.EventCursor;
import io.thalweg.protocol.amqp.v091.wire.FieldValue;
import io.thalweg.protocol.amqp.v091.wire.ShortString;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// Goes through the headers of an event as fields of a table. Those that the broker added, and
/// those whose names AMQP cannot have, are left out.
final class ForeignHeaders {
  private final ByteBuffer in;
  private int at;
  private int left;
  private boolean unnamed;
  private String name = "";
  private FieldValue value = FieldValue.of(false);

  /// The cursor has checked the event's headers.
  ForeignHeaders(EventCursor event) {
    this.in = event.buffer();
    this.at = event.headersAt();
    this.left = event.malformed() ? 0 : event.headerCount();
  }

  boolean next() {
    while (left > 0) {
      left--;
      byte[] key = bytes(number());
      int length = number();
      byte[] content = bytes(Math.max(0, length));
      if (!ShortString.isText(key)) {
        unnamed = true;
        continue;
      }
      name = new String(key, StandardCharsets.UTF_8);
      if (HeaderNames.isField(name)) {
        value = length < 0 ? FieldValue.nothing() : FieldValue.of(content);
        return true;
      }
    }
    return false;
  }

  String name() {
    return name;
  }

  FieldValue value() {
    return value;
  }

  /// Whether headers were left out for their names.
  boolean leftOut() {
    return unnamed;
  }

  private byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    in.get(at, bytes);
    at += length;
    return bytes;
  }

  /// A zigzag varint.
  private int number() {
    int number = 0;
    int shift = 0;
    byte next;
    do {
      next = in.get(at++);
      number |= (next & 0x7f) << shift;
      shift += 7;
    } while (next < 0);
    return (number >>> 1) ^ -(number & 1);
  }
}
