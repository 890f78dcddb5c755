package io.thalweg.server.config;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Guesses what somebody meant.
public final class Nearest {
  private Nearest() {}

  /// The known name that needs the fewest edits (Levenshtein) to become `name`, among those whose
  /// edits are fewer than their letters' half.
  public static Optional<String> to(String name, List<String> known) {
    return known.stream()
        .filter(one -> edits(name, one) <= one.length() / 2)
        .min(Comparator.comparingInt(one -> edits(name, one)));
  }

  private static int edits(String from, String to) {
    int[] above = new int[to.length() + 1];
    for (int j = 0; j <= to.length(); j++) {
      above[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int[] row = new int[to.length() + 1];
      row[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int swap = above[j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(swap, Math.min(above[j], row[j - 1]) + 1);
      }
      above = row;
    }
    return above[to.length()];
  }
}
