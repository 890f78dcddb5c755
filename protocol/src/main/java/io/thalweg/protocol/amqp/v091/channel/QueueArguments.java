package io.thalweg.protocol.amqp.v091.channel;

import io.thalweg.core.exchange.HeaderMatch;
import io.thalweg.core.queue.QueueSettings;
import io.thalweg.core.queue.QueueSettings.Backoff;
import io.thalweg.core.queue.QueueSettings.Delivering;
import io.thalweg.core.queue.QueueSettings.Failing;
import io.thalweg.core.queue.QueueSettings.Keeping;
import io.thalweg.core.queue.QueueSettings.Lifetime;
import io.thalweg.core.queue.QueueSettings.Limits;
import io.thalweg.core.queue.QueueSettings.Order;
import io.thalweg.core.queue.QueueSettings.Overflow;
import io.thalweg.core.queue.letter.EventFilter;
import io.thalweg.core.topic.TopicInfo;
import io.thalweg.protocol.amqp.v091.message.HeaderValues;
import io.thalweg.protocol.amqp.v091.method.QueueMethod;
import io.thalweg.protocol.amqp.v091.wire.AmqpException;
import io.thalweg.protocol.amqp.v091.wire.FieldTable;
import io.thalweg.protocol.amqp.v091.wire.FieldValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What `queue.declare` asks for, in the core's words. Arguments that are not known are kept, and
/// mean nothing, as for RabbitMQ.
final class QueueArguments {
  private static final String TYPE = "x-queue-type";
  private static final String EXPIRES = "x-expires";
  private static final String TTL = "x-message-ttl";
  private static final String DEAD_LETTER_EXCHANGE = "x-dead-letter-exchange";
  private static final String DEAD_LETTER_KEY = "x-dead-letter-routing-key";
  private static final String DEAD_LETTER_STRATEGY = "x-dead-letter-strategy";
  private static final String MAX_LENGTH = "x-max-length";
  private static final String MAX_BYTES = "x-max-length-bytes";
  private static final String OVERFLOW = "x-overflow";
  private static final String MAX_PRIORITY = "x-max-priority";
  private static final String SINGLE_ACTIVE = "x-single-active-consumer";
  private static final String DELIVERY_LIMIT = "x-delivery-limit";

  private static final String CONSUMER_TIMEOUT = "x-consumer-timeout";

  /// Our own: an existing topic that the queue subscribes to.
  private static final String TOPIC = "x-topic";

  /// Our own: under what name Kafka's clients see the queue's own topic.
  static final String KAFKA_NAME = "x-kafka-name";

  /// Our own: `key` keeps the order of events with one key, also when they are redelivered.
  private static final String ORDER = "x-order";

  /// Our own: the header whose value is that key.
  private static final String ORDER_KEY = "x-order-key";

  /// Our own: most events of a key that a consumer has at once.
  private static final String ORDER_WINDOW = "x-order-window";

  /// Our own: how long after publishing an event is delivered at the earliest, in milliseconds.
  private static final String DELAY = "x-delivery-delay";

  /// Our own: how long a failed event waits, what that is multiplied by with each further failure,
  /// and the most of it.
  private static final String RETRY_DELAY = "x-retry-delay";

  private static final String RETRY_FACTOR = "x-retry-factor";
  private static final String RETRY_MOST = "x-retry-delay-max";

  /// Our own: what is asked of the headers of events, as in the arguments of a binding.
  private static final String FILTER = "x-filter";

  private static final long MOST_MILLIS = 0xffff_ffffL;
  private static final long MOST_PRIORITY = 255;
  private static final String CLASSIC = "classic";
  private static final String STREAM = "stream";
  private static final String MAX_AGE = "x-max-age";
  private static final String AT_LEAST_ONCE = "at-least-once";

  private final QueueMethod.Declare wanted;
  private final FieldTable arguments;
  private final String shown;

  /// @param shown the queue, in the words of errors
  QueueArguments(QueueMethod.Declare wanted, String shown) {
    this.wanted = wanted;
    this.arguments = wanted.arguments();
    this.shown = shown;
  }

  /// All of it.
  ///
  /// @throws AmqpException 406 for an argument of a wrong type or value
  QueueSettings settings() {
    type();
    text("x-queue-mode", List.of("default", "lazy"));
    text("x-queue-leader-locator", List.of());
    QueueSettings settings =
        new QueueSettings(
            textOr(TOPIC, ""),
            lifetime(),
            delivering(),
            failing(),
            isStream() ? Limits.NONE : limits(),
            isStream() ? keeping() : new Keeping(false, -1, -1, kafkaName()),
            filter(),
            HeaderValues.verbatim(arguments));
    if (settings.delivery().priorities() > 1
        && (!settings.topic().isEmpty() || settings.delivery().order() == Order.KEY)) {
      throw invalid(MAX_PRIORITY, "expected none together with " + TOPIC + " or " + ORDER);
    }
    if (settings.limits().maxBytes() >= 0 && !settings.topic().isEmpty()) {
      throw invalid(MAX_BYTES, "expected none together with " + TOPIC);
    }
    if (settings.limits().maxBytes() >= 0 && settings.filter() != null) {
      throw invalid(MAX_BYTES, "expected none together with " + FILTER);
    }
    return settings;
  }

