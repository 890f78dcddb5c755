package io.thalweg.protocol.kafka.admin;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/// What a request names more than once: none of it is done.
final class Repeated {
  private Repeated() {}

  /// The names that several of `parts` have.
  static <P, N extends Comparable<N>> Set<N> names(List<P> parts, Function<P, N> name) {
    Set<N> seen = new HashSet<>();
    Set<N> repeated = new HashSet<>();
    for (P part : parts) {
      N each = name.apply(part);
      if (!seen.add(each)) {
        repeated.add(each);
      }
    }
    return repeated;
  }
}
