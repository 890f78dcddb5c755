package io.thalweg.cli.bench;

import io.thalweg.cli.broker.BrokerOption;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `--topic` and `--partitions`.
final class TopicOptions {
  @Option(
      names = {"-t", "--topic"},
      paramLabel = "TOPIC",
      description = "Measure with this topic, and keep it (default: one is made, and deleted).")
  private @Nullable String topic;

  @Option(
      names = {"-p", "--partitions"},
      paramLabel = "COUNT",
      description = "How many the topic has that is made (default: 1).")
  private @Nullable Integer partitions;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  boolean isNamed() {
    return topic != null;
  }

  void check() {
    refuse(
        topic != null && partitions != null,
        "--partitions is for the topic that is made, and with --topic none is");
    refuse(partitions != null && partitions < 1, "--partitions is at least 1");
  }

  BenchTopic open(BrokerOption broker) {
    return topic == null
        ? BenchTopic.make(partitions == null ? 1 : partitions, broker)
        : BenchTopic.named(topic, broker);
  }

  private void refuse(boolean wrong, String message) {
    if (wrong) {
      throw new ParameterException(spec.commandLine(), message);
    }
  }
}
