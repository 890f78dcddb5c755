package io.thalweg.protocol.amqp.v091.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.base.Opaque;
import io.thalweg.core.batch.BatchBuilder;
import io.thalweg.core.batch.EventCursor;
import io.thalweg.core.batch.EventHeaders;
import io.thalweg.protocol.amqp.v091.wire.BasicProperties;
import io.thalweg.protocol.amqp.v091.wire.FieldTable;
import io.thalweg.protocol.amqp.v091.wire.FieldValue;
import io.thalweg.protocol.amqp.v091.wire.PropertiesBuilder;
import io.thalweg.protocol.amqp.v091.wire.Property;
import io.thalweg.protocol.amqp.v091.wire.RandomValues;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Properties as headers that others can read, and such headers as properties.
class SpelledHeadersTest {
  private static final byte[] BYTES = {(byte) 0xff, 0};

  private static BasicProperties view(PropertiesBuilder builder) {
    byte[] bytes = builder.build();
    return new BasicProperties().over(ByteBuffer.wrap(bytes), 0, bytes.length);
  }

  private static EventHeaders spelled(FieldTable fields) {
    return SpelledHeaders.of(view(new PropertiesBuilder().headers(fields)));
  }

  private static FieldValue binary(byte... bytes) {
    return new FieldValue.Binary(new Opaque(bytes));
  }

  private static FieldValue array(FieldValue... values) {
    return new FieldValue.Array(List.of(values));
  }

  /// An event with these headers, on which the cursor stands.
  private static EventCursor event(EventHeaders headers) {
    ByteBuffer out = ByteBuffer.allocate(headers.bytes() + 200);
    BatchBuilder builder = new BatchBuilder().begin(out);
    assertThat(builder.add(-1, null, ByteBuffer.allocate(0), headers)).isTrue();
    builder.end();
    EventCursor event = new EventCursor().over(out, 0);
    assertThat(event.next()).isTrue();
    return event;
  }

  /// The headers, as `name=text`.
  private static List<String> told(EventHeaders headers) {
    EventCursor event = event(headers);
    List<String> all = new ArrayList<>();
    while (event.nextHeader()) {
      String value =
          event.headerValueLength() < 0
              ? "null"
              : text(event, event.headerValueAt(), event.headerValueLength());
      all.add(text(event, event.nameAt(), event.nameLength()) + "=" + value);
    }
    return all;
  }

