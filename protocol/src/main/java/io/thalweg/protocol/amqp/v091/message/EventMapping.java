package io.thalweg.protocol.amqp.v091.message;

import io.thalweg.core.base.Opaque;
import io.thalweg.core.batch.EventCursor;
import io.thalweg.core.batch.EventMarks;
import io.thalweg.core.queue.DeadLetterHeader;
import io.thalweg.core.turn.Delivery;
import io.thalweg.protocol.amqp.v091.wire.Address;
import io.thalweg.protocol.amqp.v091.wire.AmqpException;
import io.thalweg.protocol.amqp.v091.wire.BasicProperties;
import io.thalweg.protocol.amqp.v091.wire.FieldTable;
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
/// out as it came. An event of another protocol has neither exchange nor routing key; its headers
/// are those of the message, as bytes, and its timestamp is the message's. Reused from event to
/// event.
public final class EventMapping {
  /// The header with the properties of a message, flags first, as a content header has them.
  public static final String HEADER = "amqp.header";

  /// The header with the name of the exchange that a message was published to.
  public static final String EXCHANGE = EventMarks.EXCHANGE_HEADER;

  /// The header with the routing key of a message.
  public static final String KEY = EventMarks.KEY_HEADER;

  /// The field that says how often a message has failed.
  private static final String FAILURES = "x-delivery-count";

  /// The fields that say where an event of a stream lies.
  private static final String OFFSET = "x-stream-offset";

  private static final String PARTITION = "x-partition";

  private static final byte[] HEADER_NAME = utf8(HEADER);
  private static final byte[] EXCHANGE_NAME = utf8(EXCHANGE);
  private static final byte[] KEY_NAME = utf8(KEY);
  private static final ByteBuffer NO_PROPERTIES = ByteBuffer.allocate(2);
  private static final int MILLIS = 1000;

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
      if (isNamed(event, HEADER_NAME)) {
        published = viewed(event);
      } else if (isNamed(event, EXCHANGE_NAME) && isName(bytes)) {
        address.exchange(event.headerValueAt(), bytes);
      } else if (isNamed(event, KEY_NAME) && isName(bytes)) {
        address.key(event.headerValueAt(), bytes);
      } else if (isNamed(event, DEATH_NAME)) {
        died(event.buffer().slice(event.headerValueAt(), Math.max(0, bytes)));
      }
    }
    if (!published) {
      foreign(event);
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

  static boolean isNamed(EventCursor event, byte[] name) {
    if (event.nameLength() != name.length) {
      return false;
    }
    for (int i = 0; i < name.length; i++) {
      if (event.buffer().get(event.nameAt() + i) != name[i]) {
        return false;
      }
    }
    return true;
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

  /// An event of another protocol. Its headers have to be gone through again, by bytes.
  private void foreign(EventCursor event) {
    Map<String, FieldValue> fields = new LinkedHashMap<>();
    ForeignHeaders headers = new ForeignHeaders(event);
    while (headers.next()) {
      fields.putIfAbsent(headers.name(), headers.value());
    }
    PropertiesBuilder builder = new PropertiesBuilder().timestamp(event.timestamp() / MILLIS);
    if (!fields.isEmpty()) {
      builder.headers(table(fields));
    }
    view(builder.build());
  }

  private static FieldTable table(Map<String, FieldValue> fields) {
    FieldTable.Builder table = FieldTable.builder();
    fields.forEach(table::put);
    return table.build();
  }

  /// Adds what the broker has to tell. A dead letter has no expiration any more.
  private void tell(Delivery delivery) {
    Map<String, FieldValue> fields = new LinkedHashMap<>(properties.headers().toMap());
    if (delivery.failures() > 0) {
      fields.put(FAILURES, FieldValue.of((long) delivery.failures()));
    }
    if (delivery.partition() >= 0) {
      fields.put(OFFSET, FieldValue.of(delivery.offset()));
      fields.put(PARTITION, FieldValue.of((long) delivery.partition()));
    }
    PropertiesBuilder builder = new PropertiesBuilder().putAll(properties);
    if (!deaths.isEmpty()) {
      DeathFields.add(deaths, fields);
      builder.remove(Property.EXPIRATION);
    }
    view(builder.headers(table(fields)).build());
  }

  /// Leaves the table of headers out, and if that is not enough all properties: for whoever agreed
  /// on frames that are smaller than the header frame.
  public void shorten(int mostBytes) {
    view(new PropertiesBuilder().putAll(properties).remove(Property.HEADERS).build());
    if (properties.bytes() > mostBytes) {
      properties.over(NO_PROPERTIES, 0, NO_PROPERTIES.limit());
    }
  }

  public Address address() {
    return address;
  }

  public BasicProperties properties() {
    return properties;
  }

  /// Bytes as a field of the type for bytes.
  static FieldValue binary(byte[] bytes) {
    return new FieldValue.Binary(new Opaque(bytes));
  }
}
