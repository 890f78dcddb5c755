package io.thalweg.server;

import io.thalweg.storage.disk.Agent;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/// Runs one agent on a thread of its own, which sleeps while there is nothing to do.
final class AgentThread {
  /// An agent that waits for something nobody tells it of (a free block) looks again after this.
  private static final long LONGEST_SLEEP_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final Agent agent;
  private final Consumer<Throwable> failed;
  private final AtomicBoolean woken = new AtomicBoolean();
  private final Thread thread;
  private volatile boolean stopped;

  AgentThread(Agent agent, Consumer<Throwable> failed) {
    this.agent = agent;
    this.failed = failed;
    this.thread = Thread.ofPlatform().name(agent.role()).daemon().unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  void wake() {
    if (!woken.getAndSet(true)) {
      LockSupport.unpark(thread);
    }
  }

  private void run() {
    try {
      while (!stopped) {
        woken.set(false);
        if (!agent.work() && !woken.get()) {
          LockSupport.parkNanos(this, LONGEST_SLEEP_NANOS);
        }
      }
    } catch (RuntimeException | Error e) {
      failed.accept(e);
    }
  }

  /// Ends the thread after its current step.
  void stop() throws InterruptedException {
    stopped = true;
    LockSupport.unpark(thread);
    thread.join(TimeUnit.SECONDS.toMillis(10));
  }
}