  private void type() {
    String type = textOr(TYPE, List.of(CLASSIC, "quorum", STREAM), CLASSIC);
    if (type.equals(CLASSIC)) {
      return;
    }
    boolean lasts = wanted.durable() && !wanted.exclusive() && !wanted.autoDelete();
    if (!lasts) {
      String property =
          wanted.exclusive() ? "exclusive" : wanted.durable() ? "auto-delete" : "non-durable";
      throw Refusals.precondition("invalid property '" + property + "' for " + shown);
    }
  }

  private boolean isStream() {
    return STREAM.equals(text(TYPE, List.of()));
  }

  /// What a stream keeps: anything else than its length would let events go.
  private Keeping keeping() {
    for (String name :
        List.of(TTL, MAX_LENGTH, OVERFLOW, MAX_PRIORITY, EXPIRES, TOPIC, DELAY, FILTER)) {
      if (arguments.get(name) != null) {
        throw invalid(name, "expected none of a stream");
      }
    }
    String age = text(MAX_AGE, List.of());
    long millis = age == null ? -1 : StreamStart.ageMillis(age);
    if (age != null && millis < 0) {
      throw invalid(MAX_AGE, "expected a number and one of Y, M, D, h, m, s");
    }
    return new Keeping(true, millis, number(MAX_BYTES, 0, Long.MAX_VALUE, -1), kafkaName());
  }

  private @Nullable HeaderMatch filter() {
    FieldValue value = arguments.get(FILTER);
    if (value == null) {
      return null;
    }
    if (!(value instanceof FieldValue.Table table)) {
      throw invalid(FILTER, "expected a table");
    }
    HeaderMatch match = HeaderMatch.of(HeaderValues.of(table.table()));
    if (match == null) {
      throw invalid(FILTER, "expected x-match to be all, any, all-with-x or any-with-x");
    }
    String refusal = EventFilter.refusal(match);
    if (refusal != null) {
      throw invalid(FILTER, "expected " + EventFilter.EXPECTED + ", but " + refusal);
    }
    return match;
  }

  private String kafkaName() {
    String name = textOr(KAFKA_NAME, "");
    if (!name.isEmpty()) {
      if (!TopicInfo.isName(name)) {
        throw invalid(KAFKA_NAME, "expected 1 to 249 of a-z A-Z 0-9 . _ -");
      }
      for (String other : List.of(TOPIC, MAX_PRIORITY)) {
        if (arguments.get(other) != null) {
          throw invalid(KAFKA_NAME, "expected none together with " + other);
        }
      }
      if (!isStream() && arguments.get(MAX_BYTES) != null) {
        throw invalid(KAFKA_NAME, "expected none together with " + MAX_BYTES);
      }
    }
    return name;
  }

  private Lifetime lifetime() {
    return new Lifetime(
        wanted.durable(),
        wanted.exclusive(),
        wanted.autoDelete(),
        number(EXPIRES, 1, MOST_MILLIS, -1));
  }

  private Delivering delivering() {
    boolean byKey = textOr(ORDER, List.of("none", "key"), "none").equals("key");
    String key = textOr(ORDER_KEY, "");
    long window = number(ORDER_WINDOW, 0, Integer.MAX_VALUE, 0);
    boolean single = flag(SINGLE_ACTIVE);
    int priorities = 1 + (int) number(MAX_PRIORITY, 0, MOST_PRIORITY, 0);
    long unsettled = number(CONSUMER_TIMEOUT, 0, MOST_MILLIS, -1);
    return byKey
        ? new Delivering(Order.KEY, key, (int) window, single, priorities, unsettled)
        : new Delivering(Order.NONE, "", 0, single, priorities, unsettled);
  }

  /// The limit is of redeliveries, so one more may fail; -1: any number.
  private Failing failing() {
    String exchange = text(DEAD_LETTER_EXCHANGE, List.of());
    String key = text(DEAD_LETTER_KEY, List.of());
    if (exchange == null && key != null) {
      throw invalid(DEAD_LETTER_KEY, "expected " + DEAD_LETTER_EXCHANGE + " with it");
    }
    List<String> strategies = List.of("at-most-once", AT_LEAST_ONCE);
    return new Failing(
        (int) number(DELIVERY_LIMIT, -1, Integer.MAX_VALUE - 1, -1) + 1,
        exchange,
        key,
        AT_LEAST_ONCE.equals(text(DEAD_LETTER_STRATEGY, strategies)),
        backoff());
  }

  private Backoff backoff() {
    long first = number(RETRY_DELAY, 0, MOST_MILLIS, 0);
    if (first == 0) {
      return Backoff.NONE;
    }
    long factor = number(RETRY_FACTOR, 1, 1000, 1);
    return new Backoff(first, factor, number(RETRY_MOST, first, MOST_MILLIS, MOST_MILLIS), 0);
  }

