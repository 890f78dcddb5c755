package io.thalweg.checks.fuzz;

import io.thalweg.core.base.Chance;
import io.thalweg.protocol.amqp.v091.method.Method;
import io.thalweg.protocol.amqp.v091.wire.Frames;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/// Changes streams of frames: values that methods and properties have; bytes of a frame, mostly
/// with its size put right again; which frames there are, and in which order; where the stream
/// ends.
final class AmqpMutations {
  private static final int TYPE_AT = 0;
  private static final int CHANNEL_AT = 1;
  private static final int SIZE_AT = 3;
  private static final int PAYLOAD_AT = Frames.HEAD_BYTES;

  /// Of so many streams one has a changed handshake: a wrong password costs the broker 30 ms.
  private static final int HANDSHAKES = 1000;

  private static final int LEAST_FRAME = 4096;
  private static final byte[] NO_UTF8 = {(byte) 0xc0, (byte) 0xaf, (byte) 0xff, (byte) 0xed};

  private final Chance chance;
  private final Supplier<List<byte[]>> others;

  /// `others` are the frames of another stream.
  AmqpMutations(Chance chance, Supplier<List<byte[]>> others) {
    this.chance = chance;
    this.others = others;
  }

  /// `frames`, of which the first is the protocol header, changed once to three times.
  byte[] of(List<byte[]> frames) {
    List<byte[]> changed = new ArrayList<>(frames);
    boolean values = chance.nextInt(10) < 6;
    for (int changes = 1 + chance.nextInt(values ? 3 : 2); changes > 0; changes--) {
      if (values) {
        int at = at(changed);
        changed.set(at, valued(changed.get(at)));
      } else {
        change(changed);
      }
    }
    int bytes = changed.stream().mapToInt(each -> each.length).sum();
    ByteBuffer all = ByteBuffer.allocate(bytes);
    changed.forEach(all::put);
    return !values && chance.nextInt(8) == 0 ? misplaced(all.array()) : all.array();
  }

  /// Where a change is made: mostly behind the handshake.
  private int from(List<byte[]> frames) {
    int first = chance.nextInt(HANDSHAKES) == 0 ? 0 : AmqpRecordings.HANDSHAKE;
    return frames.size() > first ? first : 0;
  }

  private int at(List<byte[]> frames) {
    int from = from(frames);
    return from + chance.nextInt(frames.size() - from);
  }

  private void change(List<byte[]> frames) {
    int at = at(frames);
    byte[] frame = frames.get(at).clone();
    switch (chance.nextInt(14)) {
      case 0, 1, 2, 3, 4 -> frames.set(at, whole(payload(frame)));
      case 5 -> frames.set(at, head(frame));
      case 6 -> {
        byte[] second = frames.get(Math.min(frames.size() - 1, at + 1));
        frames.set(Math.min(frames.size() - 1, at + 1), frame);
        frames.set(at, second);
      }
      case 7 -> {
        int times = chance.nextInt(6) == 0 ? 20 : 1;
        for (int i = 0; i < times; i++) {
          frames.add(at, frame);
        }
      }
      case 8 -> frames.remove(at);
      case 9 -> frames.add(at, other());
      case 10 -> frames.add(at, AmqpRecordings.frame(chance.nextInt(3), AnyMethod.of(chance)));
      case 11 -> frames.set(at, bomb(frame));
      case 12 -> frames.set(at, sized(frame));
      default -> frames.set(at, whole(spliced(frame, other())));
    }
  }

  private byte[] other() {
    List<byte[]> all = others.get();
    return all.get(chance.nextInt(all.size()));
  }

  /// Another value of an argument, or other properties: well-formed, so that it gets far.
  private byte[] valued(byte[] frame) {
    ByteBuffer bytes = ByteBuffer.wrap(frame);
    if (frame[TYPE_AT] == Frames.METHOD) {
      Method method = Method.read(bytes, PAYLOAD_AT, frame.length - 1);
      byte[] like =
          AmqpRecordings.frame(bytes.getShort(CHANNEL_AT) & 0xffff, AnyMethod.like(method, chance));
      return like.length <= LEAST_FRAME ? like : frame;
    } else if (frame[TYPE_AT] == Frames.HEADER) {
      long body = bytes.getLong(PAYLOAD_AT + Integer.BYTES);
      return AmqpRecordings.headerFrame(
          bytes.getShort(CHANNEL_AT) & 0xffff, body, AmqpRecordings.properties(chance));
    }
    return frame;
  }

  /// Another type, channel, or end.
  private byte[] head(byte[] frame) {
    if (frame.length < Frames.OVERHEAD_BYTES) {
      return frame;
    }
    ByteBuffer bytes = ByteBuffer.wrap(frame);
    switch (chance.nextInt(6)) {
      case 0 -> frame[TYPE_AT] = (byte) (1 + chance.nextInt(3));
      case 1 -> frame[TYPE_AT] = (byte) Evil.number(chance);
      case 2, 3 -> bytes.putShort(CHANNEL_AT, (short) chance.nextInt(4));
      case 4 -> bytes.putShort(CHANNEL_AT, (short) Evil.number(chance));
      default -> frame[frame.length - 1] ^= (byte) (1 << chance.nextInt(8));
    }
    return frame;
  }

