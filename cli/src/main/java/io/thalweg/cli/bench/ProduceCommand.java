package io.thalweg.cli.bench;

import io.thalweg.cli.broker.Answers;
import io.thalweg.cli.broker.BrokerOption;
import io.thalweg.cli.broker.ProducerOptions;
import io.thalweg.cli.load.EventSize;
import io.thalweg.cli.load.Pace;
import io.thalweg.cli.load.Payload;
import io.thalweg.cli.load.Rate;
import io.thalweg.cli.terminal.CtrlC;
import io.thalweg.cli.terminal.OutputOption;
import io.thalweg.cli.terminal.Progress;
import io.thalweg.cli.terminal.ProgressOption;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `thalweg bench produce`.
@Command(
    name = "produce",
    description = {
      "Measure how fast events are taken, and how long each waits for its acknowledgement.",
      "As fast as it goes, events wait for each other, so latencies say little; with --rate, each"
          + " counts from when it was due, so a stall is paid for by every event that it delays.",
      "Ctrl-C ends it early: it still tells what it measured. 1 MB is a million bytes of values."
    },
    footer = {
      "",
      "Examples:",
      "  thalweg bench produce",
      "  thalweg bench produce --rate 10000 --seconds 60 --size 200",
      "  thalweg bench produce --topic orders --events 1000000 --compression zstd -o json"
    })
final class ProduceCommand implements Runnable {
  private static final Extent USUAL = Extent.ofSeconds(10);
  private static final int USUAL_LINGER_MILLIS = 5;
  private static final Duration LAST_ANSWERS = Duration.ofSeconds(5);

  @Mixin private TopicOptions topics;
  @Mixin private ExtentOptions extent;

  @Option(
      names = "--size",
      paramLabel = "BYTES",
      defaultValue = "1000",
      converter = EventSize.class,
      description =
          "Size of each value: its number, then random letters (200, 1kB; default:"
              + " ${DEFAULT-VALUE}).")
  private int size;

  @Option(
      names = "--rate",
      paramLabel = "EVENTS",
      converter = Rate.class,
      description = "So many events per second (1000, 0.5; default: as fast as it goes).")
  private @Nullable Double rate;

  @Option(
      names = "--batch-bytes",
      paramLabel = "BYTES",
      defaultValue = "64KiB",
      converter = EventSize.class,
      description = "Most that is sent of a partition at once (default: ${DEFAULT-VALUE}).")
  private int batchBytes;

  @Option(
      names = "--linger-ms",
      paramLabel = "MS",
      description =
          "How long an event waits for others to be sent with (default: 5; with --rate 0).")
  private @Nullable Integer lingerMillis;

  @Mixin private ProducerOptions sending;
  @Mixin private ProgressOption progress;
  @Mixin private OutputOption output;
  @Mixin private BrokerOption broker;
  @Spec private CommandSpec spec;

  private final Tally tally = new Tally();
  private final AtomicBoolean stopped = new AtomicBoolean();

  @Override
  public void run() {
    topics.check();
    Extent wanted = extent.or(USUAL);
    Map<String, Object> settings = settings();
    try (CtrlC _ = CtrlC.then(() -> stopped.set(true), Ending.PATIENCE_MILLIS);
        BenchTopic topic = topics.open(broker);
        KafkaProducer<byte[], byte[]> producer = broker.producer(settings)) {
      Pace.Outcome pace = measure(producer, topic.name(), wanted);
      Report report = new Report("produce", topic.name(), tally.result(), pace);
      Ending.tell(report, output, spec.commandLine());
    } catch (KafkaException e) {
      throw Answers.failure(e, "publish", broker);
    }
  }

  private Map<String, Object> settings() {
    if (lingerMillis != null && (lingerMillis < 0 || lingerMillis > 60_000)) {
      throw new ParameterException(spec.commandLine(), "--linger-ms is within 0 and 60000");
    }
    Map<String, Object> settings = sending.settings();
    int usual = rate == null ? USUAL_LINGER_MILLIS : 0;
    settings.put("linger.ms", lingerMillis == null ? usual : lingerMillis);
    settings.put("batch.size", batchBytes);
    return settings;
  }

  private Pace.@Nullable Outcome measure(
      KafkaProducer<byte[], byte[]> producer, String topic, Extent wanted) {
    Produce produce = new Produce(producer, topic, new Payload(size), tally);
    try (Progress _ = progress.start(spec.commandLine().getErr(), false, tally::sinceLast)) {
      Pace.Outcome pace = produce.run(wanted, rate, stopped::get);
      if (stopped.get()) {
        producer.close(LAST_ANSWERS);
      } else {
        producer.flush();
      }
      return pace;
    }
  }
}
