package io.thalweg.protocol.amqp.v091.channel;

import io.thalweg.protocol.amqp.v091.channel.Rights.Act;
import io.thalweg.protocol.amqp.v091.message.HeaderNames;
import io.thalweg.protocol.amqp.v091.message.PublishedMessage;
import io.thalweg.protocol.amqp.v091.wire.BasicProperties;
import io.thalweg.protocol.amqp.v091.wire.FieldTable;
import io.thalweg.protocol.amqp.v091.wire.FieldValue;
import io.thalweg.protocol.amqp.v091.wire.PropertiesBuilder;
import io.thalweg.protocol.amqp.v091.wire.Property;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What a message must keep to be published, and what its properties say to the broker.
final class PublishRules {
  private static final long MOST_MILLIS = 0xffff_ffffL;
  private static final String BCC = "BCC";
  private static final byte[] CC_NAME = utf8("CC");
  private static final byte[] ORDER_KEY = utf8("x-order-key");
  private static final byte[] KAFKA_KEY = utf8(HeaderNames.KAFKA_KEY);
  private static final byte[] BCC_NAME = utf8(BCC);
  private static final byte[] REPLY_TO = utf8(BasicMethods.REPLY_TO);

  private final Link link;
  private final Supplier<@Nullable String> replyTo;
  private final byte[] user;

  PublishRules(Link link, Supplier<@Nullable String> replyTo) {
    this.link = link;
    this.replyTo = replyTo;
    this.user = utf8(link.rights().user());
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /// Fails with 406 for a body that is too large.
  void checkSize(long bodyBytes) {
    if (bodyBytes > link.maxMessageBytes()) {
      throw Refusals.precondition(
          "message size "
              + bodyBytes
              + " is larger than configured max size "
              + link.maxMessageBytes());
    }
  }

  /// Fails if the message may not be published; takes from its properties what the broker is to
  /// mind. The exchange is known already. Properties that must not be stored as they came are
  /// returned as they are to be, and viewed; otherwise null.
  byte @Nullable [] apply(PublishedMessage message) {
    link.rights().checkExchange(Act.WRITE, message.exchange());
    BasicProperties properties = message.properties();
    if (properties.has(Property.USER_ID)
        && !properties.is(Property.USER_ID, user)
        && !link.rights().mayImpersonate()) {
      throw Refusals.precondition(
          "user_id property set to '"
              + properties.text(Property.USER_ID)
              + "' but authenticated user was '"
              + link.rights().user()
              + "'");
    }
    if (properties.has(Property.EXPIRATION)) {
      message.ttlMillis(expiration(properties));
    }
    byte[] changed = null;
    if (properties.is(Property.REPLY_TO, REPLY_TO)) {
      changed = viewed(properties, withReplyTo(properties));
    }
    ByteBuffer key = key(properties);
    if (key != null) {
      message.key(key);
    }
    addKeys(message, properties.header(CC_NAME), "CC");
    FieldValue hidden = properties.header(BCC_NAME);
    if (hidden != null) {
      addKeys(message, hidden, BCC);
      changed = viewed(properties, withoutHidden(properties));
    }
    return changed;
  }

  /// The key of the event: a text, or of an event that had one already also bytes.
  private static @Nullable ByteBuffer key(BasicProperties properties) {
    if (properties.header(ORDER_KEY) instanceof FieldValue.Text text) {
      return ByteBuffer.wrap(text.value().bytes());
    }
    return switch (properties.header(KAFKA_KEY)) {
      case FieldValue.Text text -> ByteBuffer.wrap(text.value().bytes());
      case FieldValue.Binary binary -> ByteBuffer.wrap(binary.value().bytes());
      case null, default -> null;
    };
  }

  private static byte[] viewed(BasicProperties properties, byte[] bytes) {
    properties.over(ByteBuffer.wrap(bytes), 0, bytes.length);
    return bytes;
  }

  /// The pseudo-queue stands for the name under which replies come to the channel.
  private byte[] withReplyTo(BasicProperties properties) {
    String name = replyTo.get();
    if (name == null) {
      throw Refusals.precondition("fast reply consumer does not exist");
    }
    return new PropertiesBuilder().putAll(properties).put(Property.REPLY_TO, name).build();
  }

  private static long expiration(BasicProperties properties) {
    long millis = properties.decimal(Property.EXPIRATION);
    if (millis < 0 || millis > MOST_MILLIS) {
      throw Refusals.precondition(
          "invalid expiration '"
              + properties.text(Property.EXPIRATION)
              + "': expected a number of milliseconds, at most "
              + MOST_MILLIS);
    }
    return millis;
  }

  private static void addKeys(PublishedMessage message, @Nullable FieldValue keys, String name) {
    if (keys == null) {
      return;
    }
    if (!(keys instanceof FieldValue.Array array)) {
      throw noKeys(name);
    }
    for (FieldValue key : array.values()) {
      if (!(key instanceof FieldValue.Text)) {
        throw noKeys(name);
      }
      message.alsoTo(key.toString());
    }
  }

  private static RuntimeException noKeys(String name) {
    return Refusals.precondition("invalid header '" + name + "': expected an array of strings");
  }

  private static byte[] withoutHidden(BasicProperties properties) {
    FieldTable.Builder left = FieldTable.builder();
    properties
        .headers()
        .toMap()
        .forEach(
            (name, value) -> {
              if (!name.equals(BCC)) {
                left.put(name, value);
              }
            });
    return new PropertiesBuilder().putAll(properties).headers(left.build()).build();
  }
}
