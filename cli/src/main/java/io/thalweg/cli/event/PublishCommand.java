package io.thalweg.cli.event;

import io.thalweg.cli.broker.Answers;
import io.thalweg.cli.broker.BrokerOption;
import io.thalweg.cli.broker.ProducerOptions;
import io.thalweg.cli.load.EventSize;
import io.thalweg.cli.load.Rate;
import io.thalweg.cli.terminal.CtrlC;
import io.thalweg.cli.terminal.Json;
import io.thalweg.cli.terminal.OutputOption;
import io.thalweg.cli.terminal.Progress;
import io.thalweg.cli.terminal.ProgressOption;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
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
      "Each VALUE is an event; without any, each line of standard input is one; with --size, they"
          + " are made up."
    },
    footer = {
      "",
      "Examples:",
      "  thalweg publish greetings hello 'good morning'",
      "  thalweg publish orders --key alice '{\"item\": 7}' --header source=shop",
      "  printf 'alice:hello\\nbob:hi\\n' | thalweg publish greetings --key-separator :",
      "  thalweg publish load --size 1kB --rate 500            # until Ctrl-C",
      "  thalweg publish load ping pong --count 1000 --rate 50 -o json"
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
      names = {"-n", "--count"},
      paramLabel = "COUNT",
      description =
          "Publish so many events, VALUEs or lines again and again in turn (at most 32 MiB of"
              + " them).")
  private @Nullable Long count;

  @Option(
      names = "--size",
      paramLabel = "BYTES",
      converter = EventSize.class,
      description =
          "Make the values up, each of so many bytes (200, 1kB): its number, then letters. Without"
              + " --count until Ctrl-C.")
  private @Nullable Integer size;

  @Option(
      names = "--rate",
      paramLabel = "EVENTS",
      converter = Rate.class,
      description =
          "Publish so many events per second (1000, 0.5), however long answers take; what a stall"
              + " delays is made up for after it (default: as fast as they come).")
  private @Nullable Double rate;

  @Option(
      names = {"-q", "--quiet"},
      description = "Say nothing on success.")
  private boolean quiet;

  @Mixin private ProducerOptions sending;
  @Mixin private ProgressOption progress;
  @Mixin private OutputOption output;
  @Mixin private BrokerOption broker;
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    check();
    KeySeparator separator = keySeparator == null ? null : new KeySeparator(keySeparator);
    List<Header> parsedHeaders = headers.stream().map(this::header).toList();
    Map<String, Object> settings = sending.settings();
    try (KafkaProducer<byte[], byte[]> producer = broker.producer(settings)) {
      publish(
          producer,
          new Publishing(
              producer,
              new Publisher(producer, topic, partition, parsedHeaders),
              new Publishing.Division(key, separator, emptyIsNull),
              rate));
    } catch (KafkaException e) {
      throw Answers.failure(e, "publish to " + topic, broker);
    }
  }

  private void check() {
    refuse(key != null && keySeparator != null, "--key and --key-separator exclude each other");
    refuse(keySeparator != null && keySeparator.isEmpty(), "--key-separator is empty");
    refuse(quiet && output.json(), "--quiet and --output json exclude each other");
    refuse(count != null && count < 1, "--count is at least 1");
    refuse(size != null && !values.isEmpty(), "--size and VALUE exclude each other");
    refuse(
        size != null && keySeparator != null,
        "--size and --key-separator exclude each other: there is no key in what is made up");
    refuse(
        size != null && count == null && rate == null,
        "--size needs --count, or --rate to go on until Ctrl-C");
  }

  /// Whoever sets `told` says what was published: the command, or Ctrl-C.
  private void publish(Producer<byte[], byte[]> producer, Publishing publishing) {
    AtomicBoolean told = new AtomicBoolean();
    try (CtrlC _ = CtrlC.then(() -> stop(producer, publishing, told), 0);
        Progress _ = progress(publishing)) {
      publishing.run(source());
    }
    if (!publishing.isStopped() && told.compareAndSet(false, true)) {
      tell(publishing.summary());
    }
  }

  private Progress progress(Publishing publishing) {
    return progress.start(
        spec.commandLine().getErr(), quiet, () -> publishing.summary().progress(count));
  }

  private void stop(Producer<byte[], byte[]> producer, Publishing publishing, AtomicBoolean told) {
    publishing.stop();
    producer.close(LAST_ANSWERS);
    if (told.compareAndSet(false, true)) {
      tell(publishing.summary());
    }
  }

  private Source source() {
    if (size != null) {
      return Source.generated(size, count == null ? Long.MAX_VALUE : count);
    }
    Source given = values.isEmpty() ? new Lines(System.in) : Source.of(values);
    return count == null ? given : new Repeated(given, count);
  }

  private void tell(Summary summary) {
    if (output.json()) {
      Json.print(spec.commandLine().getOut(), summary::write);
    } else if (!quiet) {
      boolean measured = count != null || rate != null || size != null;
      spec.commandLine().getOut().println(summary.text(measured));
      spec.commandLine().getOut().flush();
    }
    String tooSlow = summary.tooSlow();
    if (tooSlow != null && !quiet) {
      spec.commandLine().getErr().println("thalweg: " + tooSlow);
      spec.commandLine().getErr().flush();
    }
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
