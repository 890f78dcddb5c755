package io.thalweg.protocol.amqp.v091.method;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.thalweg.core.base.Chance;
import io.thalweg.core.base.Opaque;
import io.thalweg.protocol.amqp.v091.wire.AmqpException;
import io.thalweg.protocol.amqp.v091.wire.BasicProperties;
import io.thalweg.protocol.amqp.v091.wire.ContentHeader;
import io.thalweg.protocol.amqp.v091.wire.FieldTable;
import io.thalweg.protocol.amqp.v091.wire.FrameReader;
import io.thalweg.protocol.amqp.v091.wire.Frames;
import io.thalweg.protocol.amqp.v091.wire.NameCache;
import io.thalweg.protocol.amqp.v091.wire.PropertiesBuilder;
import io.thalweg.protocol.amqp.v091.wire.Property;
import io.thalweg.protocol.amqp.v091.wire.RandomValues;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/// Valid frames with something changed, by seed: each is read, waited for, or refused with the
/// protocol's own error, and takes no more memory than follows from its size. What is read by hand
/// and what is read by what the specification made say the same.
class CodecFuzzTest {
  private static final int FRAMES = Integer.getInteger("fuzz.frames", 300_000);
  private static final long SEED = Long.getLong("fuzz.seed", 1);
  private static final int FRAME_MAX = 131_072;

  /// What lengths are replaced by.
  private static final int[] EVIL = {
    -1, -2, Integer.MIN_VALUE, Integer.MAX_VALUE, 0, 1, 0x7fff, 0x8000, 0xffff, 1 << 20, 1 << 28
  };

  private final FrameReader frame = new FrameReader(FRAME_MAX);
  private final NameCache names = new NameCache(64);
  private final PublishView publish = new PublishView();
  private final Settlement settlement = new Settlement();
  private final ContentHeader header = new ContentHeader();
  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private int read;
  private int waiting;
  private int refused;

  @Test
  void everyFrameIsReadOrRefused() {
    for (int round = 0; round < FRAMES; round++) {
      long seed = SEED + round;
      RandomValues random = new RandomValues(seed);
      byte[] bytes = mutated(frame(random), random.chance());
      long before = threads.getCurrentThreadAllocatedBytes();
      try {
        give(bytes, round % 2 == 0);
      } catch (AmqpException e) {
        refused++;
        assertThat(e.code().hard()).isTrue();
      } catch (RuntimeException | Error e) {
        throw new AssertionError("-Dfuzz.seed=" + seed + ": " + Arrays.toString(bytes), e);
      }
      long taken = threads.getCurrentThreadAllocatedBytes() - before;
      assertThat(taken)
          .as("bytes taken for %d, -Dfuzz.seed=%d", bytes.length, seed)
          .isLessThan(200_000 + 1000L * bytes.length);
    }
    assertThat(read).as("read").isGreaterThan(FRAMES / 10);
    assertThat(refused).as("refused").isGreaterThan(FRAMES / 10);
    assertThat(waiting).as("waited for").isGreaterThan(FRAMES / 200);
  }

  private static byte[] frame(RandomValues random) {
    int kind = random.chance().nextInt(8);
    if (kind < 2) {
      return contentHeader(random);
    }
    Method method = method(kind, random);
    ByteBuffer out = ByteBuffer.allocate(method.frameBytes());
    method.write(out, (int) random.number(16));
    return out.array();
  }

  private static Method method(int kind, RandomValues random) {
    return switch (kind) {
      case 2 ->
          new BasicMethod.Publish(0, random.text(), random.text(), random.bit(), random.bit());
      case 3 -> new BasicMethod.Nack(random.number(64), random.bit(), random.bit());
      case 4 ->
          new ConnectionMethod.StartOk(
              random.table(), random.text(), new Opaque(random.bytes()), random.text());
      case 5 ->
          new BasicMethod.Consume(
              0,
              random.text(),
              random.text(),
              random.bit(),
              random.bit(),
              random.bit(),
              random.bit(),
              random.table());
      case 6 -> new BasicMethod.Deliver(random.text(), 1, random.bit(), "", random.text());
      default ->
          new QueueMethod.Bind(
              0, random.text(), random.text(), random.text(), random.bit(), random.table());
    };
  }

  private static byte[] contentHeader(RandomValues random) {
    PropertiesBuilder builder = new PropertiesBuilder();
    builder.put(Property.CONTENT_TYPE, random.text()).put(Property.DELIVERY_MODE, 2);
    builder.headers(random.table()).put(Property.EXPIRATION, random.text()).timestamp(1);
    byte[] properties = builder.build();
    BasicProperties view =
        new BasicProperties().over(ByteBuffer.wrap(properties), 0, properties.length);
    ByteBuffer out = ByteBuffer.allocate(ContentHeader.frameBytes(view));
    ContentHeader.write(out, 1, random.number(63), view);
    return out.array();
  }

