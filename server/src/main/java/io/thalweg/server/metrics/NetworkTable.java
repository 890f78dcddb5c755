package io.thalweg.server.metrics;

import io.thalweg.server.net.ConnectionStats;
import io.thalweg.server.net.ConnectionStats.Reason;
import java.util.Locale;

/// Connections and their bytes.
record NetworkTable(ConnectionStats stats) implements Table {
  @Override
  public void fill(Families into) {
    into.gauge("thalweg_connections_open", "Connections that are open", stats.open());
    into.counter(
        "thalweg_connections_opened_total", "Connections that were taken", stats.openedCount());
    into.counters(
        "thalweg_connections_closed_total",
        "Connections that were closed, and why",
        values -> {
          for (Reason why : Reason.values()) {
            values.add(stats.closedCount(why), "reason", why.name().toLowerCase(Locale.ROOT));
          }
        });
    into.counter(
        "thalweg_network_received_bytes_total", "Bytes that clients sent", stats.bytesIn());
    into.counter(
        "thalweg_network_sent_bytes_total", "Bytes of answers to clients", stats.bytesOut());
    into.gauge(
        "thalweg_network_buffer_bytes",
        "Memory taken for bytes on their way in and out",
        stats.bufferBytes());
  }
}
