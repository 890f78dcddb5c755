package io.thalweg.cli.event;

import io.thalweg.cli.broker.Answers;
import io.thalweg.cli.broker.BrokerOption;
import io.thalweg.cli.terminal.CtrlC;
import io.thalweg.cli.terminal.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `thalweg publish`.
@Command(
    name = "publish",
    description = {
      "Publish events, and return when the broker has acknowledged them.",
      "Each VALUE is an event; without any, each line of standard input is one."
    },
    footer = {
      "",
      "Examples:",
      "  thalweg publish greetings hello 'good morning'",
      "  thalweg publish orders --key alice '{\"item\": 7}' --header source=shop",
      "  printf 'alice:hello\\nbob:hi\\n' | thalweg publish greetings --key-separator :"
    })
public final class PublishCommand implements Runnable {
  private static final Duration LAST_ANSWERS = Duration.ofSeconds(5);

  @Parameters(
      index = "0",
      paramLabel = "TOPIC",
      description = "Where to; made if missing, if the broker allows.")
  private String topic;

  @Parameters(index = "1..*", paramLabel = "VALUE", description = "An event's value, in UTF-8.")
  private List<String> values = new ArrayList<>();

  @Option(
      names = {"-k", "--key"},
      paramLabel = "KEY",
      description = "Key of every event; events of equal key stay in order.")
  private @Nullable String key;

  @Option(
      names = {"-K", "--key-separator"},
      paramLabel = "TEXT",
      description =
          "Divides each VALUE or line into key and value at the first TEXT (\\t is a tab).")
  private @Nullable String keySeparator;

  @Option(
      names = {"-H", "--header"},
      paramLabel = "NAME=VALUE",
      description = "A header of every event; may be repeated.")
  private List<String> headers = new ArrayList<>();

  @Option(
      names = {"-p", "--partition"},
      paramLabel = "NUMBER",
      description = "Partition of every event (default: chosen by key).")
  private @Nullable Integer partition;

  @Option(
      names = {"-Z", "--empty-is-null"},
      description = "An empty value is no value (what compacted topics take as a deletion).")
  private boolean emptyIsNull;

  @Option(
      names = "--acks",
      paramLabel = "all|1|0",
      defaultValue = "all",
      description = "What to wait for (default: ${DEFAULT-VALUE}; 0: nothing).")
  private String acks = "all";

  @Option(
      names = {"-z", "--compression"},
      paramLabel = "TYPE",
      defaultValue = "none",
      description = "none, gzip, snappy, lz4 or zstd (default: ${DEFAULT-VALUE}).")
  private String compression = "none";

  @Option(
      names = {"-q", "--quiet"},
      description = "Say nothing on success.")
  private boolean quiet;

  private @Nullable KeySeparator separator;

  @Mixin private BrokerOption broker;
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    refuse(key != null && keySeparator != null, "--key and --key-separator exclude each other");
    refuse(keySeparator != null && keySeparator.isEmpty(), "--key-separator is empty");
    refuse(!List.of("all", "1", "0").contains(acks), "--acks is all, 1 or 0");
    refuse(
        !List.of("none", "gzip", "snappy", "lz4", "zstd").contains(compression),
        "--compression is none, gzip, snappy, lz4 or zstd");
    separator = keySeparator == null ? null : new KeySeparator(keySeparator);
    List<Header> parsedHeaders = headers.stream().map(this::header).toList();
    Map<String, Object> settings =
        Map.of(
            "acks",
            acks,
            "compression.type",
            compression,
            "enable.idempotence",
            acks.equals("all"));
    try (KafkaProducer<byte[], byte[]> producer = broker.producer(settings);
        CtrlC _ = CtrlC.then(() -> producer.close(LAST_ANSWERS), 0)) {
      Publisher publisher = new Publisher(producer, topic, partition, parsedHeaders);
      publishAll(publisher);
      producer.flush();
      publisher.failIfRefused();
      if (!quiet) {
        spec.commandLine().getOut().println(publisher.summary());
        spec.commandLine().getOut().flush();
      }
    } catch (KafkaException e) {
      throw Answers.failure(e, "publish to " + topic, broker);
    }
  }

  private void publishAll(Publisher publisher) {
    if (!values.isEmpty()) {
      for (String value : values) {
        publish(publisher, value.getBytes(StandardCharsets.UTF_8));
      }
      return;
    }
    publishLines(publisher, System.in);
  }

  private void publishLines(Publisher publisher, InputStream in) {
    Lines lines = new Lines(in);
    try {
      for (byte[] line = lines.next(); line != null; line = lines.next()) {
        publish(publisher, line);
      }
    } catch (IOException e) {
      throw new Failure("cannot read standard input: " + e.getMessage());
    }
  }

  private void publish(Publisher publisher, byte[] line) {
    byte[] fixedKey = key == null ? null : key.getBytes(StandardCharsets.UTF_8);
    byte[] ownKey = separator == null ? fixedKey : separator.key(line);
    byte[] value = separator == null ? line : separator.value(line);
    publisher.send(ownKey, emptyIsNull && value.length == 0 ? null : value);
    publisher.failIfRefused();
  }

  private Header header(String text) {
    int equals = text.indexOf('=');
    refuse(equals < 1, "--header '" + text + "': write NAME=VALUE");
    return new RecordHeader(
        text.substring(0, equals), text.substring(equals + 1).getBytes(StandardCharsets.UTF_8));
  }

  private void refuse(boolean wrong, String message) {
    if (wrong) {
      throw new ParameterException(spec.commandLine(), message);
    }
  }
}
