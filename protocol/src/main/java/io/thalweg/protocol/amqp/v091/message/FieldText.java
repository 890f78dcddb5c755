package io.thalweg.protocol.amqp.v091.message;

import io.thalweg.protocol.amqp.v091.wire.FieldTable;
import io.thalweg.protocol.amqp.v091.wire.FieldValue;
import java.math.BigDecimal;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Values of fields as texts: numbers in decimal, bytes as they are, arrays and tables as JSON.
final class FieldText {
  private static final int FIRST_PRINTABLE = 0x20;

  private FieldText() {}

  /// The bytes of the text, or null for a value that is nothing.
  static byte @Nullable [] of(FieldValue value) {
    return switch (value) {
      case FieldValue.Text text -> text.value().bytes();
      case FieldValue.Binary binary -> binary.value().bytes();
      case FieldValue.Nothing _ -> null;
      case FieldValue.Single single -> EventMapping.utf8(Float.toString(single.value()));
      case FieldValue.Real real -> EventMapping.utf8(Double.toString(real.value()));
      case FieldValue.Bool _,
          FieldValue.Whole _,
          FieldValue.Decimal _,
          FieldValue.Timestamp _,
          FieldValue.Array _,
          FieldValue.Table _ -> {
        StringBuilder json = new StringBuilder();
        json(value, json);
        yield EventMapping.utf8(json.toString());
      }
    };
  }

  /// Tables and arrays are at most 32 deep in each other, as was checked when they came.
  private static void json(FieldValue value, StringBuilder out) {
    switch (value) {
      case FieldValue.Bool bool -> out.append(bool.value());
      case FieldValue.Whole whole -> out.append(whole.value());
      case FieldValue.Single(float number) -> real(Float.toString(number), number, out);
      case FieldValue.Real(double number) -> real(Double.toString(number), number, out);
      case FieldValue.Decimal(int scale, int unscaled) ->
          out.append(BigDecimal.valueOf(unscaled, scale).toPlainString());
      case FieldValue.Text text -> quoted(text.toString(), out);
      case FieldValue.Binary binary ->
          quoted(Base64.getEncoder().encodeToString(binary.value().bytes()), out);
      case FieldValue.Timestamp timestamp -> out.append(Long.toUnsignedString(timestamp.seconds()));
      case FieldValue.Array array -> elements(array.values(), out);
      case FieldValue.Table table -> fields(table.table(), out);
      case FieldValue.Nothing _ -> out.append("null");
    }
  }

  /// JSON has no numbers that are not finite.
  private static void real(String text, double number, StringBuilder out) {
    if (Double.isFinite(number)) {
      out.append(text);
    } else {
      quoted(text, out);
    }
  }

  private static void elements(List<FieldValue> values, StringBuilder out) {
    out.append('[');
    String before = "";
    for (FieldValue each : values) {
      json(each, out.append(before));
      before = ",";
    }
    out.append(']');
  }

  private static void fields(FieldTable table, StringBuilder out) {
    out.append('{');
    String before = "";
    for (Map.Entry<String, FieldValue> each : table.toMap().entrySet()) {
      quoted(each.getKey(), out.append(before));
      json(each.getValue(), out.append(':'));
      before = ",";
    }
    out.append('}');
  }

  private static void quoted(String text, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char next = text.charAt(i);
      if (next == '"' || next == '\\') {
        out.append('\\').append(next);
      } else if (next < FIRST_PRINTABLE) {
        out.append("\\u%04x".formatted((int) next));
      } else {
        out.append(next);
      }
    }
    out.append('"');
  }
}
