package io.thalweg.cli.bench;

/// How long a measurement goes on: until it has so many events, or for so long.
record Extent(long events, long nanos) {
  static Extent ofEvents(long events) {
    return new Extent(events, Long.MAX_VALUE);
  }

  static Extent ofSeconds(long seconds) {
    return new Extent(Long.MAX_VALUE, seconds * 1_000_000_000L);
  }

  /// Whether the number of events alone ends it.
  boolean isCounted() {
    return events < Long.MAX_VALUE;
  }
}
