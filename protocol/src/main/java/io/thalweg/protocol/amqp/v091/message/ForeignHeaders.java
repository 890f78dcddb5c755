package io.thalweg.protocol.amqp.v091.message;

import io.thalweg.core.batch.EventCursor;
import io.thalweg.core.batch.EventMarks;
import io.thalweg.core.queue.DeadLetterHeader;
import io.thalweg.protocol.amqp.v091.wire.FieldValue;
import io.thalweg.protocol.amqp.v091.wire.ShortString;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Goes through the headers of an event as fields of a table. Those that the broker added, and
/// those whose names are too long for AMQP, are left out.
final class ForeignHeaders {
  private final ByteBuffer in;
  private int at;
  private int left;
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
      if (key.length <= ShortString.LONGEST && !isOurs(key)) {
        name = new String(key, StandardCharsets.UTF_8);
        value = length < 0 ? new FieldValue.Nothing() : EventMapping.binary(content);
        // what was no UTF-8 may have become longer
        if (EventMapping.utf8(name).length <= ShortString.LONGEST) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean isOurs(byte[] key) {
    return Arrays.equals(key, EventMapping.utf8(EventMarks.TTL_HEADER))
        || Arrays.equals(key, EventMapping.utf8(DeadLetterHeader.NAME))
        || Arrays.equals(key, EventMapping.utf8(EventMapping.HEADER))
        || Arrays.equals(key, EventMapping.utf8(EventMapping.EXCHANGE))
        || Arrays.equals(key, EventMapping.utf8(EventMapping.KEY));
  }

  String name() {
    return name;
  }

  FieldValue value() {
    return value;
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
