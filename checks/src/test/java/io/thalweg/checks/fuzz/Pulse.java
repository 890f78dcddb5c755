package io.thalweg.checks.fuzz;

import io.thalweg.checks.hostile.RawPeer;
import java.util.function.Supplier;
import org.apache.kafka.common.message.ApiVersionsRequestData;

/// Asks for what the broker knows at once, again and again: as long as the answer takes, its loop
/// was busy with something else.
final class Pulse implements AutoCloseable {
  private final RawPeer peer;
  private final Supplier<String> meanwhile;
  private final Thread thread;
  private volatile boolean ending;
  private volatile long slowestMillis;
  private volatile String slowest = "";

  /// `meanwhile` tells what is under way.
  Pulse(int port, Supplier<String> meanwhile) {
    this.peer = new RawPeer(port);
    this.meanwhile = meanwhile;
    this.thread = Thread.ofPlatform().name("pulse").start(this::run);
  }

  private void run() {
    while (!ending) {
      long began = System.nanoTime();
      String under = meanwhile.get();
      peer.ask(new ApiVersionsRequestData(), 0);
      long millis = (System.nanoTime() - began) / 1_000_000;
      if (millis > slowestMillis) {
        slowestMillis = millis;
        slowest = under;
      }
      Thread.onSpinWait();
    }
  }

  /// The longest that an answer took.
  long slowestMillis() {
    return slowestMillis;
  }

  /// What was under way then.
  String slowest() {
    return slowest;
  }

  @Override
  public void close() {
    ending = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    peer.close();
  }
}
