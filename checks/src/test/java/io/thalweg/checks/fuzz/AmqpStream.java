package io.thalweg.checks.fuzz;

import io.thalweg.checks.fuzz.AmqpRecordings.Kind;
import io.thalweg.core.base.Chance;
import io.thalweg.protocol.amqp.v091.method.AccessMethod;
import io.thalweg.protocol.amqp.v091.wire.Frames;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;

/// What one client sends first. Something sound stands behind the mutated part, by which it surely
/// ends: if the broker sees frames up to there, a method on channel 1 whose answer comes behind all
/// others of that channel, or shows that it is closed; else as many zeros as the broken frame still
/// wants, so that its end is not where it should be.
final class AmqpStream {
  private static final int HEADER_BYTES = 8;

  /// No frame may be larger, whatever was agreed on.
  private static final int LARGEST = 131_072;

  private static final int MOST_SHOWN = 4000;
  private static final byte[] LAST =
      AmqpRecordings.frame(
          AmqpRecordings.CHANNEL, new AccessMethod.Request("", false, false, false, false, false));

  private final long number;
  private final Kind kind;
  private final byte[] bytes;
  private final boolean framed;

  private AmqpStream(long number, Kind kind, byte[] bytes, boolean framed) {
    this.number = number;
    this.kind = kind;
    this.bytes = bytes;
    this.framed = framed;
  }

  long number() {
    return number;
  }

  Kind kind() {
    return kind;
  }

  byte[] bytes() {
    return bytes;
  }

  /// Whether it is frames all along, whatever their contents.
  boolean framed() {
    return framed;
  }

  /// Stream number `at` of `seed`: the same in every run.
  static AmqpStream of(long seed, long at, String vhost) {
    Chance chance = new Chance(seed * 1_000_000_007L + at);
    Kind[] kinds = Kind.values();
    Kind kind = kinds[(int) (at % kinds.length)];
    var frames = AmqpRecordings.of(kind, vhost, chance);
    Kind other = kinds[chance.nextInt(kinds.length)];
    AmqpMutations mutations =
        new AmqpMutations(chance, () -> AmqpRecordings.of(other, vhost, chance));
    return ended(at, kind, mutations.of(frames));
  }

  private static AmqpStream ended(long number, Kind kind, byte[] bytes) {
    int missing = missing(bytes);
    byte[] tail = missing == 0 ? LAST : new byte[missing];
    byte[] all = Arrays.copyOf(bytes, bytes.length + tail.length);
    System.arraycopy(tail, 0, all, bytes.length, tail.length);
    return new AmqpStream(number, kind, all, missing == 0);
  }

  /// Bytes that are missing until the broken frame is wrong beyond doubt; 0: there is none.
  private static int missing(byte[] bytes) {
    if (bytes.length < HEADER_BYTES) {
      return HEADER_BYTES;
    }
    ByteBuffer in = ByteBuffer.wrap(bytes);
    int at = HEADER_BYTES;
    while (at < bytes.length) {
      int left = bytes.length - at;
      int size = left < Frames.HEAD_BYTES ? 0 : in.getInt(at + 3);
      boolean possible = size >= 0 && size <= LARGEST - Frames.OVERHEAD_BYTES;
      if (!possible || !isType(bytes[at])) {
        return Frames.OVERHEAD_BYTES;
      }
      if (left < Frames.HEAD_BYTES) {
        return LARGEST;
      }
      if (left < size + Frames.OVERHEAD_BYTES) {
        return size + Frames.OVERHEAD_BYTES - left;
      }
      at += size + Frames.OVERHEAD_BYTES;
      if (bytes[at - 1] != (byte) 0xce) {
        return 1;
      }
    }
    return 0;
  }

  private static boolean isType(byte type) {
    return (type >= Frames.METHOD && type <= Frames.BODY) || type == Frames.HEARTBEAT;
  }

  @Override
  public String toString() {
    String hex = HexFormat.of().formatHex(bytes, 0, Math.min(bytes.length, MOST_SHOWN));
    return "stream " + number + ", " + kind + ", " + bytes.length + " bytes: " + hex;
  }
}
