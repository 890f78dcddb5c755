package io.thalweg.protocol.amqp.v091.message;

import io.thalweg.core.base.Opaque;
import io.thalweg.core.batch.EventCursor;
import io.thalweg.core.exchange.HeaderMatch.Headers;
import io.thalweg.core.exchange.HeaderValue;
import io.thalweg.core.queue.letter.MessageHeaders;
import io.thalweg.protocol.amqp.v091.wire.AmqpException;
import io.thalweg.protocol.amqp.v091.wire.BasicProperties;
import io.thalweg.protocol.amqp.v091.wire.FieldValue;
import io.thalweg.protocol.amqp.v091.wire.Property;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Headers of messages in their events: for copies that go elsewhere, for order by one, and for
/// filters.
public final class KeptHeaders implements MessageHeaders {
  private static final byte[] HEADER = EventMapping.utf8(EventMapping.HEADER);
  private static final byte[] CC = EventMapping.utf8("CC");

  private final BasicProperties properties = new BasicProperties();

  @Override
  public Headers of(EventCursor event) {
    return name -> {
      FieldValue field = field(event, EventMapping.utf8(name));
      return field == null ? null : HeaderValues.of(field);
    };
  }

  @Override
  public List<String> keys(EventCursor event) {
    List<String> keys = new ArrayList<>(0);
    if (field(event, CC) instanceof FieldValue.Array array) {
      for (FieldValue key : array.values()) {
        if (key instanceof FieldValue.Text) {
          keys.add(key.toString());
        }
      }
    }
    return keys;
  }

  @Override
  public long find(EventCursor event, byte[] name) {
    return view(event) ? properties.headerContent(name) : ABSENT;
  }

  /// A header of the message, else the property that is named so where messages are events of other
  /// protocols; and of any event its key.
  @Override
  public @Nullable HeaderValue value(EventCursor event, byte[] name) {
    FieldValue field = field(event, name);
    if (field != null) {
      return HeaderValues.of(field);
    }
    String called = new String(name, StandardCharsets.UTF_8);
    Property property = HeaderNames.PROPERTIES.get(called);
    if (property != null && view(event)) {
      byte[] text = properties.spelled(property);
      return text == null ? null : new HeaderValue.Bytes(new Opaque(text));
    }
    if (called.equals(HeaderNames.KAFKA_KEY) && event.keyLength() >= 0) {
      byte[] key = new byte[event.keyLength()];
      event.buffer().get(event.keyAt(), key);
      return new HeaderValue.Bytes(new Opaque(key));
    }
    return null;
  }

  private @Nullable FieldValue field(EventCursor event, byte[] name) {
    return view(event) ? properties.header(name) : null;
  }

  /// Views the properties of the message; false if the event is none.
  private boolean view(EventCursor event) {
    event.rewindHeaders();
    while (event.nextHeader()) {
      if (event.isNamed(HEADER)) {
        int at = event.headerValueAt();
        try {
          properties.over(event.buffer(), at, at + Math.max(0, event.headerValueLength()));
          return true;
        } catch (AmqpException _) {
          return false; // another protocol wrote it
        }
      }
    }
    return false;
  }
}
