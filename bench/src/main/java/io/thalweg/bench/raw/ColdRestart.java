package io.thalweg.bench.raw;

import io.thalweg.bench.compare.Report;
import io.thalweg.bench.peer.Broker;
import io.thalweg.bench.peer.Brokers;
import io.thalweg.bench.restart.PageCache;
import io.thalweg.bench.restart.RawProbe;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.TopicPartition;

/// A broker that was killed starts again, from an empty page cache.
///
/// @param broker the new one
/// @param seconds from starting the process until a first produce was acknowledged and the oldest
///   event fetched, whichever came later
record ColdRestart(Broker broker, double seconds) {
  private static final int KNOCKING_MILLIS = 500;

  /// Of the broker that has its data in `folder`, after its end.
  ///
  /// @param produce what is acknowledged first
  /// @param oldest whose offset 0 is fetched
  static ColdRestart of(
      Report report, Path folder, Broker killed, ByteBuffer produce, TopicPartition oldest)
      throws InterruptedException {
    String bootstrap = killed.bootstrap();
    boolean dropped = PageCache.drop();
    RawProbe raw = RawProbe.of(folder.resolve("thalweg"), ".journal");
    CompletableFuture<Long> produced = Knock.withProduce(bootstrap, produce);
    CompletableFuture<Long> fetched =
        Knock.withOldestFetch(bootstrap, oldest.topic(), oldest.partition());
    Thread.sleep(KNOCKING_MILLIS); // the clients are there: what they load is not the broker's time
    long began = System.nanoTime();
    Broker next = Brokers.thalweg(folder, killed.port());
    double produceSeconds = (produced.join() - began) / 1e9;
    double fetchSeconds = (fetched.join() - began) / 1e9;
    double cpuSeconds = next.usage().cpuMicros() / 1e6;
    report.round(
        "restart",
        "s to the first produce",
        produceSeconds,
        "s to the oldest event",
        fetchSeconds,
        "ms to ready by its own account",
        next.readyMillis(),
        "s broker CPU",
        cpuSeconds,
        "s of dd for the ring",
        raw.nanos() / 1e9,
        "page cache dropped",
        dropped);
    return new ColdRestart(next, Math.max(produceSeconds, fetchSeconds));
  }
}
