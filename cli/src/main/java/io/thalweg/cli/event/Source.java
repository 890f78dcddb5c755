package io.thalweg.cli.event;

import io.thalweg.cli.load.Payload;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Where the events come from that are published.
interface Source {
  /// The next one's bytes; null: there are no more.
  byte @Nullable [] next() throws IOException;

  /// What was written on the command line.
  static Source of(List<String> values) {
    Iterator<String> left = values.iterator();
    return () -> left.hasNext() ? left.next().getBytes(StandardCharsets.UTF_8) : null;
  }

  /// So many, each of `size` bytes.
  static Source generated(int size, long count) {
    Payload payload = new Payload(size);
    AtomicLong left = new AtomicLong(count);
    return () -> left.getAndDecrement() > 0 ? payload.next() : null;
  }
}
