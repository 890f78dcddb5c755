package io.thalweg.cli.topic;

import io.thalweg.cli.broker.Answers;
import io.thalweg.cli.broker.BrokerOption;
import io.thalweg.cli.broker.Partitions;
import io.thalweg.cli.terminal.Failure;
import io.thalweg.cli.terminal.Json;
import io.thalweg.cli.terminal.OutputOption;
import io.thalweg.server.config.Nearest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.clients.admin.AlterConfigsOptions;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.CreatePartitionsOptions;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.common.config.ConfigResource;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `thalweg topic alter`.
@Command(
    name = "alter",
    description = {
      "Change a topic's settings, or give it more partitions.",
      "If anything of it is refused, nothing is changed."
    },
    footer = {
      "",
      "Examples:",
      "  thalweg topic alter orders --partitions 8",
      "  thalweg topic alter orders --retention-time 30d --retention-size 10GiB",
      "  thalweg topic alter orders -c cleanup.policy=compact --reset retention.ms"
    })
final class TopicAlterCommand implements Runnable {
  @Parameters(paramLabel = "TOPIC", description = "Its name.")
  private String topic;

  @Option(
      names = {"-p", "--partitions"},
      paramLabel = "COUNT",
      description = {
        "How many it has from now on: not fewer than now. Events of a key may go to another one."
      })
  private @Nullable Integer partitions;

  @Option(
      names = {"--retention-time", "--retention"},
      paramLabel = "TIME",
      converter = RetentionTime.class,
      description = "How long events are kept: 12h, 30d, unlimited.")
  private @Nullable Long retentionMillis;

  @Option(
      names = {"--retention-size", "--retention-bytes"},
      paramLabel = "SIZE",
      converter = RetentionSize.class,
      description = "How much each partition keeps: 10GiB, unlimited.")
  private @Nullable Long retentionBytes;

  @Option(
      names = {"-c", "--set"},
      paramLabel = "NAME=VALUE",
      description =
          "Any setting, by its Kafka name ('thalweg topic describe' shows them); may be repeated.")
  private Map<String, String> more = new LinkedHashMap<>();

  @Option(
      names = "--reset",
      paramLabel = "NAME",
      description = "Take this setting back to the broker's default; may be repeated.")
  private List<String> taken = List.of();

  @Mixin private OutputOption output;
  @Mixin private BrokerOption broker;
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    Map<String, AlterConfigOp> changes = changes();
    if (changes.isEmpty() && partitions == null) {
      throw wrong("say what to change: --partitions, --retention-time, -c or --reset");
    }
    TopicChanges picture;
    try (Admin admin = broker.admin()) {
      picture = alter(admin, changes);
    }
    if (output.json()) {
      Json.print(spec.commandLine().getOut(), picture::write);
    } else {
      picture.print(spec.commandLine().getOut());
    }
  }

  /// By the setting's name.
  private Map<String, AlterConfigOp> changes() {
    Map<String, AlterConfigOp> changes = new LinkedHashMap<>();
    more.forEach((name, value) -> add(changes, name, value));
    if (retentionMillis != null) {
      add(changes, "retention.ms", retentionMillis.toString());
    }
    if (retentionBytes != null) {
      add(changes, "retention.bytes", retentionBytes.toString());
    }
    taken.forEach(name -> add(changes, name, null));
    return changes;
  }

  /// @param value null: back to the default
  private void add(Map<String, AlterConfigOp> changes, String name, @Nullable String value) {
    OpType operation = value == null ? OpType.DELETE : OpType.SET;
    AlterConfigOp change = new AlterConfigOp(new ConfigEntry(name, value), operation);
    if (changes.put(name, change) != null) {
      throw wrong(name + " is given twice");
    }
  }

  private TopicChanges alter(Admin admin, Map<String, AlterConfigOp> changes) {
    String what = "alter " + topic;
    int before = new Partitions(admin, broker).of(List.of(topic), "alter").size();
    int after = partitions == null ? before : partitions;
    if (after < before) {
      throw new Failure(
          "cannot %s: it has %d partitions and can only grow; what is in them would be lost"
              .formatted(what, before));
    }
    SortedMap<String, TopicPicture.Entry> old = TopicConfiguration.read(admin, topic, broker);
    changes.keySet().forEach(name -> expectKnown(name, old));
    for (boolean tryOnly : new boolean[] {true, false}) {
      if (!changes.isEmpty()) {
        Map<ConfigResource, Collection<AlterConfigOp>> wanted =
            Map.of(TopicConfiguration.resource(topic), changes.values());
        AlterConfigsOptions options = new AlterConfigsOptions().validateOnly(tryOnly);
        Answers.await(admin.incrementalAlterConfigs(wanted, options).all(), what, broker);
      }
      if (after > before) {
        Map<String, NewPartitions> wanted = Map.of(topic, NewPartitions.increaseTo(after));
        CreatePartitionsOptions options = new CreatePartitionsOptions().validateOnly(tryOnly);
        Answers.await(admin.createPartitions(wanted, options).all(), what, broker);
      }
    }
    SortedMap<String, TopicPicture.Entry> now = TopicConfiguration.read(admin, topic, broker);
    List<TopicChanges.Change> settings = new ArrayList<>();
    for (String name : changes.keySet()) {
      TopicPicture.Entry was = old.get(name);
      TopicPicture.Entry is = now.get(name);
      if (was != null && is != null) {
        settings.add(new TopicChanges.Change(was, is));
      }
    }
    return new TopicChanges(topic, before, after, settings);
  }

  private void expectKnown(String name, SortedMap<String, TopicPicture.Entry> known) {
    if (!known.containsKey(name)) {
      String all = String.join(", ", known.keySet());
      String hint =
          Nearest.to(name, List.copyOf(known.keySet()))
              .map(nearest -> "did you mean " + nearest + "?")
              .orElse("there are " + all);
      throw new Failure("cannot alter %s: there is no setting %s; %s".formatted(topic, name, hint));
    }
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
