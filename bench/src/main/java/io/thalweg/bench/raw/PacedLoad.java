package io.thalweg.bench.raw;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

/// One connection that sends prepared Produce requests at a fixed pace, whether or not earlier ones
/// were answered, until it is closed.
final class PacedLoad implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 10;

  private final RawClient client;
  private final CompletableFuture<Void> sender;
  private final CompletableFuture<Void> receiver;
  private volatile boolean over;
  private volatile long sent;
  private volatile long answered;
  private volatile long refused;

  PacedLoad(String bootstrap, List<ByteBuffer> prepared, int perSecond) throws IOException {
    client = new RawClient(bootstrap);
    sender = CompletableFuture.runAsync(() -> send(prepared, perSecond), PacedLoad::begin);
    receiver = CompletableFuture.runAsync(this::receive, PacedLoad::begin);
  }

  /// Each side blocks: the common pool may have one thread only.
  private static void begin(Runnable side) {
    Thread.ofPlatform().daemon().start(side);
  }

  private void send(List<ByteBuffer> prepared, int perSecond) {
    try {
      long began = System.nanoTime();
      for (long i = 0; !over; i++) {
        long due = began + i * 1_000_000_000L / perSecond;
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
          LockSupport.parkNanos(left);
        }
        client.send(prepared.get((int) (i % prepared.size())));
        sent = i + 1;
      }
    } catch (IOException e) {
      unlessOver(e);
    }
  }

  private void receive() {
    try {
      long not = 0;
      for (long i = 1; ; i++) {
        if (!Pipeline.taken(client.receive())) {
          refused = ++not;
        }
        answered = i;
      }
    } catch (IOException e) {
      unlessOver(e);
    }
  }

  private void unlessOver(IOException e) {
    if (!over) {
      throw new UncheckedIOException(e);
    }
  }

  /// Requests that were refused for now.
  long refused() {
    return refused;
  }

  /// Requests that were answered so far. Throws if one was refused for good.
  long answered() {
    for (CompletableFuture<Void> side : List.of(sender, receiver)) {
      if (side.isCompletedExceptionally()) {
        side.join();
      }
    }
    return answered;
  }

  /// Stops, and awaits the answers for a while.
  @Override
  public void close() throws IOException {
    over = true;
    long limit = System.nanoTime() + PATIENCE_SECONDS * 1_000_000_000L;
    while ((!sender.isDone() || answered() < sent) && System.nanoTime() < limit) {
      LockSupport.parkNanos(1_000_000);
    }
    client.close(); // ends what still waits
    sender.join();
    receiver.join();
  }
}
