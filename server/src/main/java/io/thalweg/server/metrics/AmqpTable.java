package io.thalweg.server.metrics;

import io.thalweg.protocol.amqp.v091.session.AmqpStats;

/// Connections, channels and methods of AMQP 0-9-1.
record AmqpTable(AmqpStats stats) implements Table {
  @Override
  public void fill(Families into) {
    into.gauge(
        "thalweg_amqp_connections", "Connections that are open in a vhost", stats.connections());
    into.gauge("thalweg_amqp_channels", "Channels that are open", stats.channels());
    into.counters(
        "thalweg_amqp_methods_total",
        "Methods that came from clients",
        values -> stats.methods().forEach(each -> values.add(each.count(), "method", each.name())));
    into.counters(
        "thalweg_amqp_errors_total",
        "Errors that ended a channel or a connection",
        values -> stats.errors().forEach(each -> values.add(each.count(), "code", each.name())));
    into.gauge(
        "thalweg_amqp_unfinished_bytes",
        "Memory of messages that are not stored yet",
        stats.unfinishedBytes());
  }
}
