package io.thalweg.cli.event;

import com.fasterxml.jackson.core.JsonGenerator;
import io.thalweg.cli.load.Pace;
import java.io.IOException;
import java.util.Locale;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

/// What became of the events that were to be published.
///
/// @param last where the last one lies; null: nobody knows
/// @param pace null: they were sent as fast as they came
record Summary(
    String topic,
    long events,
    long bytes,
    double seconds,
    @Nullable RecordMetadata last,
    Pace.@Nullable Outcome pace) {

  static Summary of(Publisher publisher, double seconds, Pace.@Nullable Outcome pace) {
    RecordMetadata last = publisher.last();
    return new Summary(
        publisher.topic(),
        publisher.acknowledged(),
        publisher.bytes(),
        seconds,
        last != null && last.hasOffset() ? last : null,
        pace);
  }

  /// @param measured whether time and rate are of interest
  String text(boolean measured) {
    String text = "published " + events + (events == 1 ? " event to " : " events to ") + topic;
    if (events == 1 && last != null) {
      return text + ", partition " + last.partition() + ", offset " + last.offset();
    }
    return measured ? text + " in " + speed() : text;
  }

  /// How far it is.
  String progress(@Nullable Long count) {
    return "published " + events + (count == null ? "" : " of " + count) + " in " + speed();
  }

  private String speed() {
    return String.format(
        Locale.ROOT,
        "%.1f s (%.1f events/s, %.2f MB/s)",
        seconds,
        perSecond(events),
        perSecond(bytes) / 1e6);
  }

  /// What is to be said of a rate that was not kept; null: nothing.
  @Nullable String tooSlow() {
    return pace == null ? null : pace.tooSlow(perSecond(events));
  }

  private double perSecond(long amount) {
    return seconds > 0 ? amount / seconds : 0;
  }

  void write(JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("topic", topic);
    json.writeNumberField("events", events);
    json.writeNumberField("bytes", bytes);
    json.writeNumberField("seconds", seconds);
    json.writeNumberField("eventsPerSecond", perSecond(events));
    if (last != null) {
      json.writeNumberField("lastPartition", last.partition());
      json.writeNumberField("lastOffset", last.offset());
    }
    if (pace != null) {
      pace.write(json);
    }
    json.writeEndObject();
  }
}
