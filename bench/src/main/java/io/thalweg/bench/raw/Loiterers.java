package io.thalweg.bench.raw;

import io.thalweg.bench.load.Topic;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// Connections that say nothing, consumers that read slowly, and consumers that never read.
final class Loiterers implements AutoCloseable {
  private static final int FETCH_BYTES = 1 << 20;
  private static final int PIPELINED = 20;
  private static final int SIP_BYTES = 64 * 1024;

  private final List<RawClient> all = new ArrayList<>();
  private final List<RawClient> slow = new ArrayList<>();
  private final ScheduledExecutorService sips = Executors.newSingleThreadScheduledExecutor();
  private final AtomicInteger ended = new AtomicInteger();

  /// @param held what consumers ask for
  /// @param readers as many are slow, and as many never read
  Loiterers(Topic held, int idle, int readers) throws IOException {
    for (int i = 0; i < idle + 2 * readers; i++) {
      all.add(new RawClient(held.bootstrap()));
    }
    for (RawClient client : all.subList(0, 2 * readers)) {
      for (int i = 0; i < PIPELINED; i++) {
        ByteBuffer fetch = RawClient.fetch(held.name(), i % held.partitions(), 0, FETCH_BYTES);
        client.send(fetch);
      }
    }
    slow.addAll(all.subList(0, readers));
    var _ = sips.scheduleAtFixedRate(this::sip, 1, 1, TimeUnit.SECONDS);
  }

  private void sip() {
    for (RawClient client : slow) {
      try {
        client.sip(SIP_BYTES);
      } catch (IOException e) {
        ended.incrementAndGet();
      }
    }
  }

  /// Closes all of them. None must have been closed by the broker.
  @Override
  public void close() throws IOException {
    sips.close();
    for (RawClient client : all) {
      client.close();
    }
    if (ended.get() > 0) {
      throw new IllegalStateException("the broker closed slow consumers");
    }
  }
}
