package io.thalweg.core.batch;

import io.thalweg.core.base.Check;
import java.nio.ByteBuffer;

/// Goes through the events of an uncompressed batch in place, as ranges of the buffer (Kafka
/// protocol guide, "Record"). Reusable; allocates nothing. Not thread-safe.
///
/// A batch whose header and CRC hold may still hold nonsense that its client wrote: every length is
/// checked against the bytes that are there, and nonsense ends the iteration with [#malformed].
public final class EventCursor {
  private static final ByteBuffer NONE = ByteBuffer.allocate(0);

  private ByteBuffer in = NONE;
  private int batch;
  private long base;
  private int end;
  private int left;
  private int at;
  private int limit;
  private boolean malformed;

  private long offset;
  private long timestamp;
  private int eventAt;
  private int attributesAt;
  private int behindTimestampAt;
  private int keyAt;
  private int keyLength;
  private int valueAt;
  private int valueLength;
  private int headersAt;
  private int headerCount;

  private int headerLeft;
  private int nameAt;
  private int nameLength;
  private int headerValueAt;
  private int headerValueLength;

  /// Points before the first event of the batch at `at`, whose header and CRC were checked
  /// ([BatchCheck]) and whose codec is none.
  public EventCursor over(ByteBuffer buffer, int at) {
    return over(buffer, at, BatchHeader.baseOffset(buffer, at));
  }

  /// The same, where the batch's place is at `baseOffset`, whatever it says itself.
  public EventCursor over(ByteBuffer buffer, int at, long baseOffset) {
    Check.equal(0, BatchHeader.codec(buffer, at), "codec of a batch to be read in place");
    this.in = buffer;
    this.batch = at;
    this.base = baseOffset;
    this.end = at + BatchHeader.bytes(buffer, at);
    this.left = BatchHeader.count(buffer, at);
    this.limit = at + BatchHeader.BYTES;
    this.at = limit;
    this.malformed = false;
    this.offset = baseOffset - 1;
    this.headerLeft = 0;
    return this;
  }

  /// Goes on in the batch that it was just put over, with the event that began at [#start] when
  /// [#left] events were behind it: [#next] moves to it.
  public EventCursor goOn(int eventStart, int eventsBehind, long eventOffset) {
    this.offset = eventOffset - 1;
    this.limit = batch + eventStart;
    this.left = eventsBehind + 1;
    return this;
  }

  /// Where the event begins, counted from the batch's first byte.
  public int start() {
    return eventAt - batch;
  }

  /// Events behind this one.
  public int left() {
    return left;
  }

  /// Moves to the next event; false at the end or when the batch is [#malformed].
  public boolean next() {
    if (malformed) {
      return false;
    }
    at = limit;
    headerLeft = 0;
    if (left == 0) {
      malformed = at != end;
      return false;
    }
    left--;
    limit = end;
    eventAt = at;
    int length = varint();
    if (malformed || length < 0 || length > end - at) {
      return refuse();
    }
    limit = at + length;
    return readEvent();
  }

  /// Moves on to the first event at `wanted` or behind it; false if there is none, or if the batch
  /// is [#malformed]. Nonsense in events before it need not be noticed.
  public boolean seek(long wanted) {
    if (malformed) {
      return false;
    }
    int start = limit;
    int behind = left;
    long before = offset;
    if (passOver(wanted) && next() && offset == wanted) {
      return true;
    }
    malformed = false; // it has no event for each of its offsets, whatever it says
    limit = start;
    left = behind;
    offset = before;
    boolean some = next();
    while (some && offset < wanted) {
      some = next();
    }
    return some;
  }

  /// Goes on before `wanted`, with a look at no more than the lengths of events before it, as far
  /// as the header tells where that is.
  private boolean passOver(long wanted) {
    int count = BatchHeader.count(in, batch);
    long events = wanted - base - (count - left);
    if (BatchHeader.lastOffsetDelta(in, batch) != count - 1 || events < 0 || events >= left) {
      return false;
    }
    for (; events > 0; events--) {
      at = limit;
      limit = end;
      int length = varint();
      if (malformed || length < 0 || length > end - at) {
        return false;
      }
      limit = at + length;
      left--;
    }
    offset = wanted - 1;
    return true;
  }

