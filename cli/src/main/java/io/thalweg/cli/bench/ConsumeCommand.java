package io.thalweg.cli.bench;

import io.thalweg.cli.broker.Answers;
import io.thalweg.cli.broker.BrokerOption;
import io.thalweg.cli.load.EventSize;
import io.thalweg.cli.load.Payload;
import io.thalweg.cli.terminal.CtrlC;
import io.thalweg.cli.terminal.Failure;
import io.thalweg.cli.terminal.OutputOption;
import io.thalweg.cli.terminal.Progress;
import io.thalweg.cli.terminal.ProgressOption;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `thalweg bench consume`.
@Command(
    name = "consume",
    description = {
      "Measure how fast events are given, and how long new ones take from publisher to reader.",
      "Without --topic it publishes events first and then reads them (100000, or --events). Seconds"
          + " count up to the last event. Events that were published while it reads have a latency:"
          + " from their timestamp, in whole milliseconds, and by this machine's clock.",
      "With --events it gives up when none came for 10 s. Ctrl-C ends it early: it still tells what"
          + " it measured. 1 MB is a million bytes of keys and values."
    },
    footer = {
      "",
      "Examples:",
      "  thalweg bench consume --events 1000000",
      "  thalweg bench consume --topic orders --group audit --seconds 30",
      "  thalweg bench consume --topic orders --live &    # and, for it to have events:",
      "  thalweg bench produce --topic orders --rate 1000"
    })
final class ConsumeCommand implements Runnable {
  private static final Extent USUAL = Extent.ofSeconds(10);
  private static final Extent USUAL_OF_OWN = Extent.ofEvents(100_000);

  /// As they are published before they are read.
  private static final Map<String, Object> FILLING =
      Map.of("acks", "all", "linger.ms", 5, "batch.size", 64 << 10);

  @Mixin private TopicOptions topics;
  @Mixin private ExtentOptions extent;

  @Option(
      names = {"-g", "--group"},
      paramLabel = "GROUP",
      description =
          "Read as a member of this group, from its positions on; it commits none (default: read"
              + " every partition from its beginning, without a group).")
  private @Nullable String group;

  @Option(
      names = "--live",
      description = "Begin at the end of --topic: only what is published from now on.")
  private boolean live;

  @Option(
      names = "--size",
      paramLabel = "BYTES",
      converter = EventSize.class,
      description = "Size of the values that it publishes first (200, 1kB; default: 1000).")
  private @Nullable Integer size;

  @Mixin private ProgressOption progress;
  @Mixin private OutputOption output;
  @Mixin private BrokerOption broker;
  @Spec private CommandSpec spec;

  private final Tally tally = new Tally();
  private final AtomicBoolean stopped = new AtomicBoolean();

  @Override
  public void run() {
    topics.check();
    Extent wanted = extent.or(topics.isNamed() ? USUAL : USUAL_OF_OWN);
    check(wanted);
    try (CtrlC _ = CtrlC.then(() -> stopped.set(true), Ending.PATIENCE_MILLIS);
        BenchTopic topic = topics.open(broker)) {
      if (!topics.isNamed()) {
        fill(topic.name(), wanted);
      }
      measure(topic.name(), wanted);
      Report report = new Report("consume", topic.name(), tally.result(), null);
      Ending.tell(report, output, spec.commandLine());
      if (wanted.isCounted() && tally.events() < wanted.events() && !stopped.get()) {
        throw new Failure(
            "read only %d of %d events: none came for %d s"
                .formatted(tally.events(), wanted.events(), Consume.PATIENCE_SECONDS));
      }
    } catch (KafkaException e) {
      throw Answers.failure(e, "read", broker);
    }
  }

  private void check(Extent wanted) {
    refuse(
        !topics.isNamed() && !wanted.isCounted(),
        "--seconds needs --topic: without it, --events says how many are published and read");
    refuse(live && !topics.isNamed(), "--live needs --topic");
    refuse(live && group != null, "--live and --group exclude each other");
    refuse(
        size != null && topics.isNamed(),
        "--size is for events that are published first, and with --topic none are");
  }

  private void fill(String topic, Extent wanted) {
    Tally published = new Tally();
    try (KafkaProducer<byte[], byte[]> producer = broker.producer(FILLING);
        Progress _ =
            progress.start(
                spec.commandLine().getErr(), false, () -> "publishing: " + published.sinceLast())) {
      Payload payload = new Payload(size == null ? 1000 : size);
      var _ = new Produce(producer, topic, payload, published).run(wanted, null, stopped::get);
      producer.flush();
    }
    Exception problem = published.result().firstError();
    if (problem != null) {
      throw new Failure("cannot publish what is to be read: " + problem.getMessage());
    }
  }

  private void measure(String topic, Extent wanted) {
    Map<String, Object> settings = new HashMap<>(Map.of("max.poll.records", 5_000));
    if (group != null) {
      settings.put("group.id", group);
    }
    try (KafkaConsumer<byte[], byte[]> consumer = broker.consumer(settings)) {
      Consume consume = new Consume(consumer, topic, tally, stopped::get);
      if (group == null) {
        consume.assign(live);
      } else {
        consume.join();
      }
      try (Progress _ = progress.start(spec.commandLine().getErr(), false, tally::sinceLast)) {
        consume.run(wanted);
      }
    }
  }

  private void refuse(boolean wrong, String message) {
    if (wrong) {
      throw new ParameterException(spec.commandLine(), message);
    }
  }
}
