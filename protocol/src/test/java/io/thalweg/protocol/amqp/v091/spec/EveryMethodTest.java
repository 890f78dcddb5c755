package io.thalweg.protocol.amqp.v091.spec;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.LongString;
import com.rabbitmq.client.impl.AMQImpl;
import com.rabbitmq.client.impl.Frame;
import com.rabbitmq.client.impl.LongStringHelper;
import io.thalweg.core.base.Opaque;
import io.thalweg.protocol.amqp.v091.method.Method;
import io.thalweg.protocol.amqp.v091.spec.Specification.Field;
import io.thalweg.protocol.amqp.v091.spec.Specification.MethodClass;
import io.thalweg.protocol.amqp.v091.wire.FieldTable;
import io.thalweg.protocol.amqp.v091.wire.FrameReader;
import io.thalweg.protocol.amqp.v091.wire.RandomValues;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Each method of the specification, held against RabbitMQ's own client: with any arguments its
/// bytes are the same, in both directions.
class EveryMethodTest {
  private static final int ROUNDS = 200;
  private static final int FRAME_MAX = 1 << 20;
  private static final int METHODS = 66;

  /// A method by its class and its place in the specification.
  record Specified(MethodClass methods, Specification.Method method) {
    @Override
    public String toString() {
      return methods.name() + "." + method.name();
    }

    int key() {
      return methods.id() << 16 | method.id();
    }

    Class<?> ours() {
      return named("io.thalweg.protocol.amqp.v091.method." + MethodSources.interfaceName(methods));
    }

    Class<?> theirs() {
      return named(AMQImpl.class.getName() + "$" + MethodSources.pascal(methods.name()));
    }

    private Class<?> named(String outer) {
      try {
        return Class.forName(outer + "$" + MethodSources.pascal(method.name()));
      } catch (ClassNotFoundException e) {
        throw new AssertionError(this + " is not there", e);
      }
    }
  }

  static Stream<Specified> methods() throws IOException {
    return Specification.read().classes().stream()
        .flatMap(type -> type.methods().stream().map(method -> new Specified(type, method)));
  }

  @Test
  void thereAreAllOfThem() throws IOException {
    assertThat(methods()).hasSize(METHODS);
  }

  @ParameterizedTest
  @MethodSource("methods")
  void whatRabbitWritesIsReadAndWrittenAsItCame(Specified specified) throws Exception {
    List<Field> fields = specified.method().arguments();
    for (int seed = 0; seed < ROUNDS; seed++) {
      RandomValues random = new RandomValues(seed);
      Object[] arguments = fields.stream().map(field -> theirs(field, random)).toArray();
      byte[] bytes = bytes(made(specified.theirs(), arguments), 1 + seed);
      Method ours = read(bytes, 1 + seed);
      assertThat(ours.key()).isEqualTo(specified.key());
      assertThat(ours).isInstanceOf(specified.ours());
      RecordComponent[] components = ours.getClass().getRecordComponents();
      assertThat(components).hasSameSizeAs(arguments);
      for (int i = 0; i < arguments.length; i++) {
        assertThat(told(components[i].getAccessor().invoke(ours)))
            .as("%s of seed %d", fields.get(i).name(), seed)
            .isEqualTo(told(arguments[i]));
      }
      assertThat(bytes(ours, 1 + seed)).as("seed %d", seed).isEqualTo(bytes);
    }
  }

