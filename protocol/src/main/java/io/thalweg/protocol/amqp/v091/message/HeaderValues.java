package io.thalweg.protocol.amqp.v091.message;

import io.thalweg.core.base.Opaque;
import io.thalweg.core.exchange.HeaderMatch;
import io.thalweg.core.exchange.HeaderValue;
import io.thalweg.protocol.amqp.v091.wire.FieldTable;
import io.thalweg.protocol.amqp.v091.wire.FieldValue;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;

/// Tables in the core's words.
public final class HeaderValues {
  private HeaderValues() {}

  /// The value as exchanges of headers compare it.
  public static HeaderValue of(FieldValue value) {
    return switch (value) {
      case FieldValue.Bool bool -> new HeaderValue.Flag(bool.value());
      case FieldValue.Whole whole -> new HeaderValue.Whole(whole.value());
      case FieldValue.Timestamp timestamp -> new HeaderValue.Whole(timestamp.seconds());
      case FieldValue.Single single -> new HeaderValue.Real(single.value());
      case FieldValue.Real real -> new HeaderValue.Real(real.value());
      case FieldValue.Text text -> new HeaderValue.Bytes(text.value());
      case FieldValue.Binary binary -> new HeaderValue.Bytes(binary.value());
      case FieldValue.Nothing _ -> new HeaderValue.Nothing();
      case FieldValue.Decimal _, FieldValue.Array _, FieldValue.Table _ ->
          new HeaderValue.Structure(encoded(value));
    };
  }

  /// All fields.
  public static Map<String, HeaderValue> of(FieldTable table) {
    Map<String, HeaderValue> values = new TreeMap<>();
    table.toMap().forEach((name, value) -> values.put(name, of(value)));
    return values;
  }

  /// What `match` asks for, as arguments that ask for it.
  public static FieldTable asked(HeaderMatch match) {
    FieldTable.Builder table = FieldTable.builder();
    boolean special = match.terms().stream().anyMatch(term -> term.name().startsWith("x-"));
    if (match.any() || special) {
      String mode = (match.any() ? "any" : "all") + (special ? "-with-x" : "");
      table.put(HeaderMatch.MODE, FieldValue.of(mode));
    }
    match.terms().forEach(term -> table.put(term.name(), field(term.value())));
    return table.build();
  }

  private static FieldValue field(HeaderValue value) {
    return switch (value) {
      case HeaderValue.Nothing _ -> FieldValue.nothing();
      case HeaderValue.Flag flag -> FieldValue.of(flag.value());
      case HeaderValue.Whole whole -> FieldValue.of(whole.value());
      case HeaderValue.Real real -> new FieldValue.Real(real.value());
      case HeaderValue.Bytes bytes -> FieldValue.of(bytes.value().bytes());
      case HeaderValue.Structure structure ->
          FieldValue.read(ByteBuffer.wrap(structure.value().bytes()), 0);
    };
  }

  private static Opaque encoded(FieldValue value) {
    ByteBuffer bytes = ByteBuffer.allocate(value.bytes());
    value.write(bytes);
    return new Opaque(bytes.array());
  }

  /// The table's bytes, its fields in the order of their names: the same fields are the same bytes.
  public static Opaque canonical(FieldTable table) {
    FieldTable.Builder sorted = FieldTable.builder();
    new TreeMap<>(table.toMap()).forEach(sorted::put);
    return verbatim(sorted.build());
  }

  /// The table's bytes as they came; none of an empty one.
  public static Opaque verbatim(FieldTable table) {
    if (table.isEmpty()) {
      return Opaque.EMPTY;
    }
    ByteBuffer bytes = ByteBuffer.allocate(table.bytes());
    table.write(bytes);
    return new Opaque(bytes.array());
  }

  /// The table that [#verbatim] made into bytes.
  public static FieldTable table(Opaque bytes) {
    return bytes.length() == 0
        ? FieldTable.EMPTY
        : FieldTable.read(ByteBuffer.wrap(bytes.bytes()), 0, bytes.length());
  }
}