  private static String text(EventCursor event, int at, int length) {
    byte[] bytes = new byte[length];
    event.buffer().get(at, bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static String told(FieldValue value) {
    List<String> all = told(spelled(FieldTable.builder().put("f", value).build()));
    assertThat(all).allMatch(each -> each.startsWith("f="));
    return String.join("|", all.stream().map(each -> each.substring(2)).toList());
  }

  @Test
  void valuesAreTexts() {
    assertThat(told(FieldValue.of("€"))).isEqualTo("€");
    assertThat(told(FieldValue.of(true))).isEqualTo("true");
    assertThat(told(FieldValue.of(-7L))).isEqualTo("-7");
    assertThat(told(new FieldValue.Whole(FieldValue.Width.UINT8, 200))).isEqualTo("200");
    assertThat(told(new FieldValue.Single(2.5f))).isEqualTo("2.5");
    assertThat(told(new FieldValue.Real(Double.NaN))).isEqualTo("NaN");
    assertThat(told(new FieldValue.Decimal(2, -314))).isEqualTo("-3.14");
    assertThat(told(new FieldValue.Timestamp(-1))).isEqualTo("18446744073709551615");
    assertThat(told(FieldValue.nothing())).isEqualTo("null");
    assertThat(told(binary((byte) 'x'))).isEqualTo("x");
  }

  @Test
  void severalValuesAreSeveralHeaders() {
    assertThat(told(array(FieldValue.of("a"), FieldValue.nothing(), FieldValue.of(1))))
        .isEqualTo("a|null|1");
  }

  @Test
  void structuresAreJson() {
    FieldTable table =
        FieldTable.builder()
            .put("a\"\\\n", array(FieldValue.of(1), FieldValue.nothing()))
            .put("b", binary(BYTES))
            .put("c", new FieldValue.Single(Float.POSITIVE_INFINITY))
            .put("d", new FieldValue.Table(FieldTable.EMPTY))
            .put("e", new FieldValue.Real(0.5))
            .build();
    assertThat(told(new FieldValue.Table(table)))
        .isEqualTo(
            "{\"a\\\"\\\\\\u000a\":[1,null],\"b\":\"/wA=\",\"c\":\"Infinity\",\"d\":{},\"e\":0.5}");
    assertThat(told(array())).isEqualTo("[]");
    assertThat(told(array(FieldValue.of(false)))).isEqualTo("[false]");
    assertThat(told(array(FieldValue.of("x"), array(FieldValue.of("y")))))
        .isEqualTo("[\"x\",[\"y\"]]");
  }

  @Test
  void whatTheBrokerReadsIsNotMadeOfFields() {
    FieldTable.Builder fields = FieldTable.builder();
    for (String name :
        List.of(
            "amqp.header",
            "amqp.exchange",
            "amqp.key",
            "amqp.type",
            "thalweg.ttl",
            "thalweg.death",
            "kafka.key",
            "kafka.null",
            "other")) {
      fields.put(name, FieldValue.of("x"));
    }
    assertThat(told(spelled(fields.build()))).containsExactly("other=x");
  }

  @Test
  void tooManyAreLeftOut() {
    int bytes = SpelledHeaders.MOST_BYTES;
    PropertiesBuilder typed = new PropertiesBuilder().put(Property.TYPE, "t");
    typed.headers(
        FieldTable.builder()
            .put("small", FieldValue.of(1))
            .put("large", FieldValue.of("x".repeat(bytes)))
            .build());
    assertThat(told(SpelledHeaders.of(view(typed))))
        .containsExactly("amqp.type=t", "x-thalweg-truncated=headers");
    FieldTable nearly =
        FieldTable.builder().put("f", FieldValue.of("x".repeat(bytes - 100))).build();
    assertThat(spelled(nearly).bytes()).isGreaterThan(bytes - 100);
  }

  @Test
  void propertiesComeBack() {
    RandomValues random = new RandomValues(7);
    for (int round = 0; round < 500; round++) {
      PropertiesBuilder builder = new PropertiesBuilder();
      for (Property each : Property.values()) {
        switch (each) {
          case HEADERS -> {}
          case DELIVERY_MODE, PRIORITY -> builder.put(each, (int) random.number(8));
          case TIMESTAMP -> builder.timestamp(random.number(59));
          default -> builder.put(each, random.text());
        }
        if (random.bit()) {
          builder.remove(each);
        }
      }
      BasicProperties there = view(builder);
      byte[] back = ForeignEvent.properties(event(SpelledHeaders.of(there)));
      assertThat(back).isEqualTo(builder.build());
    }
  }

  @Test
  void whatCannotBeAPropertyStaysAHeader() {
    EventHeaders headers = new EventHeaders(10_000);
    headers.add("amqp.priority", EventMapping.utf8("256"));
    headers.add("amqp.delivery-mode", EventMapping.utf8("-1"));
    headers.add("amqp.timestamp", EventMapping.utf8("9".repeat(19)));
    headers.add("amqp.type", EventMapping.utf8("a"));
    headers.add("amqp.type", EventMapping.utf8("b"));
    headers.add("amqp.app-id", EventMapping.utf8("x".repeat(256)));
    headers.add("amqp.user-id", BYTES);
    headers.add("amqp.reply-to", null);
    byte[] properties = ForeignEvent.properties(event(headers));
    BasicProperties view = new BasicProperties();
    view.over(ByteBuffer.wrap(properties), 0, properties.length);
    for (Property each : Property.values()) {
      assertThat(view.has(each)).as(each.name()).isEqualTo(each == Property.HEADERS);
    }
    assertThat(view.headers().toMap())
        .containsOnlyKeys(
            "amqp.priority",
            "amqp.delivery-mode",
            "amqp.timestamp",
            "amqp.type",
            "amqp.app-id",
            "amqp.user-id",
            "amqp.reply-to")
        .containsEntry("amqp.type", array(FieldValue.of("a"), FieldValue.of("b")));
  }

  @Test
  void namesAreTexts() {
    EventHeaders headers = new EventHeaders(10_000);
    headers.add(ByteBuffer.wrap(BYTES), ByteBuffer.wrap(BYTES));
    headers.add("", BYTES);
    headers.add("€".repeat(86), BYTES);
    byte[] properties = ForeignEvent.properties(event(headers));
    BasicProperties view = new BasicProperties();
    view.over(ByteBuffer.wrap(properties), 0, properties.length);
    assertThat(view.headers().toMap())
        .containsOnlyKeys("", "x-thalweg-truncated")
        .containsEntry("", binary(BYTES))
        .containsEntry("x-thalweg-truncated", FieldValue.of("names"));
  }
}
