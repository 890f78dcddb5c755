package io.thalweg.cli.dlq;

import com.fasterxml.jackson.databind.JsonNode;
import io.thalweg.cli.terminal.Shown;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/// A dead letter as people read it.
record DeadLetterPicture(JsonNode event) {
  void print(PrintWriter out) {
    out.println(
        "offset "
            + event.path("offset").asText()
            + (event.path("partition").asInt() == 0
                ? ""
                : " of partition " + event.path("partition").asText())
            + ", "
            + time(event.path("timestamp").asLong()));
    for (JsonNode death : event.path("deaths")) {
      line(out, death(death));
    }
    text(out, "key", event, "key");
    for (Map.Entry<String, JsonNode> each : event.path("properties").properties()) {
      boolean text = each.getValue().isTextual();
      line(out, each.getKey() + ": " + (text ? each.getValue().asText() : "" + each.getValue()));
    }
    for (JsonNode each : event.path("headers")) {
      text(out, each.path("name").asText(), each, "value");
    }
    String size = Shown.count(event.path("valueBytes").asLong(), "byte");
    String cut = event.path("truncated").asBoolean() ? ", the first of them" : "";
    text(out, "value (" + size + cut + ")", event, "value");
    out.println();
  }

  private static String death(JsonNode death) {
    StringBuilder text = new StringBuilder();
    text.append(death.path("reason").asText()).append(" in ").append(death.path("source").asText());
    if (death.has("offset")) {
      text.append(", offset ").append(death.path("offset").asText());
      if (death.path("partition").asInt() > 0) {
        text.append(" of partition ").append(death.path("partition").asText());
      }
    }
    text.append(", ").append(time(death.path("time").asLong()));
    long count = death.path("count").asLong();
    text.append(count > 1 ? ", for the " + count + ". time" : "");
    String exchange = death.path("exchange").asText();
    String key = death.path("routingKey").asText();
    if (!exchange.isEmpty() || !key.isEmpty()) {
      text.append("; published to exchange '")
          .append(exchange)
          .append("' by key '")
          .append(key)
          .append('\'');
    }
    return text.toString();
  }

  private static String time(long millis) {
    return Instant.ofEpochMilli(millis).truncatedTo(ChronoUnit.MILLIS).toString();
  }

  private static void text(PrintWriter out, String title, JsonNode in, String field) {
    JsonNode text = in.path(field);
    if (text.isTextual()) {
      line(out, title + ": " + text.asText());
    } else if (in.has(field + "Base64")) {
      line(out, title + " in Base64: " + in.path(field + "Base64").asText());
    }
  }

  private static void line(PrintWriter out, String text) {
    out.println("  " + Shown.harmless(text));
  }
}
