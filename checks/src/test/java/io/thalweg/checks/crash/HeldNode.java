package io.thalweg.checks.crash;

import io.thalweg.checks.broker.Scrape;
import io.thalweg.server.Node;
import io.thalweg.server.config.ConfigLoader;
import io.thalweg.server.config.ConfigSources;
import io.thalweg.server.config.ConfigSources.Assignment;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A whole broker in this process, on a [HeldDisk] above a [LimitedDisk], and connections to it.
final class HeldNode implements AutoCloseable {
  private static final Pattern LISTENING = Pattern.compile("listening kafka .+:(\\d+)");

  private static final Pattern METRICS = Pattern.compile("listening metrics .+:(\\d+)");

  private final LimitedDisk room;
  private final HeldDisk disk;
  private final Node node;
  private final int port;
  private final int metricsPort;
  private final List<RawClient> clients = new ArrayList<>();

  /// On the data in `folder`, and on a port that is free.
  HeldNode(Path folder) throws Exception {
    this(new LimitedDisk(folder), folder, 0, 16);
  }

  /// On a disk in `folder`.
  HeldNode(LimitedDisk room, Path folder, int port, int ringMegabytes) throws Exception {
    HeldDisk held = new HeldDisk(room);
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    List<Assignment> settings =
        List.of(
            new Assignment("data.directory", folder.toString(), "test"),
            new Assignment("listeners.kafka", "127.0.0.1:" + port, "test"),
            new Assignment("listeners.amqp", "none", "test"),
            new Assignment("listeners.metrics", "127.0.0.1:0", "test"),
            new Assignment("listeners.admin", "none", "test"),
            new Assignment("storage.ring-bytes", ringMegabytes + "MiB", "test"),
            new Assignment("storage.ring-file-bytes", "4MiB", "test"));
    this.room = room;
    this.disk = held;
    this.node =
        Node.start(
            ConfigLoader.load(new ConfigSources(null, Map.of(), settings)).config(),
            new PrintStream(printed, true, StandardCharsets.UTF_8),
            _ -> held);
    this.port = port(LISTENING, printed);
    this.metricsPort = port(METRICS, printed);
  }

  private static int port(Pattern line, ByteArrayOutputStream printed) {
    Matcher listening = line.matcher(printed.toString(StandardCharsets.UTF_8));
    if (!listening.find()) {
      throw new IllegalStateException("expected a listener, but it printed " + printed);
    }
    return Integer.parseInt(listening.group(1));
  }

  /// How large its disk is.
  LimitedDisk room() {
    return room;
  }

  int port() {
    return port;
  }

  Scrape scrape() {
    return new Scrape(metricsPort);
  }

  HeldDisk disk() {
    return disk;
  }

  Node node() {
    return node;
  }

  /// A new connection.
  RawClient connect() throws IOException {
    RawClient client = new RawClient(port);
    clients.add(client);
    return client;
  }

  /// Sends one request over a connection of its own.
  <T> RawClient.Sent<T> send(RawClient.Request<T> request) throws IOException {
    return connect().send(request);
  }

  /// Sends one request over a connection of its own and waits for its answer.
  <T> T ask(RawClient.Request<T> request) throws IOException {
    return send(request).answer();
  }

  @Override
  public void close() throws IOException {
    disk.set(HeldDisk.Mode.PASS);
    for (RawClient client : clients) {
      client.close();
    }
    node.close();
  }
}
