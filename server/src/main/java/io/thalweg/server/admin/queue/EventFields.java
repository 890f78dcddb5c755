package io.thalweg.server.admin.queue;

import com.fasterxml.jackson.core.JsonGenerator;
import io.thalweg.core.base.Opaque;
import io.thalweg.core.batch.EventCursor;
import io.thalweg.core.batch.EventMarks;
import io.thalweg.core.queue.DeadLetterHeader;
import io.thalweg.protocol.amqp.v091.message.EventMapping;
import io.thalweg.protocol.amqp.v091.wire.AmqpException;
import io.thalweg.protocol.amqp.v091.wire.BasicProperties;
import io.thalweg.protocol.amqp.v091.wire.FieldTable;
import io.thalweg.server.admin.Fields;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An event as administrators see it in JSON: copied out, since nothing is read while it is
/// written.
///
/// @param deaths the newest first
/// @param table headers of a message of AMQP
/// @param headers all others
/// @param value its first bytes; null: there is none
/// @param valueBytes of the first part
record EventFields(
    int partition,
    long offset,
    long timestamp,
    int failures,
    List<DeadLetterHeader> deaths,
    Opaque key,
    boolean keyed,
    FieldTable table,
    List<Header> headers,
    @Nullable Opaque value,
    int valueBytes,
    boolean goesOn) {
  private record Header(String name, @Nullable Opaque value) {}

  /// The event that `event` stands on, with `mostBytes` of its value.
  static EventFields of(int partition, EventCursor event, int failures, int mostBytes) {
    List<DeadLetterHeader> deaths = DeathFilter.deaths(event);
    List<Header> headers = new ArrayList<>();
    FieldTable table = FieldTable.EMPTY;
    event.rewindHeaders();
    while (event.nextHeader()) {
      String name =
          StandardCharsets.UTF_8
              .decode(event.buffer().slice(event.nameAt(), event.nameLength()))
              .toString();
      if (name.equals(EventMapping.HEADER)) {
        table = table(event);
      } else if (!DeathFilter.isDeath(event)) {
        headers.add(
            new Header(name, bytes(event, event.headerValueAt(), event.headerValueLength())));
      }
    }
    Opaque key = bytes(event, event.keyAt(), event.keyLength());
    int shown = Math.min(event.valueLength(), mostBytes);
    return new EventFields(
        partition,
        event.offset(),
        event.timestamp(),
        failures,
        deaths,
        key == null ? Opaque.EMPTY : key,
        key != null,
        table,
        headers,
        bytes(event, event.valueAt(), shown),
        Math.max(0, event.valueLength()),
        (event.attributes() & EventMarks.GOES_ON) != 0);
  }

  private static FieldTable table(EventCursor event) {
    int at = event.headerValueAt();
    try {
      int end = at + Math.max(0, event.headerValueLength());
      return new BasicProperties().over(event.buffer(), at, end).headers();
    } catch (AmqpException _) {
      return FieldTable.EMPTY; // another protocol wrote it
    }
  }

  private static @Nullable Opaque bytes(EventCursor event, int at, int length) {
    if (length < 0) {
      return null;
    }
    byte[] copy = new byte[length];
    event.buffer().get(at, copy);
    return new Opaque(copy);
  }

  void write(JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeNumberField("partition", partition);
    json.writeNumberField("offset", offset);
    json.writeNumberField("timestamp", timestamp);
    json.writeNumberField("failures", failures);
    json.writeArrayFieldStart("deaths");
    for (DeadLetterHeader each : deaths) {
      write(each, json);
    }
    json.writeEndArray();
    write("key", keyed ? key : null, false, json);
    json.writeFieldName("properties");
    ArgumentFields.write(table, json);
    json.writeArrayFieldStart("headers");
    for (Header each : headers) {
      json.writeStartObject();
      json.writeStringField("name", each.name);
      write("value", each.value, false, json);
      json.writeEndObject();
    }
    json.writeEndArray();
    boolean cut = goesOn || (value != null && value.length() < valueBytes);
    write("value", value, cut, json);
    json.writeNumberField("valueBytes", valueBytes);
    json.writeBooleanField("truncated", cut);
    json.writeEndObject();
  }

  private static void write(DeadLetterHeader death, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("reason", Fields.word(death.why()));
    json.writeStringField("source", death.queue());
    json.writeNumberField("count", death.count());
    json.writeNumberField("time", death.millis());
    json.writeStringField("exchange", death.exchange());
    json.writeStringField("routingKey", death.key());
    if (death.offset() >= 0) {
      json.writeNumberField("partition", death.partition());
      json.writeNumberField("offset", death.offset());
    }
    json.writeEndObject();
  }

  /// As text if it is UTF-8, which may end within a character if it was `cut`; else in Base64.
  private static void write(String name, @Nullable Opaque bytes, boolean cut, JsonGenerator json)
      throws IOException {
    if (bytes == null) {
      json.writeNullField(name);
      return;
    }
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    CharBuffer text = CharBuffer.allocate(bytes.length());
    if (decoder.decode(ByteBuffer.wrap(bytes.bytes()), text, !cut).isError()) {
      json.writeBinaryField(name + "Base64", bytes.bytes());
    } else {
      json.writeStringField(name, text.flip().toString());
    }
  }
}