  private Limits limits() {
    List<String> overflows = List.of("drop-head", "reject-publish", "reject-publish-dlx");
    Overflow overflow =
        switch (textOr(OVERFLOW, overflows, "drop-head")) {
          case "reject-publish" -> Overflow.REJECT;
          case "reject-publish-dlx" -> Overflow.REJECT_AND_DEAD_LETTER;
          default -> Overflow.DROP_HEAD;
        };
    return new Limits(
        number(TTL, 0, MOST_MILLIS, -1),
        number(DELAY, 0, MOST_MILLIS, 0),
        number(MAX_LENGTH, 0, Long.MAX_VALUE, -1),
        number(MAX_BYTES, 0, Long.MAX_VALUE, -1),
        overflow);
  }

  private long number(String name, long least, long most, long otherwise) {
    FieldValue value = arguments.get(name);
    if (value == null) {
      return otherwise;
    }
    if (!(value instanceof FieldValue.Whole whole)) {
      throw invalid(name, "expected a whole number");
    }
    if (whole.value() < least || whole.value() > most) {
      throw invalid(
          name, "expected a number of " + least + " to " + most + ", but it is " + whole.value());
    }
    return whole.value();
  }

  private boolean flag(String name) {
    FieldValue value = arguments.get(name);
    if (value != null && !(value instanceof FieldValue.Bool)) {
      throw invalid(name, "expected a boolean");
    }
    return value instanceof FieldValue.Bool bool && bool.value();
  }

  private String textOr(String name, String otherwise) {
    return textOr(name, List.of(), otherwise);
  }

  private String textOr(String name, List<String> allowed, String otherwise) {
    String text = text(name, allowed);
    return text == null ? otherwise : text;
  }

  /// A string, or null.
  ///
  /// @param allowed none: any
  private @Nullable String text(String name, List<String> allowed) {
    FieldValue value = arguments.get(name);
    if (value == null) {
      return null;
    }
    if (!(value instanceof FieldValue.Text)) {
      throw invalid(name, "expected a string");
    }
    String text = value.toString();
    if (!allowed.isEmpty() && !allowed.contains(text)) {
      throw invalid(name, "expected one of " + allowed + ", but it is '" + text + "'");
    }
    return text;
  }

  private AmqpException invalid(String name, String why) {
    return Refusals.precondition("invalid arg '" + name + "' for " + shown + ": " + why);
  }

  /// Tells in what they differ.
  static void compare(QueueSettings wanted, QueueSettings is, Difference difference) {
    difference
        .of("durable", wanted.lifetime().durable(), is.lifetime().durable())
        .of("exclusive", wanted.lifetime().exclusive(), is.lifetime().exclusive())
        .of("auto_delete", wanted.lifetime().autoDelete(), is.lifetime().autoDelete())
        .ofNumber(EXPIRES, wanted.lifetime().expiresMillis(), is.lifetime().expiresMillis())
        .of(TYPE, type(wanted), type(is))
        .ofNumber(TTL, wanted.limits().ttlMillis(), is.limits().ttlMillis())
        .ofNumber(MAX_LENGTH, wanted.limits().maxEvents(), is.limits().maxEvents())
        .ofNumber(MAX_BYTES, wanted.limits().maxBytes(), is.limits().maxBytes())
        .of(OVERFLOW, wanted.limits().overflow(), is.limits().overflow())
        .of(DELAY, wanted.limits().delayMillis(), is.limits().delayMillis());
    Failing failure = wanted.failure();
    difference
        .of(DEAD_LETTER_EXCHANGE, failure.deadLetterExchange(), is.failure().deadLetterExchange())
        .of(DEAD_LETTER_KEY, failure.deadLetterKey(), is.failure().deadLetterKey())
        .of(DEAD_LETTER_STRATEGY, failure.atLeastOnce(), is.failure().atLeastOnce())
        .ofNumber(DELIVERY_LIMIT, failure.maxFailures() - 1, is.failure().maxFailures() - 1)
        .of(RETRY_DELAY, failure.backoff(), is.failure().backoff());
    Delivering delivery = wanted.delivery();
    difference
        .of(MAX_PRIORITY, delivery.priorities() - 1, is.delivery().priorities() - 1)
        .ofNumber(CONSUMER_TIMEOUT, delivery.unsettledMillis(), is.delivery().unsettledMillis())
        .of(SINGLE_ACTIVE, delivery.singleActive(), is.delivery().singleActive())
        .of(ORDER, delivery, is.delivery())
        .of(TOPIC, wanted.topic(), is.topic())
        .of(FILTER, wanted.filter(), is.filter())
        .of(KAFKA_NAME, wanted.keeping().name(), is.keeping().name())
        .ofNumber(MAX_AGE, wanted.keeping().millis(), is.keeping().millis())
        .ofNumber(MAX_BYTES, wanted.keeping().bytes(), is.keeping().bytes());
  }

  private static String type(QueueSettings settings) {
    FieldValue type = HeaderValues.table(settings.arguments()).get(TYPE);
    return type == null ? CLASSIC : type.toString();
  }
}