  private boolean readEvent() {
    attributesAt = at;
    skip(1);
    long timestampDelta = varlong(10);
    behindTimestampAt = at;
    int offsetDelta = varint();
    keyLength = varint();
    keyAt = at;
    skip(Math.max(keyLength, 0));
    valueLength = varint();
    valueAt = at;
    skip(Math.max(valueLength, 0));
    headerCount = varint();
    headersAt = at;
    long itsOffset = base + offsetDelta;
    if (malformed
        || keyLength < -1
        || valueLength < -1
        || headerCount < 0
        || headerCount > limit - at
        || (headerCount == 0 && at != limit)
        || itsOffset <= offset
        || offsetDelta > BatchHeader.lastOffsetDelta(in, batch)) {
      return refuse();
    }
    offset = itsOffset;
    headerLeft = headerCount;
    timestamp =
        BatchHeader.brokerTime(in, batch)
            ? BatchHeader.maxTimestamp(in, batch)
            : BatchHeader.baseTimestamp(in, batch) + timestampDelta;
    return true;
  }

  /// Moves to the event's next header; false after the last, or when the batch is [#malformed].
  public boolean nextHeader() {
    if (malformed || headerLeft == 0) {
      return false;
    }
    headerLeft--;
    nameLength = varint();
    nameAt = at;
    skip(nameLength);
    headerValueLength = varint();
    headerValueAt = at;
    skip(Math.max(headerValueLength, 0));
    if (malformed || headerValueLength < -1 || (headerLeft == 0 && at != limit)) {
      return refuse();
    }
    return true;
  }

  /// The event's headers begin anew.
  public EventCursor rewindHeaders() {
    at = headersAt;
    headerLeft = headerCount;
    return this;
  }

  /// Whether the iteration ended because the records are not what the format asks for.
  public boolean malformed() {
    return malformed;
  }

  /// The buffer that it goes through.
  public ByteBuffer buffer() {
    return in;
  }

  /// Index of the batch.
  int batchAt() {
    return batch;
  }

  /// Index of the whole event, its length first.
  int eventAt() {
    return eventAt;
  }

  /// Index of the event's attributes.
  int attributesAt() {
    return attributesAt;
  }

  /// The event's [EventMarks]; of a Kafka client's events all that it wrote there.
  public int attributes() {
    return in.get(attributesAt);
  }

  /// Index of what follows the event's timestamp.
  int behindTimestampAt() {
    return behindTimestampAt;
  }

  /// Index behind the event.
  int eventEnd() {
    return limit;
  }

  /// Offset of the event.
  public long offset() {
    return offset;
  }

  /// Timestamp of the event in milliseconds.
  public long timestamp() {
    return timestamp;
  }

  /// Index of the key in the buffer.
  public int keyAt() {
    return keyAt;
  }

  /// Length of the key; -1 if there is none.
  public int keyLength() {
    return keyLength;
  }

  /// Index of the value in the buffer.
  public int valueAt() {
    return valueAt;
  }

  /// Length of the value; -1 if there is none.
  public int valueLength() {
    return valueLength;
  }

  /// Number of headers.
  public int headerCount() {
    return headerCount;
  }

  /// Index of the encoded headers, behind their count ([EventHeaders#addEncoded]).
  public int headersAt() {
    return headersAt;
  }

  /// Bytes of the encoded headers.
  public int headersLength() {
    return limit - headersAt;
  }

  /// Index of the header's name (UTF-8).
  public int nameAt() {
    return nameAt;
  }

  /// Length of the header's name.
  public int nameLength() {
    return nameLength;
  }

  /// Whether `name` (UTF-8) is the header's name.
  public boolean isNamed(byte[] name) {
    boolean same = nameLength == name.length;
    for (int i = 0; same && i < name.length; i++) {
      same = buffer().get(nameAt + i) == name[i];
    }
    return same;
  }

  /// Index of the header's value.
  public int headerValueAt() {
    return headerValueAt;
  }

  /// Length of the header's value; -1 if there is none.
  public int headerValueLength() {
    return headerValueLength;
  }

  private boolean refuse() {
    malformed = true;
    return false;
  }

  private void skip(int length) {
    if (length < 0 || length > limit - at) {
      malformed = true;
      return;
    }
    at += length;
  }

  private int varint() {
    long value = varlong(5);
    if (value != (int) value) {
      malformed = true;
    }
    return (int) value;
  }

  private long varlong(int maxBytes) {
    long value = 0;
    for (int i = 0; i < maxBytes && at < limit; i++) {
      byte next = in.get(at++);
      value |= (next & 0x7fL) << (7 * i);
      if (next >= 0) {
        return (value >>> 1) ^ -(value & 1);
      }
    }
    malformed = true;
    return 0;
  }
}
