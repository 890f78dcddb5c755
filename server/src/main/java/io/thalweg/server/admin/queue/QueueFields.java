package io.thalweg.server.admin.queue;

import com.fasterxml.jackson.core.JsonGenerator;
import io.thalweg.core.base.Opaque;
import io.thalweg.core.exchange.HeaderMatch;
import io.thalweg.core.queue.QueueCommand;
import io.thalweg.core.queue.QueueSettings;
import io.thalweg.core.queue.QueueSettings.Backoff;
import io.thalweg.core.queue.QueueSettings.Delivering;
import io.thalweg.core.queue.QueueSettings.Failing;
import io.thalweg.core.queue.QueueSettings.Lifetime;
import io.thalweg.core.queue.QueueSettings.Limits;
import io.thalweg.core.queue.QueueSettings.Order;
import io.thalweg.core.queue.QueueSettings.Overflow;
import io.thalweg.core.queue.letter.EventFilter;
import io.thalweg.protocol.amqp.v091.message.HeaderValues;
import io.thalweg.server.admin.Fields;
import io.thalweg.server.admin.Refusal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How a queue was declared, in JSON: what is read may be what was written.
final class QueueFields {
  /// All fields.
  static final String[] NAMES = {
    "topic",
    "durable",
    "autoDelete",
    "expiresMillis",
    "order",
    "orderKey",
    "orderWindow",
    "singleActiveConsumer",
    "priorities",
    "maxFailures",
    "deadLetterExchange",
    "deadLetterKey",
    "deadLetterAtLeastOnce",
    "retryDelayMillis",
    "retryFactor",
    "retryDelayMaxMillis",
    "ttlMillis",
    "deliveryDelayMillis",
    "maxEvents",
    "maxBytes",
    "overflow",
    "filter"
  };

  private static final long MOST_MILLIS = 0xffff_ffffL;
  private static final int MOST_TEXT = 255;
  private static final int MOST_FACTOR = 1_000;

  private final Fields fields;

  private QueueFields(Fields fields) {
    this.fields = fields;
  }

  /// What is not said is as for a durable queue without any limit.
  static QueueSettings read(Fields fields) throws Refusal {
    QueueFields from = new QueueFields(fields);
    String topic = fields.textOrNull("topic");
    QueueSettings settings =
        new QueueSettings(
            topic == null ? "" : topic,
            new Lifetime(
                fields.flagOr("durable", true),
                false,
                fields.flagOr("autoDelete", false),
                fields.numberOr("expiresMillis", 1, MOST_MILLIS, -1)),
            from.delivering(topic),
            from.failing(),
            from.limits(),
            Opaque.EMPTY);
    HeaderMatch filter = from.filter();
    if (filter != null && settings.limits().maxBytes() >= 0) {
      throw Refusal.invalid("no 'maxBytes' together with 'filter'", "they are there");
    }
    return settings.filtered(filter);
  }

  private @Nullable HeaderMatch filter() throws Refusal {
    if (!fields.has("filter")) {
      return null;
    }
    HeaderMatch match =
        HeaderMatch.of(HeaderValues.of(ArgumentFields.read(fields.objectOrNull("filter"))));
    if (match == null) {
      throw Refusal.invalid(
          "'x-match' in 'filter' to be 'all', 'any', 'all-with-x' or 'any-with-x'", "it is not");
    }
    String refusal = EventFilter.refusal(match);
    if (refusal != null) {
      throw Refusal.invalid("'filter' with " + EventFilter.EXPECTED, refusal);
    }
    return match;
  }

  private Delivering delivering(@Nullable String topic) throws Refusal {
    Order order = fields.oneOf("order", List.of(Order.NONE, Order.KEY));
    boolean byKey = order == Order.KEY;
    String key = text("orderKey");
    if (!byKey && (key != null || fields.has("orderWindow"))) {
      throw Refusal.invalid("'order': 'key' with 'orderKey' or 'orderWindow'", "it is not there");
    }
    int priorities = (int) fields.numberOr("priorities", 1, QueueCommand.MOST_PRIORITIES, 1);
    if (priorities > 1 && (byKey || topic != null)) {
      throw Refusal.invalid(
          "no 'priorities' together with 'topic' or with 'order': 'key'", "they are there");
    }
    return new Delivering(
        order,
        key == null ? "" : key,
        (int) fields.numberOr("orderWindow", 0, Integer.MAX_VALUE, 0),
        fields.flagOr("singleActiveConsumer", false),
        priorities);
  }

