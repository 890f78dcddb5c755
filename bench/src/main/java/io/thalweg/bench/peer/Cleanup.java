package io.thalweg.bench.peer;

/// Hooks of a JVM that ends run at the same time: folders are deleted only after the brokers that
/// use them have ended.
final class Cleanup {
  private static final Object ORDER = new Object();

  private Cleanup() {}

  /// Runs one hook, after the brokers have been ended.
  static void run(Runnable hook) {
    synchronized (ORDER) {
      Broker.endAll();
      hook.run();
    }
  }
}
