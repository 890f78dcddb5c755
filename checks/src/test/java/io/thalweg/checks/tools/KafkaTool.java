package io.thalweg.checks.tools;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.checks.broker.Program;
import io.thalweg.checks.broker.SharedBroker;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// One of Kafka's tools, run in a process of its own.
public enum KafkaTool {
  TOPICS("org.apache.kafka.tools.TopicCommand"),
  CONFIGS("kafka.admin.ConfigCommand"),
  CONSUMER_GROUPS("org.apache.kafka.tools.consumer.group.ConsumerGroupCommand"),
  GROUPS("org.apache.kafka.tools.GroupsCommand"),
  GET_OFFSETS("org.apache.kafka.tools.GetOffsetShell"),
  DELETE_RECORDS("org.apache.kafka.tools.DeleteRecordsCommand"),
  LOG_DIRS("org.apache.kafka.tools.LogDirsCommand"),
  CONSOLE_PRODUCER("org.apache.kafka.tools.ConsoleProducer"),
  CONSOLE_CONSUMER("org.apache.kafka.tools.consumer.ConsoleConsumer"),
  VERIFIABLE_PRODUCER("org.apache.kafka.tools.VerifiableProducer"),
  VERIFIABLE_CONSUMER("org.apache.kafka.tools.VerifiableConsumer"),
  API_VERSIONS("org.apache.kafka.tools.BrokerApiVersionsCommand"),
  DUMP_LOG("org.apache.kafka.tools.DumpLogSegments");

  private static final Path JARS = Path.of("target", "kafka-tools");

  /// What any version of the tools can share with the tests: logging and codecs.
  private static final Pattern SHARED =
      Pattern.compile("(slf4j-api|zstd-jni|lz4-java|snappy-java)-[^/]*$");

  private final String main;

  KafkaTool(String main) {
    this.main = main;
  }

  /// The command line with `arguments`.
  public List<String> line(String... arguments) {
    List<String> line = java(JARS, main);
    line.addAll(List.of(arguments));
    return line;
  }

  /// The command line of a program that comes with `jars`, beside logging and codecs.
  public static List<String> java(Path jars, String... program) {
    List<String> line =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                classPath(jars)));
    line.addAll(List.of(program));
    return line;
  }

  /// Runs it against the shared broker, with nothing to read.
  ///
  /// @return what it printed; it must succeed
  String run(String... arguments) {
    return with("", arguments);
  }

  /// Runs it against the shared broker, with `input` to read.
  ///
  /// @return what it printed; it must succeed
  String with(String input, String... arguments) {
    Program.Ended ended = Program.start(withBroker(arguments)).end(input);
    assertThat(ended.exitCode())
        .as("exit code of %s; it said: %s%n%s", this, ended.out(), ended.errors())
        .isZero();
    return ended.out();
  }

  private List<String> withBroker(String... arguments) {
    List<String> line = new ArrayList<>(line("--bootstrap-server", SharedBroker.get().bootstrap()));
    line.addAll(List.of(arguments));
    return line;
  }

  private static String classPath(Path jars) {
    return Stream.concat(
            Stream.of(jars.toAbsolutePath() + "/*"),
            Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(jar -> SHARED.matcher(jar).find()))
        .collect(Collectors.joining(File.pathSeparator));
  }
}
