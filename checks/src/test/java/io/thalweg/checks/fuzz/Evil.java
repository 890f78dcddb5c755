package io.thalweg.checks.fuzz;

import io.thalweg.core.base.Chance;

/// Values that programs forget.
final class Evil {
  private static final long[] ENDS = {
    0, -1, -2, Long.MIN_VALUE, Long.MAX_VALUE, Integer.MIN_VALUE, Integer.MAX_VALUE
  };

  private Evil() {}

  /// A number at one end of some range, or beside a power of two.
  static long number(Chance chance) {
    if (chance.nextInt(2) == 0) {
      return ENDS[chance.nextInt(ENDS.length)];
    }
    return (1L << chance.nextInt(Long.SIZE)) + chance.nextInt(3) - 1;
  }

  static String text(Chance chance) {
    return switch (chance.nextInt(7)) {
      case 0 -> "";
      case 1 -> "..";
      case 2 -> "\u0000\n\u001b[31m\u202e\ud83d\ude00";
      case 3 -> "a".repeat(250);
      case 4 -> "\u00e9".repeat(16_000);
      case 5 -> Long.toString(number(chance));
      default -> "name-" + chance.nextInt(40);
    };
  }
}
