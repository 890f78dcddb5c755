package io.thalweg.protocol.amqp.v091.message;

import io.thalweg.core.batch.EventCursor;
import io.thalweg.core.batch.EventMarks;
import io.thalweg.core.queue.DeadLetterHeader;
import io.thalweg.core.turn.Delivery;
import io.thalweg.protocol.amqp.v091.wire.Address;
import io.thalweg.protocol.amqp.v091.wire.AmqpException;
import io.thalweg.protocol.amqp.v091.wire.BasicProperties;
import io.thalweg.protocol.amqp.v091.wire.FieldValue;
import io.thalweg.protocol.amqp.v091.wire.PropertiesBuilder;
import io.thalweg.protocol.amqp.v091.wire.Property;
import io.thalweg.protocol.amqp.v091.wire.ShortString;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// How an event is a message, and which of its headers say so. The body is the event's value; a
/// message that was published by AMQP has the headers [#HEADER], [#EXCHANGE] and [#KEY], and goes
/// out as it came. What an event of another protocol is, [ForeignEvent] says. Reused from event to
/// event.
public final class EventMapping {
  /// The header with the properties of a message, flags first, as a content header has them.
  public static final String HEADER = "amqp.header";

  /// The header with the name of the exchange that a message was published to.
  public static final String EXCHANGE = EventMarks.EXCHANGE_HEADER;

  /// The header with the routing key of a message.
  public static final String KEY = EventMarks.KEY_HEADER;

  private static final byte[] HEADER_NAME = utf8(HEADER);
  private static final byte[] EXCHANGE_NAME = utf8(EXCHANGE);
  private static final byte[] KEY_NAME = utf8(KEY);

  /// Of the value of a field that stays when its table is left out.
  private static final int MOST_KEPT_BYTES = 300;

  private static final byte[] DEATH_NAME = utf8(DeadLetterHeader.NAME);

  private final Address address = new Address();
  private final BasicProperties properties = new BasicProperties();
  private final List<DeadLetterHeader> deaths = new ArrayList<>();

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /// Views the event, whose headers nobody has gone through yet.
  public void over(Delivery delivery) {
    EventCursor event = delivery.event();
    address.over(event.buffer());
    boolean published = false;
    deaths.clear();
    while (event.nextHeader()) {
      int bytes = event.headerValueLength();
      if (event.isNamed(HEADER_NAME)) {
        published = viewed(event);
      } else if (event.isNamed(EXCHANGE_NAME) && isName(bytes)) {
        address.exchange(event.headerValueAt(), bytes);
      } else if (event.isNamed(KEY_NAME) && isName(bytes)) {
        address.key(event.headerValueAt(), bytes);
      } else if (event.isNamed(DEATH_NAME)) {
        died(event.buffer().slice(event.headerValueAt(), Math.max(0, bytes)));
      }
    }
    if (!published) {
      view(ForeignEvent.properties(event));
    }
    if (delivery.failures() > 0 || !deaths.isEmpty() || delivery.partition() >= 0) {
      tell(delivery);
    }
  }

  private void died(ByteBuffer value) {
    DeadLetterHeader death = DeadLetterHeader.read(value);
    if (death != null) {
      deaths.add(death);
    }
  }

  private static boolean isName(int bytes) {
    return bytes >= 0 && bytes <= ShortString.LONGEST;
  }

  /// Whether what the header has are properties: another protocol may have written it.
  private boolean viewed(EventCursor event) {
    int at = event.headerValueAt();
    try {
      properties.over(event.buffer(), at, at + Math.max(0, event.headerValueLength()));
      return true;
    } catch (AmqpException _) {
      return false;
    }
  }

  private void view(byte[] bytes) {
    properties.over(ByteBuffer.wrap(bytes), 0, bytes.length);
  }

  /// Adds what the broker has to tell. A dead letter has no expiration any more.
  private void tell(Delivery delivery) {
    Map<String, FieldValue> fields = new LinkedHashMap<>(properties.headers().toMap());
    if (delivery.failures() > 0) {
      fields.put(HeaderNames.FAILURES, FieldValue.of((long) delivery.failures()));
    }
    if (delivery.partition() >= 0) {
      fields.put(HeaderNames.OFFSET, FieldValue.of(delivery.offset()));
      fields.put(HeaderNames.PARTITION, FieldValue.of((long) delivery.partition()));
    }
    PropertiesBuilder builder = new PropertiesBuilder().putAll(properties);
    if (!deaths.isEmpty()) {
      DeathFields.add(deaths, fields);
      builder.remove(Property.EXPIRATION);
    }
    view(builder.headers(ForeignEvent.table(fields)).build());
  }

  /// Leaves the table of headers out, and if that is not enough all properties: for whoever agreed
  /// on frames that are smaller than the header frame. A header says so; small ones that the broker
  /// has made stay.
  public void shorten(int mostBytes) {
    Map<String, FieldValue> kept = new LinkedHashMap<>();
    properties
        .headers()
        .toMap()
        .forEach(
            (name, value) -> {
              if (HeaderNames.isKept(name) && value.bytes() <= MOST_KEPT_BYTES) {
                kept.put(name, value);
              }
            });
    shorten(new PropertiesBuilder().putAll(properties), kept, "headers");
    if (properties.bytes() > mostBytes) {
      shorten(new PropertiesBuilder(), kept, "headers, properties");
    }
  }

  private void shorten(PropertiesBuilder to, Map<String, FieldValue> kept, String without) {
    kept.put(HeaderNames.TRUNCATED, FieldValue.of(without));
    view(to.headers(ForeignEvent.table(kept)).build());
  }

  public Address address() {
    return address;
  }

  public BasicProperties properties() {
    return properties;
  }
}
