package io.thalweg.protocol.amqp.v091.message;

import io.thalweg.core.queue.DeadLetterHeader;
import io.thalweg.protocol.amqp.v091.wire.FieldTable;
import io.thalweg.protocol.amqp.v091.wire.FieldValue;
import java.util.List;
import java.util.Map;

/// What RabbitMQ's clients are told of dead letters (rabbitmq.com/docs/dlx, "Dead-Lettered Effects
/// on Messages"): `x-death`, an array of tables, the newest first, and the first and last of them
/// by fields of their own.
final class DeathFields {
  private static final int MILLIS = 1000;

  private DeathFields() {}

  /// Adds them; there is one at least.
  static void add(List<DeadLetterHeader> deaths, Map<String, FieldValue> fields) {
    fields.put("x-death", new FieldValue.Array(deaths.stream().map(DeathFields::table).toList()));
    add("x-first-death-", deaths.getLast(), fields);
    add("x-last-death-", deaths.getFirst(), fields);
  }

  private static void add(String prefix, DeadLetterHeader death, Map<String, FieldValue> fields) {
    fields.put(prefix + "reason", FieldValue.of(reason(death)));
    fields.put(prefix + "queue", FieldValue.of(death.queue()));
    fields.put(prefix + "exchange", FieldValue.of(death.exchange()));
  }

  private static FieldValue table(DeadLetterHeader death) {
    FieldTable.Builder table =
        FieldTable.builder()
            .put("count", FieldValue.of(death.count()))
            .put("reason", FieldValue.of(reason(death)))
            .put("queue", FieldValue.of(death.queue()))
            .put("time", new FieldValue.Timestamp(death.millis() / MILLIS))
            .put("exchange", FieldValue.of(death.exchange()))
            .put("routing-keys", new FieldValue.Array(List.of(FieldValue.of(death.key()))));
    if (death.ttlMillis() >= 0) {
      table.put("original-expiration", FieldValue.of(Long.toString(death.ttlMillis())));
    }
    return new FieldValue.Table(table.build());
  }

  private static String reason(DeadLetterHeader death) {
    return switch (death.why()) {
      case REJECTED -> "rejected";
      case FAILED -> "delivery_limit";
      case EXPIRED -> "expired";
      case OVERFLOW -> "maxlen";
      case UNREADABLE -> "unreadable";
    };
  }
}
