package io.thalweg.server.admin.queue;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import io.thalweg.protocol.amqp.v091.wire.FieldTable;
import io.thalweg.protocol.amqp.v091.wire.FieldValue;
import io.thalweg.server.admin.Refusal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The arguments of a binding in JSON. Types that JSON does not have are shown as near as it goes.
final class ArgumentFields {
  private static final int MOST_NAME = 255;

  private ArgumentFields() {}

  static FieldTable read(@Nullable JsonNode object) throws Refusal {
    FieldTable.Builder table = FieldTable.builder();
    if (object != null) {
      for (Map.Entry<String, JsonNode> each : object.properties()) {
        if (each.getKey().getBytes(StandardCharsets.UTF_8).length > MOST_NAME) {
          throw Refusal.invalid(
              "names of arguments of at most " + MOST_NAME + " bytes", "one has more");
        }
        table.put(each.getKey(), value(each.getValue()));
      }
    }
    return table.build();
  }

  private static FieldValue value(JsonNode node) throws Refusal {
    return switch (node.getNodeType()) {
      case STRING -> FieldValue.of(node.textValue());
      case BOOLEAN -> FieldValue.of(node.booleanValue());
      case NUMBER -> number(node);
      case ARRAY -> {
        List<FieldValue> all = new ArrayList<>();
        for (JsonNode each : node) {
          all.add(value(each));
        }
        yield new FieldValue.Array(all);
      }
      case OBJECT -> new FieldValue.Table(read(node));
      default -> new FieldValue.Nothing();
    };
  }

  private static FieldValue number(JsonNode node) throws Refusal {
    if (!node.isIntegralNumber()) {
      return new FieldValue.Real(node.doubleValue());
    }
    if (!node.canConvertToLong()) {
      throw Refusal.invalid("whole numbers of 64 bits in 'arguments'", "it is " + node);
    }
    return FieldValue.of(node.longValue());
  }

  static void write(FieldTable table, JsonGenerator json) throws IOException {
    json.writeStartObject();
    for (Map.Entry<String, FieldValue> each : table.toMap().entrySet()) {
      json.writeFieldName(each.getKey());
      write(each.getValue(), json);
    }
    json.writeEndObject();
  }

  private static void write(FieldValue value, JsonGenerator json) throws IOException {
    switch (value) {
      case FieldValue.Bool bool -> json.writeBoolean(bool.value());
      case FieldValue.Whole whole -> json.writeNumber(whole.value());
      case FieldValue.Timestamp timestamp -> json.writeNumber(timestamp.seconds());
      case FieldValue.Single single -> json.writeNumber(single.value());
      case FieldValue.Real real -> json.writeNumber(real.value());
      case FieldValue.Decimal decimal ->
          json.writeNumber(decimal.unscaled() / Math.pow(10, decimal.scale()));
      case FieldValue.Text text -> json.writeString(text.toString());
      case FieldValue.Binary binary -> json.writeBinary(binary.value().bytes());
      case FieldValue.Nothing _ -> json.writeNull();
      case FieldValue.Table table -> write(table.table(), json);
      case FieldValue.Array array -> {
        json.writeStartArray();
        for (FieldValue each : array.values()) {
          write(each, json);
        }
        json.writeEndArray();
      }
    }
  }
}
