package io.thalweg.protocol.amqp.v091.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.thalweg.core.base.Chance;
import io.thalweg.core.base.Opaque;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/// Arguments in any order; the methods that there are have few.
class ArgumentsTest {
  /// A value, how it is written, and how it is read.
  private record Argument(
      Object value, Consumer<ArgumentSink> write, Function<ArgumentReader, Object> read) {}

  @Test
  void anyOrderIsReadAsItWasWritten() {
    for (int seed = 0; seed < 2_000; seed++) {
      RandomValues random = new RandomValues(seed);
      List<Argument> arguments = new ArrayList<>();
      for (int left = random.chance().nextInt(30); left > 0; left--) {
        arguments.add(argument(random));
      }
      ArgumentCount count = new ArgumentCount();
      arguments.forEach(argument -> argument.write.accept(count));
      ByteBuffer out = ByteBuffer.allocate(count.bytes());
      ArgumentWriter writer = new ArgumentWriter(out);
      arguments.forEach(argument -> argument.write.accept(writer));
      assertThat(out.remaining()).as("seed %d", seed).isZero();
      ArgumentReader reader = new ArgumentReader(out, 0, out.limit());
      for (Argument argument : arguments) {
        assertThat(argument.read.apply(reader)).as("seed %d", seed).isEqualTo(argument.value);
      }
      reader.end();
    }
  }

  private static Argument argument(RandomValues random) {
    Chance chance = random.chance();
    return switch (chance.nextInt(12)) {
      case 0 -> {
        int value = (int) random.number(8);
        yield new Argument(value, out -> out.octet(value), ArgumentReader::octet);
      }
      case 1 -> {
        int value = (int) random.number(16);
        yield new Argument(value, out -> out.uint16(value), ArgumentReader::uint16);
      }
      case 2 -> {
        long value = random.number(32);
        yield new Argument(value, out -> out.uint32(value), ArgumentReader::uint32);
      }
      case 3 -> {
        long value = random.number(64);
        yield new Argument(value, out -> out.int64(value), ArgumentReader::int64);
      }
      case 4 -> {
        String value = random.text();
        yield new Argument(value, out -> out.shortString(value), ArgumentReader::shortString);
      }
      case 5 -> {
        Opaque value = new Opaque(random.bytes());
        yield new Argument(value, out -> out.longString(value), ArgumentReader::longString);
      }
      case 6 -> {
        FieldTable value = random.table();
        yield new Argument(value, out -> out.table(value), ArgumentReader::table);
      }
      default -> {
        boolean value = random.bit();
        yield new Argument(value, out -> out.bit(value), ArgumentReader::bit);
      }
    };
  }

  @Test
  void aLengthThatLiesTakesNoMemory() {
    ByteBuffer in = ByteBuffer.allocate(1 << 20).putInt(0, 1 << 19);
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    for (int round = 0; round < 2; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      assertThatThrownBy(() -> new ArgumentReader(in, 0, 100).longString())
          .isInstanceOf(AmqpException.class);
      assertThatThrownBy(() -> new ArgumentReader(in, 0, 100).table())
          .isInstanceOf(AmqpException.class);
      long taken = threads.getCurrentThreadAllocatedBytes() - before;
      assertThat(round == 0 ? 0 : taken).isLessThan(1 << 18);
    }
  }
}
