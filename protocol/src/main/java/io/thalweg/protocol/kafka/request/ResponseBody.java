package io.thalweg.protocol.kafka.request;

import io.thalweg.core.memory.Slice;
import io.thalweg.protocol.wire.Out;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/// A response that is put together by hand: fields of its own, with slices of stored batches
/// between them that are not copied if they are large.
public final class ResponseBody implements Answer {
  private static final int COPIED_BELOW = 16 * 1024;

  private final boolean flexible;
  private final List<Slice> slices = new ArrayList<>(0);
  private int[] cuts = new int[4];
  private ByteBuffer fields;
  private int sliceBytes;
  private short error;

  /// An empty body; in a flexible version lengths are compact and structures end with tags.
  public ResponseBody(boolean flexible, int expectedBytes) {
    this.flexible = flexible;
    this.fields = ByteBuffer.allocate(expectedBytes);
  }

  private ByteBuffer room(int bytes) {
    if (fields.remaining() < bytes) {
      int larger = Math.max(fields.capacity() * 2, fields.position() + bytes);
      fields = ByteBuffer.allocate(larger).put(fields.flip());
    }
    return fields;
  }

  @Override
  public short error() {
    return error;
  }

  /// An error's code, or 0. The first error that is put is the one that the answer tells of.
  public ResponseBody putError(Errors value) {
    error = error == 0 ? value.code() : error;
    return putShort(value.code());
  }

  public ResponseBody putByte(int value) {
    room(1).put((byte) value);
    return this;
  }

  public ResponseBody putShort(int value) {
    room(2).putShort((short) value);
    return this;
  }

  public ResponseBody putInt(int value) {
    room(4).putInt(value);
    return this;
  }

  public ResponseBody putLong(long value) {
    room(8).putLong(value);
    return this;
  }

  public ResponseBody putUuid(UUID value) {
    room(16).putLong(value.getMostSignificantBits()).putLong(value.getLeastSignificantBits());
    return this;
  }

  /// The length of an array; -1 for null.
  public ResponseBody putLength(int length) {
    return flexible ? putUnsignedVarint(length + 1) : putInt(length);
  }

  public ResponseBody putString(String value) {
    return putUtf8(value.getBytes(StandardCharsets.UTF_8));
  }

  /// A string given as its bytes.
  ///
  /// @throws IllegalArgumentException if it is longer than a string may be: what was read from
  ///   bytes that are not UTF-8 is longer when it is written
  public ResponseBody putUtf8(byte[] value) {
    if (value.length > Short.MAX_VALUE) {
      throw new IllegalArgumentException("expected a string of at most 32767 bytes");
    }
    if (flexible) {
      putUnsignedVarint(value.length + 1);
    } else {
      putShort(value.length);
    }
    room(value.length).put(value);
    return this;
  }

  /// A string that may be null.
  public ResponseBody putStringOrNull(@Nullable String value) {
    return value == null ? putNullString() : putString(value);
  }

  /// A string that is null.
  public ResponseBody putNullString() {
    return flexible ? putUnsignedVarint(0) : putShort(-1);
  }

  /// The end of a structure.
  public ResponseBody putNoTags() {
    return flexible ? putByte(0) : this;
  }

  /// Records: their length, then the slices, which are held until the answer is let go of.
  public ResponseBody putRecords(List<Slice> batches) {
    int bytes = 0;
    for (Slice batch : batches) {
      bytes += batch.length();
    }
    putLength(bytes);
    for (Slice batch : batches) {
      if (slices.size() == cuts.length) {
        cuts = Arrays.copyOf(cuts, cuts.length * 2);
      }
      cuts[slices.size()] = fields.position();
      slices.add(batch.retain());
    }
    sliceBytes += bytes;
    return this;
  }

  private ResponseBody putUnsignedVarint(int value) {
    int left = value;
    while ((left & ~0x7f) != 0) {
      putByte(left | 0x80);
      left >>>= 7;
    }
    return putByte(left);
  }

  @Override
  public int bytes() {
    return fields.position() + sliceBytes;
  }

  @Override
  public void write(Out out) {
    int from = 0;
    for (int i = 0; i < slices.size(); i++) {
      from = writeFields(out, from, cuts[i]);
      writeSlice(out, slices.get(i));
    }
    writeFields(out, from, fields.position());
  }

  private int writeFields(Out out, int from, int to) {
    if (to > from) {
      ByteBuffer room = out.room(to - from);
      room.put(fields.array(), from, to - from);
      out.advance(room);
    }
    return to;
  }

  private static void writeSlice(Out out, Slice slice) {
    if (slice.length() >= COPIED_BELOW) {
      out.write(slice);
    } else {
      ByteBuffer room = out.room(slice.length());
      room.put(room.position(), slice.block().bytes(), slice.offset(), slice.length());
      room.position(room.position() + slice.length());
      out.advance(room);
    }
  }

  @Override
  public void release() {
    slices.forEach(Slice::release);
    slices.clear();
  }
}
