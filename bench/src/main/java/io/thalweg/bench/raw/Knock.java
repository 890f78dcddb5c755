package io.thalweg.bench.raw;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/// Raw clients that keep trying while a broker starts: when does one get through?
final class Knock {
  private static final int PATIENCE_SECONDS = 300;
  private static final int PAUSE_MILLIS = 5;

  private Knock() {}

  /// The [System#nanoTime] at which `request` was answered so that `check` did not object.
  static CompletableFuture<Long> with(
      String bootstrap, ByteBuffer request, Consumer<ByteBuffer> check) {
    return CompletableFuture.supplyAsync(
        () -> {
          long limit = System.nanoTime() + PATIENCE_SECONDS * 1_000_000_000L;
          Throwable last = null;
          while (System.nanoTime() < limit) {
            try (RawClient client = new RawClient(bootstrap)) {
              client.send(request);
              check.accept(client.receive());
              return System.nanoTime();
            } catch (IOException | IllegalStateException notYet) {
              last = notYet;
            }
            rest();
          }
          throw new IllegalStateException("nobody answered after the restart", last);
        });
  }

  /// For a produce request.
  static CompletableFuture<Long> withProduce(String bootstrap, ByteBuffer request) {
    return with(bootstrap, request, Pipeline::check);
  }

  /// For the oldest events of a partition.
  static CompletableFuture<Long> withOldestFetch(String bootstrap, String topic, int partition) {
    ByteBuffer request = RawClient.fetch(topic, partition, 0, 1 << 16);
    return with(
        bootstrap,
        request,
        response -> {
          if (!PartitionRead.batches(response).hasRemaining()) {
            throw new IllegalStateException("no events yet");
          }
        });
  }

  private static void rest() {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted", e);
    }
  }
}