  /// With one to three changes; mostly the head and the end of the frame fit what it then is.
  private static byte[] mutated(byte[] frame, Chance chance) {
    byte[] bytes = frame;
    for (int changes = 1 + chance.nextInt(3); changes > 0; changes--) {
      bytes = changed(bytes, chance);
    }
    if (bytes.length >= Frames.OVERHEAD_BYTES && chance.nextInt(8) > 0) {
      ByteBuffer.wrap(bytes).putInt(3, bytes.length - Frames.OVERHEAD_BYTES);
      bytes[bytes.length - 1] = (byte) 0xce;
    }
    return bytes;
  }

  private static byte[] changed(byte[] frame, Chance chance) {
    ByteBuffer bytes = ByteBuffer.wrap(frame);
    int at = chance.nextInt(frame.length);
    int evil = EVIL[chance.nextInt(EVIL.length)];
    switch (chance.nextInt(7)) {
      case 0 -> frame[at] ^= (byte) (1 << chance.nextInt(8));
      case 1 -> frame[at] = (byte) chance.nextLong();
      case 2 -> frame[at] = (byte) "tbBsuIilLfdDSxATFV".charAt(chance.nextInt(18));
      case 3 -> bytes.putInt(Math.min(at, frame.length - 4), evil);
      case 4 -> bytes.putShort(Math.min(at, frame.length - 2), (short) evil);
      case 5 -> {
        return Arrays.copyOf(frame, Math.max(at, 4));
      }
      default -> {
        byte[] longer = Arrays.copyOf(frame, frame.length + 1 + chance.nextInt(40));
        System.arraycopy(frame, at, longer, longer.length - (frame.length - at), frame.length - at);
        return longer;
      }
    }
    return frame;
  }

  private void give(byte[] bytes, boolean direct) {
    ByteBuffer in =
        direct ? ByteBuffer.allocateDirect(bytes.length) : ByteBuffer.allocate(bytes.length);
    in.put(0, bytes);
    if (!frame.read(in, 0, bytes.length)) {
      assertThat(frame.needs()).isBetween(1, FRAME_MAX);
      waiting++;
      return;
    }
    switch (frame.type()) {
      case Frames.METHOD -> method(in);
      case Frames.HEADER -> header(in);
      default -> assertThat(frame.payloadEnd()).isLessThan(bytes.length);
    }
    read++;
  }

  private void method(ByteBuffer in) {
    int key = frame.key(in);
    int at = frame.payloadAt();
    int end = frame.payloadEnd();
    boolean accepted = byHand(key, in);
    Method method;
    try {
      method = Method.read(in, at, end);
    } catch (AmqpException e) {
      assertThat(accepted && isByHand(key)).as("accepted by hand only").isFalse();
      throw e;
    }
    assertThat(accepted).as("refused by hand only: %s", method).isTrue();
    assertThat(method.key()).isEqualTo(key);
    ByteBuffer out = ByteBuffer.allocate(method.frameBytes());
    method.write(out, frame.channel());
    assertThat(Method.read(out, Frames.HEAD_BYTES, out.capacity() - 1)).isEqualTo(method);
    switch (method) {
      case BasicMethod.Publish it -> {
        assertThat(publish.address().exchange(names)).isEqualTo(it.exchange());
        assertThat(publish.address().routingKey(names)).isEqualTo(it.routingKey());
        assertThat(publish.mandatory()).isEqualTo(it.mandatory());
      }
      case BasicMethod.Nack it -> {
        assertThat(settlement.deliveryTag()).isEqualTo(it.deliveryTag());
        assertThat(settlement.requeue()).isEqualTo(it.requeue());
      }
      case BasicMethod.Consume it -> table(it.arguments());
      case QueueMethod.Bind it -> table(it.arguments());
      case ConnectionMethod.StartOk it -> table(it.clientProperties());
      default -> {}
    }
  }

  private static boolean isByHand(int key) {
    return key == BasicMethod.Publish.KEY || Settlement.is(key);
  }

  /// Whether it is not refused by what is read by hand.
  private boolean byHand(int key, ByteBuffer in) {
    try {
      if (key == BasicMethod.Publish.KEY) {
        publish.over(in, frame.payloadAt(), frame.payloadEnd());
      } else if (Settlement.is(key)) {
        settlement.over(in, frame.payloadAt(), frame.payloadEnd());
      }
      return true;
    } catch (AmqpException e) {
      return false;
    }
  }

  /// A table that was taken is read in whole.
  private static void table(FieldTable table) {
    table.toMap().forEach((name, value) -> assertThat(table.get(name)).isEqualTo(value));
  }

  private void header(ByteBuffer in) {
    BasicProperties properties =
        header.over(in, frame.payloadAt(), frame.payloadEnd()).properties();
    assertThat(header.bodyBytes()).isNotNegative();
    properties.text(Property.CONTENT_TYPE);
    properties.text(Property.CORRELATION_ID);
    properties.text(Property.CLUSTER_ID);
    properties.deliveryMode();
    properties.priority();
    properties.timestamp();
    table(properties.headers());
    byte[] again = new PropertiesBuilder().putAll(properties).build();
    ByteBuffer out = ByteBuffer.allocate(properties.bytes());
    properties.write(out);
    assertThat(again).isEqualTo(out.array());
  }
}
