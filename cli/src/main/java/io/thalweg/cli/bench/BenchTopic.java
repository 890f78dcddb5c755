package io.thalweg.cli.bench;

import io.thalweg.cli.broker.Answers;
import io.thalweg.cli.broker.BrokerOption;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/// The topic that is measured. One that was made for that is deleted at the end; one that was named
/// stays.
final class BenchTopic implements AutoCloseable {
  private final String name;
  private final boolean own;
  private final BrokerOption broker;

  private BenchTopic(String name, boolean own, BrokerOption broker) {
    this.name = name;
    this.own = own;
    this.broker = broker;
  }

  static BenchTopic named(String name, BrokerOption broker) {
    return new BenchTopic(name, false, broker);
  }

  /// Makes one with a name that nobody has.
  static BenchTopic make(int partitions, BrokerOption broker) {
    String name =
        "thalweg-bench-" + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
    NewTopic wanted = new NewTopic(name, Optional.of(partitions), Optional.empty());
    try (Admin admin = broker.admin()) {
      var _ =
          Answers.await(
              admin.createTopics(List.of(wanted)).all(), "create the topic " + name, broker);
    }
    return new BenchTopic(name, true, broker);
  }

  String name() {
    return name;
  }

  @Override
  public void close() {
    if (own) {
      try (Admin admin = broker.admin()) {
        var _ =
            Answers.await(
                admin.deleteTopics(List.of(name)).all(), "delete the topic " + name, broker);
      }
    }
  }
}