  /// A content header with another size of its body, or a frame with another size than it has.
  private byte[] sized(byte[] frame) {
    ByteBuffer bytes = ByteBuffer.wrap(frame);
    int bodyAt = PAYLOAD_AT + Integer.BYTES;
    if (frame[TYPE_AT] == Frames.HEADER && frame.length >= bodyAt + Long.BYTES) {
      long right = bytes.getLong(bodyAt);
      boolean near = chance.nextInt(2) == 0;
      bytes.putLong(bodyAt, near ? right + chance.nextInt(21) - 10 : Evil.number(chance));
    } else if (frame.length >= Frames.OVERHEAD_BYTES) {
      int right = frame.length - Frames.OVERHEAD_BYTES;
      boolean near = chance.nextInt(2) == 0;
      bytes.putInt(SIZE_AT, near ? right + chance.nextInt(21) - 10 : (int) Evil.number(chance));
    }
    return frame;
  }

  /// Tables in tables, where another table ends a method.
  private byte[] bomb(byte[] frame) {
    int end = frame.length - 1 - Integer.BYTES;
    if (end < PAYLOAD_AT + Integer.BYTES) {
      return frame;
    }
    byte[] nested = AmqpTables.nested(1 + chance.nextInt(600));
    byte[] longer = Arrays.copyOf(frame, end + nested.length + 1);
    System.arraycopy(nested, 0, longer, end, nested.length);
    return whole(longer);
  }

  private static byte[] whole(byte[] frame) {
    if (frame.length >= Frames.OVERHEAD_BYTES && frame[TYPE_AT] != 'A') {
      ByteBuffer.wrap(frame).putInt(SIZE_AT, frame.length - Frames.OVERHEAD_BYTES);
      frame[frame.length - 1] = (byte) 0xce;
    }
    return frame;
  }

  private byte[] payload(byte[] frame) {
    if (frame.length <= Frames.OVERHEAD_BYTES) {
      return Arrays.copyOf(frame, frame.length + chance.nextInt(8));
    }
    int payload = frame.length - Frames.OVERHEAD_BYTES;
    int skipped = chance.nextInt(8) > 0 && payload > Frames.KEY_BYTES ? Frames.KEY_BYTES : 0;
    int at = PAYLOAD_AT + skipped + chance.nextInt(payload - skipped);
    ByteBuffer bytes = ByteBuffer.wrap(frame);
    switch (chance.nextInt(10)) {
      case 0, 1 -> frame[at] ^= (byte) (1 << chance.nextInt(8));
      case 2 -> frame[at] = (byte) chance.nextLong();
      case 3 -> frame[at] = (byte) Evil.number(chance);
      case 4 -> bytes.putShort(Math.min(at, frame.length - 2), (short) Evil.number(chance));
      case 5 -> bytes.putInt(Math.min(at, frame.length - 4), (int) Evil.number(chance));
      case 6 -> bytes.putLong(Math.min(at, frame.length - 8), Evil.number(chance));
      case 7 -> bytes.put(at, NO_UTF8, 0, Math.min(NO_UTF8.length, frame.length - at));
      case 8 -> {
        return Arrays.copyOf(frame, at + 1);
      }
      default -> {
        return Arrays.copyOf(frame, frame.length + 1 + chance.nextInt(40));
      }
    }
    return frame;
  }

  /// The beginning of one and the end of the other.
  private byte[] spliced(byte[] frame, byte[] other) {
    int at = Math.min(frame.length, PAYLOAD_AT + chance.nextInt(frame.length));
    int from = Math.min(other.length, Math.max(at, PAYLOAD_AT));
    byte[] both = Arrays.copyOf(frame, at + other.length - from);
    System.arraycopy(other, from, both, at, other.length - from);
    return both;
  }

  /// Something anywhere, whatever it is of: cut off, or changed, or some bytes twice or not at all.
  private byte[] misplaced(byte[] stream) {
    int from = chance.nextInt(HANDSHAKES) == 0 ? 0 : 200;
    int at = Math.min(stream.length - 1, from + chance.nextInt(Math.max(1, stream.length - from)));
    int bytes = Math.min(1 + chance.nextInt(20), stream.length - at);
    switch (chance.nextInt(4)) {
      case 0 -> {
        return Arrays.copyOf(stream, at);
      }
      case 1 -> stream[at] ^= (byte) (1 << chance.nextInt(8));
      case 2 -> {
        byte[] less = Arrays.copyOf(stream, stream.length - bytes);
        System.arraycopy(stream, at + bytes, less, at, stream.length - at - bytes);
        return less;
      }
      default -> {
        byte[] more = Arrays.copyOf(stream, stream.length + bytes);
        System.arraycopy(stream, at, more, at + bytes, stream.length - at);
        return more;
      }
    }
    return stream;
  }
}
