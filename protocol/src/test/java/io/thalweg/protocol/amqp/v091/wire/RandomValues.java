package io.thalweg.protocol.amqp.v091.wire;

import com.rabbitmq.client.LongString;
import com.rabbitmq.client.impl.LongStringHelper;
import io.thalweg.core.base.Chance;
import io.thalweg.core.base.Opaque;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Values of every type of AMQP, by chance: ours, and those of RabbitMQ's client, which are told to
/// be the same or not.
@SuppressWarnings("JavaUtilDate") // RabbitMQ's client has it
public final class RandomValues {
  private static final int DEEPEST = 3;
  private static final String[] LETTERS = {"a", "B", "0", ".", "-", "é", "€", "𝄞"};

  private final Chance chance;

  public RandomValues(long seed) {
    this.chance = new Chance(seed);
  }

  public Chance chance() {
    return chance;
  }

  public boolean bit() {
    return chance.nextInt(2) == 0;
  }

  /// Zero, all bits, or anything, of `bits` bits.
  public long number(int bits) {
    long mask = -1L >>> (Long.SIZE - bits);
    return switch (chance.nextInt(4)) {
      case 0 -> 0;
      case 1 -> mask;
      default -> chance.nextLong() & mask;
    };
  }

  /// What fits a short string.
  public String text() {
    StringBuilder text = new StringBuilder();
    int bytes = chance.nextInt(4) == 0 ? ShortString.LONGEST : chance.nextInt(30);
    while (true) {
      String letter = LETTERS[chance.nextInt(LETTERS.length)];
      if (Utf8.bytes(text + letter) > bytes) {
        return text.toString();
      }
      text.append(letter);
    }
  }

  public byte[] bytes() {
    byte[] bytes = new byte[chance.nextInt(40)];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) chance.nextLong();
    }
    return bytes;
  }

  /// A table of ours.
  public FieldTable table() {
    return table(DEEPEST);
  }

  private FieldTable table(int depth) {
    FieldTable.Builder table = FieldTable.builder();
    for (int left = chance.nextInt(6); left > 0; left--) {
      table.put(text(), value(depth));
    }
    return table.build();
  }

  /// A value of ours, of any type that RabbitMQ's client knows.
  public FieldValue value() {
    return value(DEEPEST);
  }

  private FieldValue value(int depth) {
    return switch (chance.nextInt(depth > 0 ? 17 : 15)) {
      case 0 -> FieldValue.of(bit());
      case 1 -> new FieldValue.Whole(FieldValue.Width.INT8, (byte) number(8));
      case 2 -> new FieldValue.Whole(FieldValue.Width.UINT8, number(8));
      case 3 -> new FieldValue.Whole(FieldValue.Width.INT16, (short) number(16));
      case 4 -> new FieldValue.Whole(FieldValue.Width.UINT16, number(16));
      case 5 -> new FieldValue.Whole(FieldValue.Width.INT32, (int) number(32));
      case 6 -> new FieldValue.Whole(FieldValue.Width.UINT32, number(32));
      case 7 -> FieldValue.of(number(64));
      case 8 -> new FieldValue.Single(chance.nextInt(1 << 20) / 64f);
      case 9 -> new FieldValue.Real(chance.nextInt(1 << 20) / -128d);
      case 10 -> new FieldValue.Decimal((int) number(8), (int) number(32));
      case 11 -> new FieldValue.Text(new Opaque(bytes()));
      case 12 -> new FieldValue.Binary(new Opaque(bytes()));
      case 13 -> new FieldValue.Timestamp(chance.nextInt(Integer.MAX_VALUE));
      case 14 -> new FieldValue.Nothing();
      case 15 -> new FieldValue.Table(table(depth - 1));
      default -> {
        List<FieldValue> values = new ArrayList<>();
        for (int left = chance.nextInt(5); left > 0; left--) {
          values.add(value(depth - 1));
        }
        yield new FieldValue.Array(values);
      }
    };
  }

  /// A table of RabbitMQ's client.
  public Map<String, Object> rabbitTable() {
    return rabbitTable(DEEPEST);
  }

  private Map<String, Object> rabbitTable(int depth) {
    Map<String, Object> table = new LinkedHashMap<>();
    for (int left = chance.nextInt(6); left > 0; left--) {
      table.put(text(), rabbitValue(depth));
    }
    return table;
  }

  private @Nullable Object rabbitValue(int depth) {
    return switch (chance.nextInt(depth > 0 ? 14 : 12)) {
      case 0 -> bit();
      case 1 -> (byte) number(8);
      case 2 -> (short) number(16);
      case 3 -> (int) number(32);
      case 4 -> number(64);
      case 5 -> (float) chance.nextInt(1000);
      case 6 -> chance.nextInt(1000) / 7d;
      case 7 -> {
        int unscaled = (int) number(32);
        yield new BigDecimal(BigInteger.valueOf(unscaled), (int) number(8));
      }
      case 8 -> text();
      case 9 -> bytes();
      case 10 -> new Date(1000L * chance.nextInt(Integer.MAX_VALUE));
      case 11 -> null;
      case 12 -> rabbitTable(depth - 1);
      default -> {
        List<Object> values = new ArrayList<>();
        for (int left = chance.nextInt(5); left > 0; left--) {
          values.add(rabbitValue(depth - 1));
        }
        yield values;
      }
    };
  }

  /// A value of RabbitMQ's client as something that tells whether it equals one of ours.
  public static Object told(@Nullable Object value) {
    return switch (value) {
      case null -> "void";
      case String text -> told(LongStringHelper.asLongString(text));
      case LongString text -> new FieldValue.Text(new Opaque(text.getBytes()));
      case byte[] bytes -> new FieldValue.Binary(new Opaque(bytes));
      case Date date -> new FieldValue.Timestamp(date.getTime() / 1000);
      case Byte number -> number.longValue();
      case Short number -> number.longValue();
      case Integer number -> number.longValue();
      case List<?> values -> values.stream().map(RandomValues::told).toList();
      case Map<?, ?> table -> {
        Map<Object, Object> told = new LinkedHashMap<>();
        table.forEach((name, each) -> told.put(name, told(each)));
        yield told;
      }
      default -> value;
    };
  }

  /// A value of ours, likewise.
  public static Object told(FieldValue value) {
    return switch (value) {
      case FieldValue.Bool bool -> bool.value();
      case FieldValue.Whole whole -> whole.value();
      case FieldValue.Single single -> single.value();
      case FieldValue.Real real -> real.value();
      case FieldValue.Decimal(int scale, int unscaled) ->
          new BigDecimal(BigInteger.valueOf(unscaled), scale);
      case FieldValue.Text text -> text;
      case FieldValue.Binary binary -> binary;
      case FieldValue.Timestamp timestamp -> timestamp;
      case FieldValue.Array array -> array.values().stream().map(RandomValues::told).toList();
      case FieldValue.Table table -> told(table.table());
      case FieldValue.Nothing _ -> "void";
    };
  }

  /// A table of ours, likewise.
  public static Map<Object, Object> told(FieldTable table) {
    Map<Object, Object> told = new LinkedHashMap<>();
    table.toMap().forEach((name, value) -> told.put(name, told(value)));
    return told;
  }
}
