package io.thalweg.cli.topic;

import io.thalweg.cli.broker.Answers;
import io.thalweg.cli.broker.BrokerOption;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaFuture;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `thalweg topic delete`.
@Command(
    name = "delete",
    description = "Delete topics with all their events and committed offsets. It does not ask.")
final class TopicDeleteCommand implements Runnable {
  @Parameters(paramLabel = "TOPIC", arity = "1..*", description = "Their names.")
  private List<String> topics = List.of();

  @Mixin private BrokerOption broker;
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    PrintWriter out = spec.commandLine().getOut();
    try (Admin admin = broker.admin()) {
      Map<String, KafkaFuture<Void>> answers = admin.deleteTopics(topics).topicNameValues();
      for (String topic : topics) {
        KafkaFuture<Void> answer = answers.get(topic);
        if (answer != null) {
          Answers.await(answer, "delete " + topic, broker);
          out.println("deleted " + topic);
          out.flush();
        }
      }
    }
  }
}
