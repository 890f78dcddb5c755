package io.thalweg.protocol.amqp.v091.message;

import io.thalweg.core.base.Check;
import io.thalweg.core.batch.EventHeaders;
import io.thalweg.core.batch.EventMarks;
import io.thalweg.core.exchange.HeaderMatch.Headers;
import io.thalweg.core.exchange.HeaderValue;
import io.thalweg.core.publish.PublishCommand.Message;
import io.thalweg.core.publish.PublishCommand.Part;
import io.thalweg.protocol.amqp.v091.wire.Address;
import io.thalweg.protocol.amqp.v091.wire.BasicProperties;
import io.thalweg.protocol.amqp.v091.wire.ContentHeader;
import io.thalweg.protocol.amqp.v091.wire.FieldValue;
import io.thalweg.protocol.amqp.v091.wire.NameCache;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A message on its way to the shard, where it lies: a view of properties and body, with its
/// record's headers put together. Reused from message to message.
public final class PublishedMessage implements Message, Headers {
  /// An upper bound of what a record has besides headers and value.
  private static final int RECORD_BYTES = 64;

  /// What the lengths of a header and the names of ours take at most.
  private static final int HEADER_BYTES = 10 + EventMapping.EXCHANGE.length();

  private static final int MOST_HEADER_BYTES = 1 << 18;

  /// What had larger headers is not kept for the next message.
  private static final int KEPT_HEADER_BYTES = 4096;

  private static final byte[] NULL_NAME = EventMapping.utf8(HeaderNames.KAFKA_NULL);
  private static final ByteBuffer HEADER_NAME = name(EventMapping.HEADER);
  private static final ByteBuffer EXCHANGE_NAME = name(EventMapping.EXCHANGE);
  private static final ByteBuffer KEY_NAME = name(EventMapping.KEY);
  private static final ByteBuffer TTL_NAME = name(EventMarks.TTL_HEADER);
  private static final long NO_TTL = -1;

  private final ContentHeader header = new ContentHeader();
  private final BasicProperties properties = header.properties();
  private final List<String> keys = new ArrayList<>(1);
  private EventHeaders recordHeaders = new EventHeaders(MOST_HEADER_BYTES);
  private int headerBytes;

  /// The record's headers with the properties spelled out, once somebody has asked.
  private @Nullable EventHeaders shownHeaders;

  private String exchange = "";
  private long ttlMillis = NO_TTL;
  private final ByteBuffer ttl = ByteBuffer.allocate(Long.BYTES);
  private long valueBytes;
  private @Nullable ByteBuffer key;
  private @Nullable ByteBuffer value;
  private Part part = Part.ONLY;

  private static ByteBuffer name(String name) {
    return ByteBuffer.wrap(EventMapping.utf8(name));
  }

  /// The view of its content header, to be filled first.
  public ContentHeader header() {
    return header;
  }

  /// The view of its properties, which may be filled instead.
  public BasicProperties properties() {
    return properties;
  }

  /// It is addressed so. Forgets what was set for the message before.
  public PublishedMessage to(Address address, NameCache names) {
    exchange = address.exchange(names);
    keys.clear();
    keys.add(address.routingKey(names));
    ttlMillis = NO_TTL;
    key = null;
    part = Part.ONLY;
    return this;
  }

  /// A further key that counts as much as the routing key.
  public void alsoTo(String key) {
    keys.add(key);
  }

  /// The key of its record.
  public void key(ByteBuffer bytes) {
    key = bytes;
  }

  /// How long it lives.
  public void ttlMillis(long millis) {
    ttlMillis = millis;
  }

  /// Puts the record together, of the address, and properties that lie where `view` does, which is
  /// moved.
  ///
  /// @param addressed over the bytes of the address, which is moved
  public void record(Address address, ByteBuffer addressed, ByteBuffer view) {
    if (headerBytes > KEPT_HEADER_BYTES) {
      recordHeaders = new EventHeaders(MOST_HEADER_BYTES);
    }
    recordHeaders.clear();
    headerBytes = 0;
    shownHeaders = null;
    if (ttlMillis >= 0) {
      add(TTL_NAME, ttl.putLong(0, ttlMillis));
    }
    properties.range(view);
    add(HEADER_NAME, view);
    address.exchange(addressed);
    add(EXCHANGE_NAME, addressed);
    address.key(addressed);
    add(KEY_NAME, addressed);
  }

  private void add(ByteBuffer name, ByteBuffer bytes) {
    headerBytes += HEADER_BYTES + bytes.remaining();
    if (!recordHeaders.add(name, bytes)) {
      throw new IllegalStateException("expected headers that fit, as a frame did");
    }
  }

  /// The value, or this part of it. An empty one is none if a header says so.
  public PublishedMessage value(ByteBuffer bytes, Part which) {
    boolean empty = which == Part.ONLY && !bytes.hasRemaining();
    value = empty && isNull() ? null : bytes;
    part = which;
    valueBytes = which == Part.ONLY ? bytes.remaining() : valueBytes;
    if (which == Part.MIDDLE || which == Part.LAST) {
      key = null;
      recordHeaders.clear();
      headerBytes = 0;
      shownHeaders = null;
    }
    return this;
  }

  private boolean isNull() {
    return properties.header(NULL_NAME) instanceof FieldValue.Bool bool && bool.value();
  }

  /// Bytes of the value, whose parts come one by one.
  public void valueBytes(long bytes) {
    valueBytes = bytes;
  }

  @Override
  public long valueBytes() {
    return valueBytes;
  }

  @Override
  public String exchange() {
    return exchange;
  }

  @Override
  public List<String> keys() {
    return keys;
  }

  @Override
  public Headers headers() {
    return this;
  }

  @Override
  public @Nullable HeaderValue get(String name) {
    FieldValue field = properties.header(EventMapping.utf8(name));
    return field == null ? null : HeaderValues.of(field);
  }

  @Override
  public int priority() {
    return properties.priority();
  }

  @Override
  public long ttlMillis() {
    return ttlMillis;
  }

  @Override
  public @Nullable ByteBuffer key() {
    return key;
  }

  @Override
  public @Nullable ByteBuffer value() {
    return value;
  }

  @Override
  public EventHeaders recordHeaders() {
    return recordHeaders;
  }

  @Override
  public EventHeaders shownHeaders() {
    if (headerBytes == 0) {
      return recordHeaders; // a further part
    }
    EventHeaders shown = shownHeaders;
    if (shown == null) {
      shown = new EventHeaders(MOST_HEADER_BYTES);
      boolean fits = shown.addAll(recordHeaders) && shown.addAll(SpelledHeaders.of(properties));
      Check.that(fits, "expected room for all headers");
      shownHeaders = shown;
    }
    return shown;
  }

  @Override
  public int shownBytes() {
    return bytes() - headerBytes + shownHeaders().bytes();
  }

  /// Lets go of what it need not have until it is filled again.
  void release() {
    shownHeaders = null;
  }

  @Override
  public Part part() {
    return part;
  }

  @Override
  public int bytes() {
    int body = value == null ? 0 : value.remaining();
    int keyed = key == null ? 0 : key.remaining();
    return RECORD_BYTES + headerBytes + keyed + body;
  }
}
