package io.thalweg.server.metrics;

import io.thalweg.protocol.kafka.request.RequestStats;
import io.thalweg.protocol.kafka.request.RequestStats.OfApi;
import io.thalweg.protocol.kafka.request.RequestStats.Said;

/// Requests of Kafka's protocol.
record KafkaTable(RequestStats stats) implements Table {
  @Override
  public void fill(Families into) {
    into.counters(
        "thalweg_kafka_requests_total",
        "Answered requests, by API and by their error or the first one in the answer",
        values -> {
          for (OfApi each : stats.answered()) {
            for (Said said : each.said()) {
              values.add(said.count(), "api", each.api(), "error", said.error());
            }
          }
        });
    into.histograms(
        "thalweg_kafka_request_duration_seconds",
        "From the whole request to its answer being handed to the connection",
        Families.Unit.SECONDS,
        values -> stats.answered().forEach(each -> values.add(each.nanos(), "api", each.api())));
  }
}
