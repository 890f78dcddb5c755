package io.thalweg.checks.fuzz;

import io.thalweg.core.base.Chance;
import java.nio.ByteBuffer;
import java.util.Arrays;

/// Changes the bytes of frames, without regard to what they mean. The length in front is put right
/// again, but for one kind of change that is about it.
final class Mutations {
  private static final int LENGTH = 4;
  private static final int API_KEY_AT = 4;
  private static final int VERSION_AT = 6;

  /// Behind key, version and correlation: where mutations leave the request's kind as it is.
  private static final int REST_AT = 12;

  private final Chance chance;

  Mutations(Chance chance) {
    this.chance = chance;
  }

  /// `frame` changed once to three times; `like` is another of the same API.
  byte[] of(byte[] frame, byte[] like) {
    byte[] changed = frame.clone();
    for (int changes = 1 + chance.nextInt(3); changes > 0; changes--) {
      changed = changed(changed, like);
    }
    return whole(changed);
  }

  /// Another API, version or length than what follows.
  byte[] misled(byte[] frame) {
    ByteBuffer changed = ByteBuffer.wrap(frame.clone());
    switch (chance.nextInt(4)) {
      case 0 -> changed.putShort(API_KEY_AT, (short) chance.nextInt(80));
      case 1 -> changed.putShort(VERSION_AT, (short) chance.nextInt(18));
      case 2 -> changed.putShort(API_KEY_AT + 2 * chance.nextInt(2), (short) Evil.number(chance));
      default -> changed.putInt(0, length(frame.length - LENGTH));
    }
    return changed.array();
  }

  private int length(int right) {
    return chance.nextInt(2) == 0 ? right + chance.nextInt(41) - 20 : (int) Evil.number(chance);
  }

  private static byte[] whole(byte[] frame) {
    ByteBuffer.wrap(frame).putInt(0, frame.length - LENGTH);
    return frame;
  }

  /// A position in `frame`, most often behind what says which request it is.
  private int at(byte[] frame) {
    int from = frame.length > REST_AT && chance.nextInt(12) > 0 ? REST_AT : LENGTH;
    return frame.length <= from ? frame.length : from + chance.nextInt(frame.length - from);
  }

  private byte[] changed(byte[] frame, byte[] like) {
    int at = at(frame);
    if (frame.length < LENGTH + Long.BYTES || at == frame.length) {
      return like.clone();
    }
    ByteBuffer bytes = ByteBuffer.wrap(frame);
    switch (chance.nextInt(12)) {
      case 0, 1 -> frame[at] ^= (byte) (1 << chance.nextInt(8));
      case 2 -> frame[at] = (byte) chance.nextLong();
      case 3 -> frame[at] = (byte) Evil.number(chance);
      case 4 -> bytes.putShort(Math.min(at, frame.length - 2), (short) Evil.number(chance));
      case 5 -> bytes.putInt(Math.min(at, frame.length - 4), (int) Evil.number(chance));
      case 6 -> bytes.putLong(Math.min(at, frame.length - 8), Evil.number(chance));
      case 7 -> {
        return chance.nextInt(4) == 0 ? Arrays.copyOf(frame, at) : frame;
      }
      case 8 -> {
        return Arrays.copyOf(frame, frame.length + 1 + chance.nextInt(40));
      }
      case 9 -> {
        return duplicated(frame, at);
      }
      case 10 -> swap(frame, at, at(frame));
      default -> {
        return spliced(frame, like, at);
      }
    }
    return frame;
  }

  /// With some bytes at `at` twice, or many times.
  private byte[] duplicated(byte[] frame, int at) {
    int slice = Math.min(1 + chance.nextInt(24), frame.length - at);
    int times = chance.nextInt(5) == 0 ? 50 : 1;
    ByteBuffer out = ByteBuffer.allocate(frame.length + slice * times).put(frame, 0, at);
    for (int i = 0; i < times; i++) {
      out.put(frame, at, slice);
    }
    return out.put(frame, at, frame.length - at).array();
  }

  private void swap(byte[] frame, int a, int b) {
    int most = Math.min(frame.length - Math.max(a, b), Math.abs(a - b));
    int bytes = Math.min(most, 1 + chance.nextInt(16));
    byte[] kept = Arrays.copyOfRange(frame, a, a + bytes);
    System.arraycopy(frame, b, frame, a, bytes);
    System.arraycopy(kept, 0, frame, b, bytes);
  }

  /// The beginning of one and the end of the other.
  private byte[] spliced(byte[] frame, byte[] like, int at) {
    int from = Math.min(like.length, chance.nextInt(2) == 0 ? at : at(like));
    byte[] both = Arrays.copyOf(frame, at + like.length - from);
    System.arraycopy(like, from, both, at, like.length - from);
    return both;
  }
}
