package io.thalweg.cli.load;

import java.util.Arrays;
import java.util.SplittableRandom;

/// Values out of nothing: each begins with its number, from 1 on, and goes on with random letters,
/// which compress to about two thirds. The same in every run.
public final class Payload {
  /// Enough for 10 years at a million a second.
  private static final int NUMBER_DIGITS = 15;

  /// Further than what compression sees at once.
  private static final int LETTERS = 1 << 20;

  private final int size;
  private final byte[] letters;
  private int at;
  private long number;

  /// @param size of each value, in bytes; one of fewer than 15 has the last digits only
  public Payload(int size) {
    this.size = size;
    this.letters = letters(LETTERS + size);
  }

  private static byte[] letters(int length) {
    SplittableRandom chance = new SplittableRandom(1);
    byte[] letters = new byte[length];
    for (int i = 0; i < length; i++) {
      letters[i] = (byte) ('a' + chance.nextInt('z' - 'a' + 1));
    }
    return letters;
  }

  /// A new array, equal to no other while its number fits.
  public byte[] next() {
    byte[] value = Arrays.copyOfRange(letters, at, at + size);
    at = (at + size) % LETTERS;
    int digits = Math.min(size, NUMBER_DIGITS);
    long rest = ++number;
    for (int i = digits - 1; i >= 0; i--) {
      value[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    return value;
  }
}
