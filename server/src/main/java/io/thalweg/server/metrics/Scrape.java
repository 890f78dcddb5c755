package io.thalweg.server.metrics;

import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.thalweg.core.access.AccessDirectory;
import io.thalweg.core.memory.BlockPool;
import io.thalweg.protocol.amqp.v091.session.AmqpStats;
import io.thalweg.protocol.kafka.request.RequestStats;
import io.thalweg.server.net.ConnectionStats;
import io.thalweg.server.net.ShardLoop;
import io.thalweg.storage.local.LocalStorage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// All tables, and the text that shows them. Takes no memory before it is first asked.
public final class Scrape {
  private final List<Table> tables;

  /// What sessions count.
  public record Sessions(RequestStats kafka, AmqpStats amqp) {}

  /// The shard, and what is shown of its queues.
  ///
  /// @param access knows the namespaces
  /// @param queues that are shown one by one
  public record Core(ShardLoop loop, AccessDirectory access, int queues) {}

  /// The text and its type.
  record Shown(String contentType, String text) {}

  Scrape(List<Table> tables) {
    this.tables = tables;
  }

  /// The metrics of a broker with these parts.
  public static Scrape of(
      ConnectionStats connections,
      Sessions sessions,
      LocalStorage storage,
      BlockPool blocks,
      Core core) {
    return new Scrape(
        List.of(
            new NetworkTable(connections),
            new KafkaTable(sessions.kafka()),
            new AmqpTable(sessions.amqp()),
            new StorageTable(storage, blocks),
            new ShardTable(core.loop()),
            new QueueTable(core.loop(), core.access(), core.queues()),
            new JvmTable()));
  }

  /// Everything at this moment, in the format that `accept` (of an HTTP request) asks for: that of
  /// Prometheus or OpenMetrics.
  ///
  /// @throws IOException if the shard does not answer
  synchronized Shown take(String accept) throws IOException {
    Families families = new Families();
    for (Table table : tables) {
      table.fill(families);
    }
    ExpositionFormatWriter writer = ExpositionFormats.init().findWriter(accept);
    ByteArrayOutputStream text = new ByteArrayOutputStream(1 << 15);
    writer.write(text, families.snapshots());
    return new Shown(writer.getContentType(), text.toString(StandardCharsets.UTF_8));
  }
}
