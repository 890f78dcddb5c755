package io.thalweg.bench.queue;

import io.thalweg.bench.peer.BenchHome;
import io.thalweg.bench.peer.Broker;
import io.thalweg.bench.peer.Usage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One run of RabbitMQ's PerfTest against a broker, in a JVM of its own.
///
/// @param rate messages a second that consumers got
/// @param cpuMicros of the broker for a message
/// @param confirmMicros median time from publish to confirm
record PerfTest(double rate, double cpuMicros, double confirmMicros, double rssMegabytes) {
  private static final Pattern RATE = Pattern.compile("receiving rate avg: (\\d+) msg/s");
  private static final Pattern CONFIRM =
      Pattern.compile("confirm latency \\S+ \\d+/(\\d+)/\\d+/\\d+/\\d+ .s\\s*$");

  /// @param arguments what there is besides address and time
  static PerfTest run(Broker broker, int seconds, List<String> arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.addAll(List.of(BenchHome.java(), "-Xmx1g", "-Xms1g", "-XX:+UseSerialGC", "-cp"));
    command.add(BenchHome.HERE.resolve("target/perf-test/lib") + "/*");
    command.add("com.rabbitmq.perf.PerfTest");
    command.addAll(List.of("-h", "amqp://guest:guest@" + broker.bootstrap(), "--id", "bench"));
    command.addAll(List.of("-z", Integer.toString(seconds)));
    command.addAll(arguments);
    Usage before = broker.usage();
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    Usage after = broker.usage();
    double rate = last(RATE, said);
    return new PerfTest(
        rate,
        (after.cpuMicros() - before.cpuMicros()) / (rate * seconds),
        last(CONFIRM, said),
        after.rssBytes() / 1e6);
  }

  private static double last(Pattern wanted, String said) {
    double found = Double.NaN;
    Matcher at = wanted.matcher(said.strip());
    while (at.find()) {
      found = Double.parseDouble(at.group(1));
    }
    if (Double.isNaN(found)) {
      throw new IllegalStateException("expected " + wanted + " of PerfTest, which said:\n" + said);
    }
    return found;
  }
}
