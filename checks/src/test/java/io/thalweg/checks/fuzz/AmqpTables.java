package io.thalweg.checks.fuzz;

import io.thalweg.core.base.Chance;
import io.thalweg.core.base.Opaque;
import io.thalweg.protocol.amqp.v091.wire.FieldTable;
import io.thalweg.protocol.amqp.v091.wire.FieldValue;
import io.thalweg.protocol.amqp.v091.wire.FieldValue.Width;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// Tables of AMQP: such as queues are declared with, any, and those that are nested too deeply.
final class AmqpTables {
  private static final int DEEPEST = 3;

  private record Argument(String name, FieldValue value) {}

  private static final List<Argument> OF_QUEUES =
      List.of(
          new Argument("x-message-ttl", FieldValue.of(50)),
          new Argument("x-expires", FieldValue.of(60_000)),
          new Argument("x-max-length", FieldValue.of(5)),
          new Argument("x-max-length-bytes", FieldValue.of(2_000)),
          new Argument("x-overflow", FieldValue.of("reject-publish")),
          new Argument("x-overflow", FieldValue.of("reject-publish-dlx")),
          new Argument("x-dead-letter-exchange", FieldValue.of("")),
          new Argument("x-dead-letter-exchange", FieldValue.of("fx-1")),
          new Argument("x-dead-letter-routing-key", FieldValue.of("fq-1")),
          new Argument("x-dead-letter-strategy", FieldValue.of("at-least-once")),
          new Argument("x-delivery-limit", FieldValue.of(1)),
          new Argument("x-max-priority", FieldValue.of(5)),
          new Argument("x-single-active-consumer", FieldValue.of(true)),
          new Argument("x-order", FieldValue.of("key")),
          new Argument("x-order-key", FieldValue.of("tenant")),
          new Argument("x-order-window", FieldValue.of(2)),
          new Argument("x-delivery-delay", FieldValue.of(20)),
          new Argument("x-consumer-timeout", FieldValue.of(100)),
          new Argument("x-retry-delay", FieldValue.of(10)),
          new Argument("x-retry-factor", FieldValue.of(2)),
          new Argument("x-queue-type", FieldValue.of("quorum")),
          new Argument("x-queue-mode", FieldValue.of("lazy")));

  private AmqpTables() {}

  /// Up to three arguments of a queue.
  static FieldTable ofQueue(Chance chance) {
    FieldTable.Builder table = FieldTable.builder();
    for (int left = chance.nextInt(4); left > 0; left--) {
      Argument each = OF_QUEUES.get(chance.nextInt(OF_QUEUES.size()));
      table.put(each.name, each.value);
    }
    return table.build();
  }

  static FieldTable of(String name, FieldValue value) {
    return FieldTable.builder().put(name, value).build();
  }

  /// Anything.
  static FieldTable any(Chance chance) {
    return any(chance, DEEPEST);
  }

  private static FieldTable any(Chance chance, int depth) {
    FieldTable.Builder table = FieldTable.builder();
    for (int left = chance.nextInt(5); left > 0; left--) {
      boolean known = chance.nextInt(2) == 0;
      String name =
          known
              ? OF_QUEUES.get(chance.nextInt(OF_QUEUES.size())).name
              : AmqpRecordings.name(chance);
      table.put(name, value(chance, depth));
    }
    return table.build();
  }

  private static FieldValue value(Chance chance, int depth) {
    long number = Evil.number(chance);
    return switch (chance.nextInt(depth > 0 ? 15 : 13)) {
      case 0 -> FieldValue.of(chance.nextInt(2) == 0);
      case 1 -> new FieldValue.Whole(Width.INT8, (byte) number);
      case 2 -> new FieldValue.Whole(Width.UINT8, number & 0xff);
      case 3 -> new FieldValue.Whole(Width.INT16, (short) number);
      case 4 -> new FieldValue.Whole(Width.INT32, (int) number);
      case 5, 6 -> FieldValue.of(number);
      case 7 -> new FieldValue.Real(number / 3.0);
      case 8 -> new FieldValue.Decimal((int) number & 0xff, (int) number);
      case 9 -> new FieldValue.Binary(new Opaque(new byte[chance.nextInt(20)]));
      case 10 -> new FieldValue.Timestamp(number);
      case 11 -> new FieldValue.Nothing();
      case 12 -> FieldValue.of(AmqpRecordings.name(chance));
      case 13 -> new FieldValue.Table(any(chance, depth - 1));
      default -> {
        List<FieldValue> values = new ArrayList<>();
        for (int left = chance.nextInt(4); left > 0; left--) {
          values.add(value(chance, depth - 1));
        }
        yield new FieldValue.Array(values);
      }
    };
  }

  /// The bytes of a table in a table in a table, and so on, each the only field of the one before.
  static byte[] nested(int depth) {
    int field = 1 + 1 + Integer.BYTES; // no name, a tag, a length
    ByteBuffer out = ByteBuffer.allocate(Integer.BYTES + depth * field);
    out.putInt(depth * field);
    for (int left = depth - 1; left >= 0; left--) {
      out.put((byte) 0).put((byte) 'F').putInt(left * field);
    }
    return out.array();
  }
}
