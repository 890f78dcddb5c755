package io.thalweg.cli.topic;

import io.thalweg.cli.broker.BrokerOption;
import io.thalweg.cli.broker.Deletions;
import io.thalweg.cli.terminal.OutputOption;
import java.util.LinkedHashSet;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `thalweg topic delete`.
@Command(
    name = "delete",
    description = "Delete topics with all their events and committed offsets. It does not ask.",
    footer = {"", "Examples:", "  thalweg topic delete greetings orders-test"})
final class TopicDeleteCommand implements Runnable {
  @Parameters(paramLabel = "TOPIC", arity = "1..*", description = "Their names.")
  private List<String> topics = List.of();

  @Mixin private OutputOption output;
  @Mixin private BrokerOption broker;
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    List<String> names = List.copyOf(new LinkedHashSet<>(topics));
    try (Admin admin = broker.admin()) {
      Deletions.await(admin.deleteTopics(names).topicNameValues(), broker, names)
          .tell(spec.commandLine().getOut(), output.json(), "topic");
    }
  }
}
