package io.thalweg.protocol.amqp.v091.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rabbitmq.client.impl.ValueReader;
import com.rabbitmq.client.impl.ValueWriter;
import com.sun.management.ThreadMXBean;
import io.thalweg.core.base.Opaque;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class FieldTableTest {
  private static final int ROUNDS = 3_000;

  @Test
  void whatRabbitWritesIsReadAndWrittenAsItCame() throws IOException {
    for (int seed = 0; seed < ROUNDS; seed++) {
      Map<String, Object> theirs = new RandomValues(seed).rabbitTable();
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      new ValueWriter(new DataOutputStream(out)).writeTable(theirs);
      FieldTable ours = read(out.toByteArray());
      assertThat(RandomValues.told(ours)).as("seed %d", seed).isEqualTo(RandomValues.told(theirs));
      assertThat(written(ours)).as("seed %d", seed).isEqualTo(out.toByteArray());
    }
  }

  @Test
  void whatIsWrittenRabbitReads() throws IOException {
    for (int seed = 0; seed < ROUNDS; seed++) {
      FieldTable ours = new RandomValues(seed).table();
      byte[] bytes = written(ours);
      var in = new ValueReader(new DataInputStream(new ByteArrayInputStream(bytes)));
      assertThat(RandomValues.told(in.readTable()))
          .as("seed %d", seed)
          .isEqualTo(RandomValues.told(ours));
    }
  }

  @Test
  void valuesAreWrittenAsTheyWereRead() {
    for (int seed = 0; seed < ROUNDS; seed++) {
      FieldTable table = new RandomValues(seed).table();
      FieldTable.Builder again = FieldTable.builder();
      for (var field : table.toMap().entrySet()) {
        again.put(field.getKey(), field.getValue());
        assertThat(table.get(field.getKey())).isEqualTo(field.getValue());
      }
      FieldTable copy = again.build();
      if (table.toMap().size() == fields(table)) {
        assertThat(copy).as("seed %d", seed).isEqualTo(table).hasSameHashCodeAs(table);
      }
      assertThat(copy.toMap()).isEqualTo(table.toMap());
    }
  }

  /// Fields, with those that stand twice.
  private static int fields(FieldTable table) {
    ByteBuffer in = ByteBuffer.wrap(written(table));
    int fields = 0;
    int at = 4;
    while (at < in.limit()) {
      int value = ShortString.skip(in, at, in.limit());
      at = value + FieldValue.read(in, value).bytes();
      fields++;
    }
    return fields;
  }

  @Test
  void everyTypeKeepsItsLetter() {
    ByteBuffer out = ByteBuffer.allocate(1000).position(4);
    byte[] tags = "tbBsuIilLfdDSxATFV".getBytes(StandardCharsets.US_ASCII);
    for (byte tag : tags) {
      out.put((byte) 1).put(tag).put(tag);
      ByteBuffer zeros = ByteBuffer.allocate(9).put(0, tag);
      out.put(new byte[(int) FieldLayout.bytes(zeros, 0, 9) - 1]);
    }
    out.putInt(0, out.position() - 4).flip();
    FieldTable table = FieldTable.read(out, 0, out.limit());
    assertThat(table.toMap()).hasSize(tags.length);
    for (byte tag : tags) {
      FieldValue value = table.get(String.valueOf((char) tag));
      ByteBuffer again = ByteBuffer.allocate(value.bytes());
      value.write(again);
      assertThat(again.get(0)).isEqualTo(tag);
      assertThat(again.remaining()).isZero();
    }
    assertThat(table.get("L"))
        .isEqualTo(new FieldValue.Whole(FieldValue.Width.INT64_TOO, 0))
        .isNotEqualTo(table.get("l"));
  }

  @Test
  void theFirstOfTwoFieldsWithOneNameCounts() {
    FieldTable table =
        FieldTable.builder()
            .put("a", FieldValue.of(1))
            .put("b", FieldValue.of("x"))
            .put("a", FieldValue.of(2))
            .build();
    assertThat(table.get("a")).isEqualTo(FieldValue.of(1));
    assertThat(table.get("c")).isNull();
    assertThat(table.get("")).isNull();
    assertThat(table.toMap()).hasSize(2).containsEntry("a", FieldValue.of(1));
    assertThat(table)
        .isEqualTo(read(written(table)))
        .hasToString("{a=" + FieldValue.of(1) + ", b=x}");
  }

  @Test
  void anEmptyTableIsFourBytes() {
    assertThat(written(FieldTable.EMPTY)).isEqualTo(new byte[4]);
    assertThat(read(new byte[4])).isSameAs(FieldTable.EMPTY);
    assertThat(FieldTable.builder().build().isEmpty()).isTrue();
  }

  @Test
  void aTableThatIsCutOffIsASyntaxError() {
    for (int seed = 0; seed < 200; seed++) {
      byte[] bytes = written(new RandomValues(seed).table());
      for (int length = 0; length < bytes.length; length++) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        int end = length;
        assertSyntaxError(() -> FieldTable.read(in, 0, end));
        assertReadOrRefused(bytes, length);
      }
    }
  }

  /// With a length that fits, what is left may be a table with fewer fields.
  private static void assertReadOrRefused(byte[] bytes, int length) {
    byte[] shorter = Arrays.copyOf(bytes, Math.max(length, 4));
    ByteBuffer.wrap(shorter).putInt(0, shorter.length - 4);
    try {
      assertThat(written(read(shorter))).isEqualTo(shorter);
    } catch (AmqpException e) {
      assertThat(e.code()).isEqualTo(ReplyCode.SYNTAX_ERROR);
    }
  }

  @Test
  void lengthsThatLieAreSyntaxErrors() {
    for (char tag : new char[] {'S', 'x', 'A', 'F'}) {
      for (int length : new int[] {1, 100, Integer.MAX_VALUE, Integer.MIN_VALUE, -1}) {
        ByteBuffer in = ByteBuffer.allocate(11).putInt(7).put((byte) 1).put((byte) 'a');
        in.put((byte) tag).putInt(length);
        assertSyntaxError(() -> FieldTable.read(in, 0, 11));
      }
    }
    for (int length : new int[] {1, Integer.MAX_VALUE, Integer.MIN_VALUE, -1}) {
      ByteBuffer in = ByteBuffer.allocate(4).putInt(length);
      assertSyntaxError(() -> FieldTable.read(in, 0, 4));
    }
  }

  @Test
  void anUnknownTypeIsASyntaxError() {
    for (int tag = 0; tag < 256; tag++) {
      if ("tbBsuIilLfdDSxATFV".indexOf(tag) < 0) {
        ByteBuffer in = ByteBuffer.allocate(20).putInt(16).put((byte) 1).put((byte) 'a');
        in.put((byte) tag);
        assertSyntaxError(() -> FieldTable.read(in, 0, 20));
      }
    }
  }

  @Test
  void aNameThatIsNotUtf8IsASyntaxError() {
    ByteBuffer in = ByteBuffer.allocate(8).putInt(4).put((byte) 2).put((byte) 0xc3).put((byte) 'a');
    in.put((byte) 'V');
    assertThatThrownBy(() -> FieldTable.read(in, 0, 8))
        .isInstanceOf(AmqpException.class)
        .hasMessageContaining("SYNTAX_ERROR")
        .hasMessageContaining("UTF-8");
  }

  @Test
  void tablesLieAtMost32DeepInEachOther() {
    assertThat(read(nested('F', 31)).toMap()).hasSize(1);
    assertThat(read(nested('A', 31)).toMap()).hasSize(1);
    assertSyntaxError(() -> read(nested('F', 32)));
    assertSyntaxError(() -> read(nested('A', 32)));
  }

  @Test
  void aBombOfNestedTablesTakesNoMemory() {
    byte[] bomb = nested('A', 25_000);
    byte[] wide = new byte[128 * 1024];
    ByteBuffer.wrap(wide).putInt(wide.length - 4).put((byte) 1).put((byte) 'a').put((byte) 'A');
    ByteBuffer.wrap(wide).putInt(7, wide.length - 11);
    Arrays.fill(wide, 11, wide.length, (byte) 'V');
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    assertSyntaxError(() -> read(bomb));
    long before = threads.getCurrentThreadAllocatedBytes();
    assertSyntaxError(() -> read(bomb));
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(64 * 1024);
    before = threads.getCurrentThreadAllocatedBytes();
    FieldTable table = read(wide);
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(2L * wide.length);
    before = threads.getCurrentThreadAllocatedBytes();
    assertThat(table.get("a")).isInstanceOf(FieldValue.Array.class);
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(40L * wide.length);
  }

  /// A table in which `depth` tables or arrays lie in each other.
  private static byte[] nested(char tag, int depth) {
    byte[] name = tag == 'F' ? new byte[1] : new byte[0];
    int each = name.length + 5;
    int first = 1 - name.length;
    ByteBuffer out = ByteBuffer.allocate(4 + first + each * depth);
    out.putInt(out.capacity() - 4).put(new byte[first]);
    for (int i = 0; i < depth; i++) {
      out.put(name).put((byte) tag).putInt(out.remaining() - 4);
    }
    return out.array();
  }

  @Test
  void largeTablesAreBuilt() {
    FieldTable.Builder table = FieldTable.builder();
    for (int i = 0; i < 100; i++) {
      table.put("name " + i, new FieldValue.Binary(new Opaque(new byte[i * 10])));
    }
    table.put("list", new FieldValue.Array(List.of(FieldValue.of("a"), new FieldValue.Nothing())));
    assertThat(table.build().toMap()).hasSize(101);
    assertThatThrownBy(() -> FieldTable.builder().put("x".repeat(256), new FieldValue.Nothing()))
        .isInstanceOf(IllegalStateException.class);
  }

  private static void assertSyntaxError(ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            AmqpException.class, e -> assertThat(e.code()).isEqualTo(ReplyCode.SYNTAX_ERROR));
  }

  private static FieldTable read(byte[] bytes) {
    return FieldTable.read(ByteBuffer.wrap(bytes), 0, bytes.length);
  }

  private static byte[] written(FieldTable table) {
    ByteBuffer out = ByteBuffer.allocate(table.bytes());
    table.write(out);
    assertThat(out.remaining()).isZero();
    return out.array();
  }
}
