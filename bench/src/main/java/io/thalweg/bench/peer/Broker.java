package io.thalweg.bench.peer;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A broker that this process started, on a port of loopback. It ends with this process at the
/// latest.
public final class Broker implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 120;
  private static final int REST_MILLIS = 250;
  private static final int REST_CPU_MICROS = 20_000;
  private static final int REST_TRIES = 60;
  private static final Pattern METRICS = Pattern.compile("listening metrics 127.0.0.1:(\\d+) ");
  private static final Pattern READY = Pattern.compile("ready in (\\d+) ms");
  private static final Queue<Broker> RUNNING = new ConcurrentLinkedQueue<>();

  /// This process ends: nothing is started any more.
  private static volatile boolean over;

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> Cleanup.run(() -> {})));
  }

  private final String name;
  private final Process process;
  private final InetSocketAddress address;
  private final List<String> settings;
  private final Log log;

  /// What it says, from `begin` on: before that are the lines of an earlier start.
  private record Log(Path file, long begin) {
    /// The first group of the first match; waits for it.
    String await(Pattern wanted) throws InterruptedException {
      for (int tries = 0; tries < PATIENCE_SECONDS * 200; tries++) {
        try {
          Matcher at = wanted.matcher(Files.readString(file).substring((int) begin));
          if (at.find()) {
            return at.group(1);
          }
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
        Thread.sleep(5);
      }
      throw new IllegalStateException("no line " + wanted + " in " + file);
    }
  }

  private Broker(String name, Process process, int port, List<String> settings, Log log) {
    this.log = log;
    this.name = name;
    this.process = process;
    this.address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    this.settings = settings;
  }

  /// Starts `command`, which listens on `port`; what it says goes to `log`. Does not wait.
  ///
  /// @param settings what the report says about it
  static Broker start(
      String name, ProcessBuilder command, int port, Path log, List<String> settings) {
    try {
      File out = log.toFile();
      Log from = new Log(log, Files.exists(log) ? Files.readString(log).length() : 0);
      Process process =
          command
              .redirectErrorStream(true)
              .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
              .redirectOutput(ProcessBuilder.Redirect.appendTo(out))
              .start();
      Broker broker = new Broker(name, process, port, settings, from);
      RUNNING.add(broker);
      if (over) {
        process.destroyForcibly();
      }
      return broker;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Waits until its port is open.
  public Broker await() throws InterruptedException {
    for (int tries = 0; tries < PATIENCE_SECONDS * 100; tries++) {
      if (!process.isAlive()) {
        throw new IllegalStateException(name + " ended by itself; its log is beside its data");
      }
      if (listens()) {
        return this;
      }
      Thread.sleep(10);
    }
    throw new IllegalStateException(name + " did not open " + address);
  }

  /// Waits until Thalweg says that it is ready; how long it took by its own account.
  public int readyMillis() throws InterruptedException {
    return Integer.parseInt(log.await(READY));
  }

  private boolean listens() {
    try (Socket socket = new Socket()) {
      socket.connect(address, 1000);
      return true;
    } catch (IOException notYet) {
      return false;
    }
  }

  /// What it is called in reports.
  public String name() {
    return name;
  }

  /// Where clients connect.
  public String bootstrap() {
    return address.getAddress().getHostAddress() + ":" + address.getPort();
  }

  /// The port of [#bootstrap].
  public int port() {
    return address.getPort();
  }

  /// What it has used so far.
  public Usage usage() {
    return Usage.of(process.pid());
  }

  /// What Thalweg says of itself at `/metrics`, by name and labels.
  public double metric(String sample) throws InterruptedException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      URI uri = URI.create("http://127.0.0.1:" + log.await(METRICS) + "/metrics");
      String body = http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
      return body.lines()
          .filter(line -> line.startsWith(sample + " "))
          .mapToDouble(line -> Double.parseDouble(line.substring(sample.length() + 1)))
          .findFirst()
          .orElseThrow(() -> new IllegalStateException("no sample " + sample));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Waits until it rests and nothing is left to write back, so that nobody pays for what was
  /// before.
  public void settle() throws InterruptedException {
    try {
      new ProcessBuilder("sync").start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    long used = Long.MAX_VALUE;
    for (int tries = 0; used > REST_CPU_MICROS && tries < REST_TRIES; tries++) {
      long before = usage().cpuMicros();
      Thread.sleep(REST_MILLIS);
      used = usage().cpuMicros() - before;
    }
  }

  /// As [#settle], and until no segment is being written, within `minutes`.
  public void settleFlushes(int minutes) throws InterruptedException {
    long limit = System.nanoTime() + TimeUnit.MINUTES.toNanos(minutes);
    do {
      settle();
      if (System.nanoTime() > limit) {
        throw new IllegalStateException(name + " is still flushing after " + minutes + " min");
      }
    } while (metric("thalweg_flushes_running") > 0);
  }

  /// How it was set up, and its command line without the class path.
  public List<String> settings() {
    List<String> all = new ArrayList<>(settings);
    try {
      byte[] line = Files.readAllBytes(Path.of("/proc", "" + process.pid(), "cmdline"));
      String[] words = new String(line, StandardCharsets.UTF_8).split("\0");
      List<String> shown = new ArrayList<>();
      for (int i = 0; i < words.length; i++) {
        if (words[i].equals("-cp")) {
          i++;
        } else {
          shown.add(words[i]);
        }
      }
      all.add(String.join(" ", shown));
    } catch (IOException e) {
      all.add("no command line: " + e.getMessage());
    }
    return all;
  }

  /// Ends it as `kill -9` does, and waits until it is gone.
  public void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
    RUNNING.remove(this);
  }

  /// Ends it as Ctrl-C does, or by force after a while.
  @Override
  public void close() {
    end();
    RUNNING.remove(this);
  }

  private void end() {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  static void endAll() {
    over = true;
    RUNNING.forEach(broker -> broker.process.destroy());
    RUNNING.forEach(Broker::end);
    RUNNING.clear();
  }
}