  @ParameterizedTest
  @MethodSource("methods")
  void whatIsWrittenRabbitReads(Specified specified) throws Exception {
    List<Field> fields = specified.method().arguments();
    for (int seed = 0; seed < ROUNDS; seed++) {
      RandomValues random = new RandomValues(seed);
      Object[] arguments = fields.stream().map(field -> ours(field, random)).toArray();
      Method ours = (Method) made(specified.ours(), arguments);
      byte[] bytes = bytes(ours, 0xffff);
      assertThat(read(bytes, 0xffff)).isEqualTo(ours).hasSameHashCodeAs(ours);
      var frames = new DataInputStream(new ByteArrayInputStream(bytes));
      Frame frame = Frame.readFrom(frames, () -> FRAME_MAX);
      assertThat(frames.available()).isZero();
      var theirs = AMQImpl.readMethodFrom(frame.getInputStream());
      assertThat(theirs).isInstanceOf(specified.theirs());
      for (int i = 0; i < arguments.length; i++) {
        String getter = "get" + MethodSources.pascal(fields.get(i).name());
        assertThat(told(specified.theirs().getMethod(getter).invoke(theirs)))
            .as("%s of seed %d", fields.get(i).name(), seed)
            .isEqualTo(told(arguments[i]));
      }
      if (fields.stream().noneMatch(field -> field.type().equals("table"))) {
        assertThat(bytes(theirs, 0xffff)).isEqualTo(bytes);
      }
    }
  }

  private static Object theirs(Field field, RandomValues random) {
    return switch (field.type()) {
      case "octet" -> (int) random.number(8);
      case "short" -> (int) random.number(16);
      case "long" -> (int) random.number(32);
      case "longlong", "timestamp" -> random.number(64);
      case "bit" -> random.bit();
      case "shortstr" -> random.text();
      case "longstr" -> LongStringHelper.asLongString(random.bytes());
      case "table" -> random.rabbitTable();
      default -> throw new IllegalArgumentException(field.toString());
    };
  }

  private static Object ours(Field field, RandomValues random) {
    return switch (field.type()) {
      case "octet" -> (int) random.number(8);
      case "short" -> (int) random.number(16);
      case "long" -> random.number(32);
      case "longlong", "timestamp" -> random.number(64);
      case "bit" -> random.bit();
      case "shortstr" -> random.text();
      case "longstr" -> new Opaque(random.bytes());
      case "table" -> random.table();
      default -> throw new IllegalArgumentException(field.toString());
    };
  }

  /// Theirs and ours, so that they can be compared; theirs has ints for unsigned numbers of 32
  /// bits.
  private static Object told(Object argument) {
    return switch (argument) {
      case Integer number -> Integer.toUnsignedLong(number);
      case LongString text -> new Opaque(text.getBytes());
      case FieldTable table -> RandomValues.told(table);
      case Map<?, ?> table -> RandomValues.told(table);
      default -> argument;
    };
  }

  private static Object made(Class<?> type, Object[] arguments) throws Exception {
    for (Constructor<?> constructor : type.getDeclaredConstructors()) {
      boolean reads =
          constructor.getParameterCount() == 1
              && constructor.getParameterTypes()[0].getSimpleName().equals("MethodArgumentReader");
      if (!reads && constructor.getParameterCount() == arguments.length) {
        return constructor.newInstance(arguments);
      }
    }
    throw new AssertionError("no constructor in " + type);
  }

  private static byte[] bytes(Object theirs, int channel) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ((com.rabbitmq.client.impl.Method) theirs).toFrame(channel).writeTo(new DataOutputStream(out));
    return out.toByteArray();
  }

  private static byte[] bytes(Method ours, int channel) {
    ByteBuffer out = ByteBuffer.allocate(ours.frameBytes());
    ours.write(out, channel);
    assertThat(out.remaining()).isZero();
    return out.array();
  }

  private static Method read(byte[] bytes, int channel) {
    FrameReader frame = new FrameReader(FRAME_MAX);
    ByteBuffer in = ByteBuffer.allocateDirect(bytes.length).put(0, bytes);
    assertThat(frame.read(in, 0, bytes.length)).isTrue();
    assertThat(frame.channel()).isEqualTo(channel);
    assertThat(frame.bytes()).isEqualTo(bytes.length);
    return Method.read(in, frame.payloadAt(), frame.payloadEnd());
  }
}
