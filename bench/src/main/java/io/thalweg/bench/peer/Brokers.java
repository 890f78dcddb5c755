package io.thalweg.bench.peer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Starts each kind of broker with its default settings, data under a folder that is given.
public final class Brokers {
  /// The heap and the collector of Kafka's own start script.
  private static final List<String> KAFKA_FLAGS =
      List.of(
          "-Xmx1G",
          "-Xms1G",
          "-server",
          "-XX:+UseG1GC",
          "-XX:MaxGCPauseMillis=20",
          "-XX:InitiatingHeapOccupancyPercent=35",
          "-XX:+ExplicitGCInvokesConcurrent",
          "-XX:MaxInlineLevel=15",
          "-Djava.awt.headless=true");

  private Brokers() {}

  /// `./thalweg serve`, for Kafka's clients. Does not wait.
  public static Broker thalweg(Path folder, int port) {
    return thalweg(folder, port, "listeners.kafka=127.0.0.1:" + port, "listeners.amqp=none");
  }

  /// `./thalweg serve`, for AMQP's clients. Does not wait.
  public static Broker thalwegAmqp(Path folder, int port) {
    return thalweg(folder, port, "listeners.amqp=127.0.0.1:" + port, "listeners.kafka=127.0.0.1:0");
  }

  private static Broker thalweg(Path folder, int port, String... listeners) {
    List<String> command = new ArrayList<>();
    command.addAll(List.of(BenchHome.thalweg().toString(), "serve"));
    command.addAll(List.of("--data", folder.resolve("thalweg").toString()));
    for (String listener : listeners) {
      command.addAll(List.of("-X", listener));
    }
    command.addAll(List.of("-X", "listeners.metrics=127.0.0.1:0"));
    command.addAll(List.of("-X", "listeners.admin=none"));
    return Broker.start(
        "thalweg",
        new ProcessBuilder(command),
        port,
        folder.resolve("thalweg.log"),
        List.of("every acknowledgement waits for fdatasync; else its defaults (./thalweg config)"));
  }

  /// A broker that only answers; fetches bring events of `eventBytes`. Does not wait.
  public static Broker nothing(Path folder, int port, int eventBytes) {
    return nothing(
        folder,
        port,
        "answers, stores nothing: the client's ceiling",
        List.of(
            "io.thalweg.bench.nothing.NullServer",
            Integer.toString(port),
            Integer.toString(eventBytes)));
  }

  /// A broker of AMQP that hands messages on and stores nothing. Does not wait.
  public static Broker nothingAmqp(Path folder, int port) {
    return nothing(
        folder,
        port,
        "hands messages on, stores nothing: the client's ceiling",
        List.of("io.thalweg.bench.nothing.NullAmqpServer", Integer.toString(port)));
  }

  private static Broker nothing(Path folder, int port, String what, List<String> main) {
    List<String> command =
        new ArrayList<>(
            List.of(
                BenchHome.java(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:+UseCompactObjectHeaders",
                "-cp",
                System.getProperty("java.class.path")));
    command.addAll(main);
    return Broker.start(
        "null", new ProcessBuilder(command), port, folder.resolve("null.log"), List.of(what));
  }

  /// One Kafka node in KRaft mode. Does not wait.
  public static Broker kafka(Path folder, int port) throws InterruptedException {
    int controller = BenchHome.freePort();
    List<String> properties =
        List.of(
            "process.roles=broker,controller",
            "node.id=1",
            "controller.quorum.bootstrap.servers=127.0.0.1:" + controller,
            "listeners=PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controller,
            "advertised.listeners=PLAINTEXT://127.0.0.1:" + port,
            "controller.listener.names=CONTROLLER",
            "inter.broker.listener.name=PLAINTEXT",
            "listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
            "log.dirs=" + folder.resolve("kafka"),
            "offsets.topic.replication.factor=1",
            "transaction.state.log.replication.factor=1",
            "transaction.state.log.min.isr=1");
    Path file = folder.resolve("server.properties");
    Path log = folder.resolve("kafka.log");
    try {
      Files.write(file, properties);
      Files.writeString(folder.resolve("log4j2.properties"), "rootLogger.level = ERROR\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    format(folder, file, log);
    List<String> settings = new ArrayList<>();
    settings.add("acknowledges without syncing, as it does by default; one node, KRaft");
    settings.addAll(properties);
    return Broker.start("kafka", java(folder, "kafka.Kafka", file.toString()), port, log, settings);
  }

  /// RabbitMQ as Debian packs it, in the folder that `bench/build rabbitmq` makes; its data are
  /// under `folder`. Does not wait.
  public static Broker rabbitmq(Path folder, int port) {
    Path root = BenchHome.HERE.resolve("target/rabbitmq/root");
    Path log = folder.resolve("rabbitmq.log");
    List<String> settings = List.of("listeners.tcp.default = 127.0.0.1:" + port);
    try {
      Path data = Files.createDirectories(folder.resolve("rabbitmq"));
      Files.write(data.resolve("rabbitmq.conf"), settings);
      ProcessBuilder command =
          new ProcessBuilder(
              BenchHome.HERE.resolve("rabbitmq/serve").toString(),
              root.toString(),
              data.toString(),
              Integer.toString(BenchHome.freePort()),
              Integer.toString(BenchHome.freePort()));
      return Broker.start("rabbitmq", command, port, log, settings);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void format(Path folder, Path properties, Path log) throws InterruptedException {
    ProcessBuilder format =
        java(
            folder,
            "kafka.tools.StorageTool",
            "format",
            "--standalone",
            "-t",
            "AAAAAAAAAAAAAAAAAAAAAQ",
            "-c",
            properties.toString());
    try {
      Process process =
          format
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start();
      if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
        process.destroyForcibly();
        throw new IllegalStateException("Kafka's format failed:\n" + Files.readString(log));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ProcessBuilder java(Path folder, String... mainAndArguments) {
    List<String> command = new ArrayList<>();
    command.add(BenchHome.java());
    command.addAll(KAFKA_FLAGS);
    command.add("-Dlog4j2.configurationFile=" + folder.resolve("log4j2.properties"));
    command.add("-cp");
    command.add(BenchHome.HERE.resolve("target/kafka/lib") + "/*");
    command.addAll(List.of(mainAndArguments));
    return new ProcessBuilder(command);
  }
}
