package io.thalweg.core.exchange;

import io.thalweg.core.base.Check;

/// Bounds of exchanges and bindings.
///
/// @param maxExchanges number of declared exchanges
/// @param maxBindings number of bindings, of all exchanges together: the work of removing or
///   routing to all of them
/// @param maxHeaderBindings bindings of one headers exchange: each is tried for each message
/// @param maxTopicWords words in the patterns of all topic exchanges: each may take some 130 bytes
///   of memory
/// @param maxArgumentBytes arguments of an exchange or a binding, and what headers must meet
/// @param maxBytes all exchanges and bindings, as stated in the journal
public record ExchangeLimits(
    int maxExchanges,
    int maxBindings,
    int maxHeaderBindings,
    int maxTopicWords,
    int maxArgumentBytes,
    long maxBytes) {
  /// Removing so many takes no more than a journal entry.
  public static final int MOST_EXCHANGES = 20_000;

  /// Larger arguments would leave too little room in a journal entry.
  public static final int MOST_ARGUMENT_BYTES = 8 * 1024;

  /// The longest name and routing key, in bytes of UTF-8.
  public static final int MAX_NAME = 255;

  public static final ExchangeLimits DEFAULT =
      new ExchangeLimits(10_000, 100_000, 10_000, 800_000, 4096, 16L << 20);

  public ExchangeLimits {
    Check.within(0, maxExchanges, MOST_EXCHANGES, "largest number of exchanges");
    Check.within(0, maxBindings, Integer.MAX_VALUE, "largest number of bindings");
    Check.within(0, maxArgumentBytes, MOST_ARGUMENT_BYTES, "largest arguments of a binding");
  }
}
