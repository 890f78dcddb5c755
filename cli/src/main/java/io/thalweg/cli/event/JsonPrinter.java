package io.thalweg.cli.event;

import com.fasterxml.jackson.core.JsonGenerator;
import io.thalweg.cli.terminal.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/// Writes each event as one JSON object in a line. Bytes that are no UTF-8 stand in Base64 under
/// `keyBase64` or `valueBase64` instead.
final class JsonPrinter implements EventPrinter {
  private final OutputStream out;
  private final JsonGenerator json;

  JsonPrinter(OutputStream out) throws IOException {
    this.out = out;
    this.json = Json.lines(out);
  }

  @Override
  public void print(ConsumerRecord<byte[], byte[]> event) throws IOException {
    json.writeStartObject();
    json.writeStringField("topic", event.topic());
    json.writeNumberField("partition", event.partition());
    json.writeNumberField("offset", event.offset());
    json.writeNumberField("timestamp", event.timestamp());
    write("key", event.key());
    write("value", event.value());
    json.writeArrayFieldStart("headers");
    for (Header header : event.headers()) {
      json.writeStartObject();
      json.writeStringField("name", header.key());
      write("value", header.value());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
    json.writeRaw('\n');
  }

  private void write(String name, byte @Nullable [] bytes) throws IOException {
    if (bytes == null) {
      json.writeNullField(name);
      return;
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      json.writeStringField(name, text);
    } catch (CharacterCodingException e) {
      json.writeBinaryField(name + "Base64", bytes);
    }
  }

  @Override
  public void flush() throws IOException {
    json.flush();
    out.flush();
  }
}