  private @Nullable String text(String name) throws Refusal {
    String text = fields.textOrNull(name);
    if (text != null && text.getBytes(StandardCharsets.UTF_8).length > MOST_TEXT) {
      throw Refusal.invalid(
          "at most " + MOST_TEXT + " bytes of UTF-8 in '" + name + "'", "there are more");
    }
    return text;
  }

  private Failing failing() throws Refusal {
    String exchange = text("deadLetterExchange");
    String key = text("deadLetterKey");
    if (exchange == null && key != null) {
      throw Refusal.invalid(
          "'deadLetterExchange' with 'deadLetterKey' ('' is the default exchange)",
          "it is not there");
    }
    long first = fields.numberOr("retryDelayMillis", 0, MOST_MILLIS, 0);
    long factor = fields.numberOr("retryFactor", 1, MOST_FACTOR, 1);
    long most = fields.numberOr("retryDelayMaxMillis", first, MOST_MILLIS, MOST_MILLIS);
    return new Failing(
        (int) fields.numberOr("maxFailures", 0, Integer.MAX_VALUE, 0),
        exchange,
        key,
        fields.flagOr("deadLetterAtLeastOnce", false),
        first == 0 ? Backoff.NONE : new Backoff(first, factor, most, 0));
  }

  private Limits limits() throws Refusal {
    return new Limits(
        fields.numberOr("ttlMillis", 0, MOST_MILLIS, -1),
        fields.numberOr("deliveryDelayMillis", 0, MOST_MILLIS, 0),
        fields.numberOr("maxEvents", 0, Long.MAX_VALUE, -1),
        fields.numberOr("maxBytes", 0, Long.MAX_VALUE, -1),
        fields.oneOf("overflow", List.of(Overflow.values())));
  }

  /// Writes the fields that are not as usual.
  static void write(QueueSettings settings, JsonGenerator json) throws IOException {
    Lifetime lifetime = settings.lifetime();
    text("topic", settings.topic(), json);
    json.writeBooleanField("durable", lifetime.durable());
    flag("autoDelete", lifetime.autoDelete(), json);
    number("expiresMillis", lifetime.expiresMillis(), -1, json);
    Delivering delivery = settings.delivery();
    if (delivery.order() == Order.KEY) {
      json.writeStringField("order", Fields.word(delivery.order()));
    }
    text("orderKey", delivery.key(), json);
    number("orderWindow", delivery.window(), 0, json);
    flag("singleActiveConsumer", delivery.singleActive(), json);
    number("priorities", delivery.priorities(), 1, json);
    Failing failing = settings.failure();
    number("maxFailures", failing.maxFailures(), 0, json);
    textOrNull("deadLetterExchange", failing.deadLetterExchange(), json);
    textOrNull("deadLetterKey", failing.deadLetterKey(), json);
    flag("deadLetterAtLeastOnce", failing.atLeastOnce(), json);
    if (failing.backoff().firstMillis() > 0) {
      json.writeNumberField("retryDelayMillis", failing.backoff().firstMillis());
      json.writeNumberField("retryFactor", Math.round(failing.backoff().factor()));
      json.writeNumberField("retryDelayMaxMillis", failing.backoff().mostMillis());
    }
    Limits limits = settings.limits();
    number("ttlMillis", limits.ttlMillis(), -1, json);
    number("deliveryDelayMillis", limits.delayMillis(), 0, json);
    number("maxEvents", limits.maxEvents(), -1, json);
    number("maxBytes", limits.maxBytes(), -1, json);
    if (limits.overflow() != Overflow.DROP_HEAD) {
      json.writeStringField("overflow", Fields.word(limits.overflow()));
    }
    HeaderMatch filter = settings.filter();
    if (filter != null) {
      json.writeFieldName("filter");
      ArgumentFields.write(HeaderValues.asked(filter), json);
    }
  }

  private static void flag(String name, boolean is, JsonGenerator json) throws IOException {
    if (is) {
      json.writeBooleanField(name, true);
    }
  }

  private static void number(String name, long is, long usual, JsonGenerator json)
      throws IOException {
    if (is != usual) {
      json.writeNumberField(name, is);
    }
  }

  private static void text(String name, String is, JsonGenerator json) throws IOException {
    textOrNull(name, is.isEmpty() ? null : is, json);
  }

  private static void textOrNull(String name, @Nullable String is, JsonGenerator json)
      throws IOException {
    if (is != null) {
      json.writeStringField(name, is);
    }
  }
}
