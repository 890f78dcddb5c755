package io.thalweg.checks.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A broker in a JVM of its own, as `./thalweg serve` runs it, on a free port of loopback:
///
/// ```
/// try (BrokerProcess broker = BrokerProcess.on(folder).with("topics.auto-create=false").start()) {
///   ... broker.bootstrap() ...
///   broker.kill();
///   broker.startAgain();      // same data, same port
/// }
/// ```
///
/// Whoever starts one closes it; if the test's JVM dies first, the broker dies with it. Not for use
/// by several threads at once, but for what it says: [#bootstrap], [#out] and [#log].
public final class BrokerProcess implements AutoCloseable {
  /// For starting and for stopping; generous, since machines of tests are busy.
  public static final Duration LIMIT = Duration.ofSeconds(60);

  private static final Pattern LISTENING = Pattern.compile("listening kafka (.+):(\\d+)");
  private static final Set<ProcessHandle> RUNNING = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform()
                .name("end-brokers")
                .unstarted(() -> RUNNING.forEach(ProcessHandle::destroyForcibly)));
  }

  private final Path data;
  private final List<String> settings;
  private final List<String> tracer;
  private final List<String> flags;
  private volatile int port;
  private @Nullable Process process;
  private volatile @Nullable Transcript out;
  private volatile @Nullable Transcript log;

  private BrokerProcess(Setup setup) {
    data = setup.data;
    settings = List.copyOf(setup.settings);
    tracer = List.copyOf(setup.tracer);
    flags = List.copyOf(setup.flags);
  }

  /// What a broker is started with.
  public static final class Setup {
    private final Path data;
    private final List<String> settings = new ArrayList<>();
    private final List<String> flags = new ArrayList<>();
    private List<String> tracer = List.of();

    private Setup(Path data) {
      this.data = data;
    }

    /// Sets one key: `topics.auto-create=false`.
    public Setup with(String assignment) {
      settings.add(assignment);
      return this;
    }

    /// One more flag for its JVM, as in `THALWEG_JAVA_OPTS`.
    public Setup flag(String flag) {
      flags.add(flag);
      return this;
    }

    /// Runs the broker as the child of a program: `strace -f -o FILE`. Signals still go to the
    /// broker itself.
    public Setup under(String... program) {
      tracer = List.of(program);
      return this;
    }

    /// Starts it and returns when it is ready.
    public BrokerProcess start() {
      BrokerProcess broker = new BrokerProcess(this);
      broker.startAgain();
      return broker;
    }
  }

  /// A broker on the data in `folder`, which is made if missing.
  public static Setup on(Path folder) {
    return new Setup(folder);
  }

  /// Starts it, after [#stop] or [#kill] with the same data on the same port, and returns when it
  /// is ready.
  public void startAgain() {
    if (isRunning()) {
      throw new IllegalStateException("expected the broker to have ended, but it runs");
    }
    List<String> arguments = new ArrayList<>(List.of("serve", "--data", data.toString()));
    arguments.addAll(List.of("-X", "listeners.kafka=127.0.0.1:" + port));
    arguments.addAll(List.of("-X", "listeners.amqp=none")); // unless a setting asks for them
    arguments.addAll(List.of("-X", "listeners.metrics=none"));
    arguments.addAll(List.of("-X", "listeners.admin=none"));
    settings.forEach(assignment -> arguments.addAll(List.of("-X", assignment)));
    List<String> line = new ArrayList<>(tracer);
    line.addAll(Launch.broker(flags, arguments));
    Process started = start(line);
    process = started;
    RUNNING.add(started.toHandle());
    Transcript output = Transcript.of(started.getInputStream(), "broker-out");
    Transcript errors = Transcript.of(started.getErrorStream(), "broker-log");
    out = output;
    log = errors;
    if (output.await(text -> text.startsWith("ready in "), LIMIT).isEmpty()) {
      kill();
      throw new IllegalStateException("expected the broker to be ready, but " + told());
    }
    port = port(output);
  }

  private static Process start(List<String> line) {
    ProcessBuilder builder = new ProcessBuilder(line);
    builder.directory(Path.of(System.getProperty("java.io.tmpdir")).toFile());
    Program.prepare(builder.environment());
    builder.environment().put("MALLOC_ARENA_MAX", "2");
    try {
      return builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int port(Transcript output) {
    for (String text : output.lines()) {
      Matcher listening = LISTENING.matcher(text);
      if (listening.matches()) {
        return Integer.parseInt(listening.group(2));
      }
    }
    throw new IllegalStateException("expected a line 'listening kafka HOST:PORT'");
  }

  private String told() {
    return "it printed:\n" + out().text() + "\nand logged:\n" + log().text();
  }

  /// Where `what` listens that is no Kafka client's, as `HOST:PORT`.
  public String listening(String what) {
    Pattern pattern = Pattern.compile("listening " + what + " (\\S+:\\d+)( .*)?");
    for (String line : out().lines()) {
      Matcher listening = pattern.matcher(line);
      if (listening.matches()) {
        return listening.group(1);
      }
    }
    throw new AssertionError("no line 'listening " + what + "' in:\n" + out().text());
  }

  public Path data() {
    return data;
  }

  public int port() {
    return port;
  }

  /// What Kafka clients take as `bootstrap.servers`.
  public String bootstrap() {
    return "127.0.0.1:" + port;
  }

  /// Standard output since the last start.
  public Transcript out() {
    return present(out);
  }

  /// Standard error since the last start: the log.
  public Transcript log() {
    return present(log);
  }

  private static <T> T present(@Nullable T started) {
    if (started == null) {
      throw new IllegalStateException("expected a broker that was started");
    }
    return started;
  }

  public boolean isRunning() {
    Process current = process;
    return current != null && current.isAlive();
  }

  /// The broker itself, also under a tracer.
  public ProcessHandle handle() {
    ProcessHandle started = present(process).toHandle();
    return tracer.isEmpty() ? started : started.children().findFirst().orElse(started);
  }

  /// Asks it to stop (SIGTERM) and returns its exit code.
  public int stop() {
    handle().destroy();
    return awaitExit();
  }

  /// Ends it at once (SIGKILL).
  public void kill() {
    handle().destroyForcibly();
    awaitExit();
  }

  /// Returns the exit code when it has ended by itself.
  public int awaitExit() {
    Process ending = present(process);
    try {
      if (!ending.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException("expected the broker to end, but it runs on: " + told());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
    RUNNING.remove(ending.toHandle());
    out().awaitEnd(LIMIT);
    log().awaitEnd(LIMIT);
    return ending.exitValue();
  }

  /// Ends it, whatever it is doing.
  @Override
  public void close() {
    if (isRunning()) {
      kill();
    }
  }
}
