package io.thalweg.cli.broker;

import io.thalweg.server.ops.LogSetup;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import picocli.CommandLine.Option;

/// `-b HOST:PORT`, and the Kafka clients that go there. Each first makes sure that somebody
/// answers, since the clients themselves would try again until their patience ends.
public final class BrokerOption {
  /// How long a command waits for one answer.
  private static final int PATIENCE_MILLIS = 4_000;

  @Option(
      names = {"-b", "--broker"},
      paramLabel = "HOST:PORT",
      defaultValue = "${env:THALWEG_BROKER:-localhost:9092}",
      description = "The broker to talk to (default: $THALWEG_BROKER, or localhost:9092).")
  private String address = "localhost:9092";

  /// As it was given, for messages.
  public String address() {
    return address;
  }

  public Admin admin() {
    return Admin.create(settings(Map.of("default.api.timeout.ms", PATIENCE_MILLIS)));
  }

  /// @param more settings that win over the usual ones
  public KafkaProducer<byte[], byte[]> producer(Map<String, Object> more) {
    Map<String, Object> settings =
        settings(
            Map.of("max.block.ms", PATIENCE_MILLIS, "delivery.timeout.ms", 30_000, "linger.ms", 5));
    settings.putAll(more);
    ByteArraySerializer bytes = new ByteArraySerializer();
    return new KafkaProducer<>(settings, bytes, bytes);
  }

  /// A consumer without a group: it reads what it is told to, and leaves nothing behind.
  public KafkaConsumer<byte[], byte[]> consumer() {
    return consumer(Map.of());
  }

  /// @param more settings that win over the usual ones
  public KafkaConsumer<byte[], byte[]> consumer(Map<String, Object> more) {
    Map<String, Object> settings =
        settings(
            Map.of(
                "default.api.timeout.ms",
                PATIENCE_MILLIS,
                "enable.auto.commit",
                false,
                "allow.auto.create.topics",
                false,
                "auto.offset.reset",
                "earliest"));
    settings.putAll(more);
    ByteArrayDeserializer bytes = new ByteArrayDeserializer();
    return new KafkaConsumer<>(settings, bytes, bytes);
  }

  private Map<String, Object> settings(Map<String, Object> more) {
    LogSetup.off();
    Reach.check(address);
    Map<String, Object> settings = new HashMap<>(more);
    settings.put("bootstrap.servers", address);
    settings.put("client.id", "thalweg-cli");
    settings.put("request.timeout.ms", PATIENCE_MILLIS - 500);
    settings.put("socket.connection.setup.timeout.ms", 2_000);
    settings.put("enable.metrics.push", false);
    settings.put("metric.reporters", "");
    return settings;
  }
}
