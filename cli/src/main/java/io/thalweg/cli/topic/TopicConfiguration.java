package io.thalweg.cli.topic;

import io.thalweg.cli.broker.Answers;
import io.thalweg.cli.broker.BrokerOption;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;

/// What a broker tells of a topic's settings.
final class TopicConfiguration {
  private TopicConfiguration() {}

  static ConfigResource resource(String topic) {
    return new ConfigResource(ConfigResource.Type.TOPIC, topic);
  }

  /// All of them, by name.
  static SortedMap<String, TopicPicture.Entry> read(
      Admin admin, String topic, BrokerOption broker) {
    Map<ConfigResource, Config> found =
        Answers.await(
            admin.describeConfigs(List.of(resource(topic))).all(),
            "read the configuration of " + topic,
            broker);
    SortedMap<String, TopicPicture.Entry> entries = new TreeMap<>();
    for (Config config : found.values()) {
      for (ConfigEntry entry : config.entries()) {
        String value = entry.value() == null ? "" : entry.value();
        entries.put(entry.name(), new TopicPicture.Entry(entry.name(), value, entry.isDefault()));
      }
    }
    return entries;
  }
}
