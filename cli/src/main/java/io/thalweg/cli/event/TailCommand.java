package io.thalweg.cli.event;

import io.thalweg.cli.broker.Answers;
import io.thalweg.cli.broker.BrokerOption;
import io.thalweg.cli.terminal.CtrlC;
import io.thalweg.cli.terminal.OutputOption;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/// `thalweg tail`.
@Command(
    name = "tail",
    description = {
      "Print a topic's events, and go on with new ones until Ctrl-C.",
      "It reads without a group: nobody else's position moves."
    },
    footer = {
      "",
      "Format: %%s value, %%S its length, %%k key, %%K its length, %%t topic, %%p partition,",
      "%%o offset, %%T time in ms, %%h headers, %%%% percent, \\n \\t \\r as usual.",
      "",
      "Examples:",
      "  thalweg tail greetings --from beginning --end",
      "  thalweg tail orders --from 15m -f '%%p/%%o %%k: %%s\\n'",
      "  thalweg tail orders --from -10 -n 10 -o json"
    })
public final class TailCommand implements Runnable {
  private static final long LAST_LINE_MILLIS = 2_000;

  @Parameters(paramLabel = "TOPIC", description = "What to read.")
  private String topic;

  @Option(
      names = "--from",
      paramLabel = "WHERE",
      defaultValue = "end",
      converter = From.Converter.class,
      description = {
        "Where to begin (default: ${DEFAULT-VALUE}): beginning, end, an offset (42), the last few"
            + " of each partition (-10), a time ago (15m, 2h), a time (2026-01-31T12:00:00Z)."
      })
  private From from = new From.End();

  @Option(
      names = {"-n", "--count"},
      paramLabel = "COUNT",
      description = "Stop after so many events.")
  private long count = Long.MAX_VALUE;

  @Option(
      names = {"-e", "--end"},
      description = "Stop where the topic ended when reading began.")
  private boolean stopAtEnd;

  @Option(
      names = {"-p", "--partition"},
      paramLabel = "NUMBER",
      description = "Read only this partition; may be repeated (default: all).")
  private List<Integer> partitions = new ArrayList<>();

  @Option(
      names = {"-K", "--key-separator"},
      paramLabel = "TEXT",
      description = "Print each key and TEXT before its value (\\t is a tab).")
  private @Nullable String keySeparator;

  @Option(
      names = {"-f", "--format"},
      paramLabel = "FORMAT",
      description = "Print each event in this form (default: '%%s\\n'), see below.")
  private @Nullable String format;

  @Mixin private OutputOption output;
  @Mixin private BrokerOption broker;
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    refuse(count < 0, "--count is at least 0");
    refuse(output.json() && format != null, "--output json and --format exclude each other");
    refuse(
        format != null && keySeparator != null, "--format and --key-separator exclude each other");
    OutputStream out = new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 1 << 16);
    EventPrinter printer = printer(out);
    try (KafkaConsumer<byte[], byte[]> consumer = broker.consumer();
        CtrlC _ = CtrlC.then(consumer::wakeup, LAST_LINE_MILLIS)) {
      TopicReader reader = TopicReader.begin(consumer, topic, partitions, from);
      reader.print(printer, count, stopAtEnd);
    } catch (KafkaException e) {
      throw Answers.failure(e, "read " + topic, broker);
    }
  }

  private EventPrinter printer(OutputStream out) {
    try {
      if (output.json()) {
        return new JsonPrinter(out);
      }
      String key = keySeparator == null ? "" : "%k" + keySeparator.replace("%", "%%");
      return FormatPrinter.of(format == null ? key + "%s\\n" : format, out);
    } catch (TypeConversionException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private void refuse(boolean wrong, String message) {
    if (wrong) {
      throw new ParameterException(spec.commandLine(), message);
    }
  }
}
