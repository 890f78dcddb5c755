package io.thalweg.checks.crash;

import io.thalweg.checks.broker.BrokerProcess;
import io.thalweg.checks.broker.Scrape;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// A broker whose disk can be filled by somebody else.
interface FullBroker extends AutoCloseable {
  /// Bytes that are free at the beginning.
  int SIZE = 300 << 20;

  /// Bytes that somebody else takes at the beginning already: more than what the ring may hold.
  int BALLAST = 110 << 20;

  int port();

  Scrape scrape();

  /// Somebody else takes all that is free.
  void fill() throws IOException;

  /// Somebody else gives back all that was taken.
  void free() throws IOException;

  /// It ends and starts again, on the same port.
  void restart() throws Exception;

  @Override
  void close() throws IOException;

  /// In a JVM of its own, on a file system of the kernel's.
  final class OfProcess implements FullBroker {
    private final SmallFileSystem disk;
    private final BrokerProcess broker;

    OfProcess(SmallFileSystem disk, int ringMegabytes) throws IOException {
      this.disk = disk;
      disk.fill(BALLAST);
      broker =
          BrokerProcess.on(disk.data())
              .with("storage.ring-bytes=" + ringMegabytes + "MiB")
              .with("storage.ring-file-bytes=16MiB")
              .with("listeners.metrics=127.0.0.1:0")
              .start();
    }

    /// What it logged since its last start.
    String log() {
      return broker.log().text();
    }

    @Override
    public int port() {
      return broker.port();
    }

    @Override
    public Scrape scrape() {
      return new Scrape(broker);
    }

    @Override
    public void fill() throws IOException {
      disk.fill(Long.MAX_VALUE);
    }

    @Override
    public void free() throws IOException {
      disk.free();
    }

    /// By SIGKILL.
    @Override
    public void restart() {
      broker.kill();
      broker.startAgain();
    }

    @Override
    public void close() {
      broker.close();
    }
  }

  /// In this process, on a [LimitedDisk].
  final class OfThis implements FullBroker {
    private static final int RING = 64;

    private final Path folder;
    private @Nullable HeldNode broker;

    OfThis(Path folder) throws Exception {
      this.folder = folder;
      LimitedDisk disk = new LimitedDisk(folder);
      disk.size(SIZE);
      broker = new HeldNode(disk, folder, 0, RING);
    }

    private HeldNode node() {
      HeldNode running = broker;
      if (running == null) {
        throw new IllegalStateException("expected a broker that runs");
      }
      return running;
    }

    @Override
    public int port() {
      return node().port();
    }

    @Override
    public Scrape scrape() {
      return node().scrape();
    }

    @Override
    public void fill() {
      LimitedDisk disk = node().room();
      disk.size(disk.used());
    }

    @Override
    public void free() {
      LimitedDisk disk = node().room();
      disk.size(disk.used() + BALLAST);
    }

    @Override
    public void restart() throws Exception {
      int port = port();
      node().close();
      broker = null;
      LimitedDisk disk = new LimitedDisk(folder);
      disk.size(disk.used());
      broker = new HeldNode(disk, folder, port, RING);
    }

    @Override
    public void close() throws IOException {
      if (broker != null) {
        node().close();
      }
    }
  }
}
