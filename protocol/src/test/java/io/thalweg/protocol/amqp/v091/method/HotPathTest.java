package io.thalweg.protocol.amqp.v091.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.thalweg.core.memory.Block;
import io.thalweg.core.memory.BlockPool;
import io.thalweg.core.memory.Slice;
import io.thalweg.protocol.amqp.v091.wire.Address;
import io.thalweg.protocol.amqp.v091.wire.AmqpException;
import io.thalweg.protocol.amqp.v091.wire.BodyFrames;
import io.thalweg.protocol.amqp.v091.wire.ContentHeader;
import io.thalweg.protocol.amqp.v091.wire.FieldTable;
import io.thalweg.protocol.amqp.v091.wire.FieldValue;
import io.thalweg.protocol.amqp.v091.wire.FrameReader;
import io.thalweg.protocol.amqp.v091.wire.Frames;
import io.thalweg.protocol.amqp.v091.wire.NameCache;
import io.thalweg.protocol.amqp.v091.wire.PropertiesBuilder;
import io.thalweg.protocol.amqp.v091.wire.Property;
import io.thalweg.protocol.amqp.v091.wire.RandomValues;
import io.thalweg.protocol.amqp.v091.wire.ReplyCode;
import io.thalweg.protocol.amqp.v091.wire.ShortString;
import io.thalweg.protocol.wire.MemorySocket;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/// What is done by hand for each message is the same as what is made from the specification, and
/// makes no objects.
class HotPathTest {
  private static final int ROUNDS = 2_000;
  private static final int FRAME_MAX = 4096;
  private static final int CHANNEL = 9;

  private final NameCache names = new NameCache(16);
  private final FrameReader frame = new FrameReader(FRAME_MAX);
  private final PublishView publish = new PublishView();
  private final Settlement settlement = new Settlement();

  private static ByteBuffer frame(Method method) {
    ByteBuffer out = ByteBuffer.allocateDirect(method.frameBytes());
    method.write(out, CHANNEL);
    return out.flip();
  }

  private int found(ByteBuffer in) {
    assertThat(frame.read(in, 0, in.limit())).isTrue();
    return frame.key(in);
  }

  @Test
  void publishIsViewedAsItIsRead() {
    for (int seed = 0; seed < ROUNDS; seed++) {
      RandomValues random = new RandomValues(seed % 300);
      var method =
          new BasicMethod.Publish(
              (int) random.number(16), random.text(), random.text(), random.bit(), random.bit());
      ByteBuffer in = frame(method);
      assertThat(found(in)).isEqualTo(BasicMethod.Publish.KEY);
      publish.over(in, frame.payloadAt(), frame.payloadEnd());
      assertThat(publish.address().exchange(names)).isEqualTo(method.exchange());
      assertThat(publish.address().routingKey(names)).isEqualTo(method.routingKey());
      assertThat(publish.mandatory()).isEqualTo(method.mandatory());
      assertThat(publish.immediate()).isEqualTo(method.immediate());
    }
  }

  @Test
  void aPublishThatIsWrongIsASyntaxError() {
    ByteBuffer in = frame(new BasicMethod.Publish(0, "exchange", "key", false, false));
    int at = Frames.HEAD_BYTES;
    int end = in.limit() - 1;
    for (int wrong = at + 4; wrong <= in.limit(); wrong++) {
      int cut = wrong;
      if (cut != end) {
        assertSyntaxError(() -> publish.over(in, at, cut));
      }
    }
    in.put(at + 4 + 2 + 1, (byte) 0xff);
    assertSyntaxError(() -> publish.over(in, at, end));
  }

  private static void assertSyntaxError(org.assertj.core.api.ThrowableAssert.ThrowingCallable c) {
    assertThatThrownBy(c)
        .isInstanceOfSatisfying(
            AmqpException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ReplyCode.SYNTAX_ERROR);
              assertThat(e.classId()).isEqualTo(60);
              assertThat(e.methodId()).isEqualTo(40);
            });
  }

  @Test
  void namesThatComeAgainAreTheSameStrings() {
    ByteBuffer in = frame(new BasicMethod.Publish(0, "orders", "key", false, false));
    found(in);
    Address address = publish.over(in, frame.payloadAt(), frame.payloadEnd()).address();
    assertThat(address.exchange(names)).isSameAs(address.exchange(names)).isEqualTo("orders");
    assertThat(address.routingKey(names)).isSameAs(address.routingKey(names)).isEqualTo("key");
  }

  @Test
  void settlementsAreViewedAsTheyAreRead() {
    for (int seed = 0; seed < ROUNDS; seed++) {
      RandomValues random = new RandomValues(seed);
      long tag = random.number(64);
      boolean multiple = random.bit();
      boolean requeue = random.bit();
      ByteBuffer ack = frame(new BasicMethod.Ack(tag, multiple));
      ByteBuffer nack = frame(new BasicMethod.Nack(tag, multiple, requeue));
      ByteBuffer reject = frame(new BasicMethod.Reject(tag, requeue));
      assertSettles(ack, tag, true, multiple, false);
      assertSettles(nack, tag, false, multiple, requeue);
      assertSettles(reject, tag, false, false, requeue);
      ByteBuffer out = ByteBuffer.allocate(3 * Settlement.FRAME_BYTES);
      Settlement.writeAck(out, CHANNEL, tag, multiple);
      Settlement.writeNack(out, CHANNEL, tag, multiple, requeue);
      Settlement.writeReject(out, CHANNEL, tag, requeue);
      assertThat(out.flip())
          .isEqualTo(ByteBuffer.allocate(out.limit()).put(ack).put(nack).put(reject).flip());
    }
  }

  private void assertSettles(
      ByteBuffer in, long tag, boolean accepts, boolean multiple, boolean requeue) {
    assertThat(Settlement.is(found(in))).isTrue();
    settlement.over(in, frame.payloadAt(), frame.payloadEnd());
    assertThat(settlement.deliveryTag()).isEqualTo(tag);
    assertThat(settlement.accepts()).isEqualTo(accepts);
    assertThat(settlement.multiple()).isEqualTo(multiple);
    assertThat(settlement.requeue()).isEqualTo(requeue);
  }

  @Test
  void aSettlementOfAnotherLengthIsASyntaxError() {
    ByteBuffer in = frame(new BasicMethod.Ack(1, false));
    for (int end : new int[] {11, 15, 19, in.limit()}) {
      assertThatThrownBy(() -> settlement.over(in, Frames.HEAD_BYTES, end))
          .isInstanceOf(AmqpException.class)
          .hasMessageStartingWith("SYNTAX_ERROR");
    }
    assertThat(Settlement.is(BasicMethod.Publish.KEY)).isFalse();
  }

  @Test
  void messagesBeginAsTheSpecificationSays() {
    for (int seed = 0; seed < ROUNDS; seed++) {
      RandomValues random = new RandomValues(seed);
      String exchange = random.text();
      String key = random.text();
      String text = random.text();
      long tag = random.number(64);
      boolean redelivered = random.bit();
      long left = random.number(32);
      ByteBuffer in = frame(new BasicMethod.Publish(0, exchange, key, false, false));
      found(in);
      Address address = publish.over(in, frame.payloadAt(), frame.payloadEnd()).address();
      byte[] encoded = ShortString.encoded(text);
      ByteBuffer out = ByteBuffer.allocate(MessageFrames.deliverBytes(encoded, address));
      MessageFrames.deliver(out, CHANNEL, encoded, tag, redelivered, address);
      assertThat(out.flip())
          .isEqualTo(frame(new BasicMethod.Deliver(text, tag, redelivered, exchange, key)));
      out = ByteBuffer.allocate(MessageFrames.getOkBytes(address));
      MessageFrames.getOk(out, CHANNEL, tag, redelivered, address, left);
      assertThat(out.flip())
          .isEqualTo(frame(new BasicMethod.GetOk(tag, redelivered, exchange, key, left)));
      out = ByteBuffer.allocate(MessageFrames.returnBytes(encoded, address));
      MessageFrames.returned(out, CHANNEL, 312, encoded, address);
      assertThat(out.flip()).isEqualTo(frame(new BasicMethod.Return(312, text, exchange, key)));
    }
  }

  @Test
  void aBodyIsSplitAtTheLargestFrame() {
    int most = FRAME_MAX - Frames.OVERHEAD_BYTES;
    byte[] body = new byte[3 * most + 1];
    for (int i = 0; i < body.length; i++) {
      body[i] = (byte) (i * 31);
    }
    BlockPool pool = new BlockPool(1 << 16, 1);
    Block block = pool.take();
    block.bytes().put(3, body);
    for (int length : new int[] {0, 1, most - 1, most, most + 1, 3 * most, 3 * most + 1}) {
      ByteBuffer out = ByteBuffer.allocate((int) BodyFrames.bytes(length, FRAME_MAX));
      BodyFrames.write(out, CHANNEL, block.bytes(), 3, length, FRAME_MAX);
      assertThat(out.remaining()).isZero();
      MemorySocket socket = new MemorySocket();
      BodyFrames.send(socket, CHANNEL, new Slice(block, 3, length), FRAME_MAX);
      socket.flush();
      assertThat(socket.take()).isEqualTo(out.array());
      assertThat(joined(out)).isEqualTo(Arrays.copyOf(body, length));
    }
    block.release();
  }

  private byte[] joined(ByteBuffer in) {
    ByteBuffer body = ByteBuffer.allocate(in.limit());
    int at = 0;
    while (at < in.limit()) {
      assertThat(frame.read(in, at, in.limit())).isTrue();
      assertThat(frame.type()).isEqualTo(Frames.BODY);
      assertThat(frame.channel()).isEqualTo(CHANNEL);
      body.put(in.slice(frame.payloadAt(), frame.payloadBytes()));
      at += frame.bytes();
    }
    return Arrays.copyOf(body.array(), body.position());
  }

  /// A message as a client publishes it: method, header, body.
  private static ByteBuffer message() {
    byte[] properties =
        new PropertiesBuilder()
            .put(Property.CONTENT_TYPE, "application/json")
            .put(Property.DELIVERY_MODE, 2)
            .put(Property.PRIORITY, 5)
            .timestamp(1_800_000_000)
            .headers(
                FieldTable.builder()
                    .put("tenant", FieldValue.of("blue"))
                    .put("attempt", FieldValue.of(1))
                    .build())
            .build();
    ByteBuffer out = ByteBuffer.allocateDirect(FRAME_MAX);
    new BasicMethod.Publish(0, "orders", "eu.west.new", true, false).write(out, CHANNEL);
    Frames.begin(out, Frames.HEADER, CHANNEL, 12 + properties.length);
    out.putShort((short) 60).putShort((short) 0).putLong(1000).put(properties);
    Frames.end(out);
    BodyFrames.write(out, CHANNEL, ByteBuffer.allocate(1000), 0, 1000, FRAME_MAX);
    return out.flip();
  }

  private final ContentHeader header = new ContentHeader();
  private final byte[] consumerTag = ShortString.encoded("amq.ctag-1");

  /// Reads what a client published, writes it as a delivery, reads its settlement, and confirms.
  private long pass(ByteBuffer in, ByteBuffer out, ByteBuffer ack) {
    int at = 0;
    frame.read(in, at, in.limit());
    long sum = frame.key(in);
    publish.over(in, frame.payloadAt(), frame.payloadEnd());
    Address address = publish.address();
    sum += address.exchange(names).length() + address.routingKey(names).length();
    at += frame.bytes();
    frame.read(in, at, in.limit());
    header.over(in, frame.payloadAt(), frame.payloadEnd());
    sum += header.properties().deliveryMode() + header.properties().priority();
    sum += header.properties().timestamp();
    sum += header.properties().has(Property.EXPIRATION) ? 1 : 0;
    at += frame.bytes();
    frame.read(in, at, in.limit());
    out.clear();
    MessageFrames.deliver(out, CHANNEL, consumerTag, sum, false, address);
    ContentHeader.write(out, CHANNEL, header.bodyBytes(), header.properties());
    BodyFrames.write(out, CHANNEL, in, frame.payloadAt(), frame.payloadBytes(), 512);
    frame.read(ack, 0, ack.limit());
    settlement.over(ack, frame.payloadAt(), frame.payloadEnd());
    Settlement.writeAck(out, CHANNEL, settlement.deliveryTag(), settlement.multiple());
    return sum + out.position();
  }

  @Test
  void aMessageMakesNoObjects() {
    ByteBuffer in = message();
    ByteBuffer ack = frame(new BasicMethod.Ack(1, false));
    ByteBuffer out = ByteBuffer.allocateDirect(FRAME_MAX);
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long least = Long.MAX_VALUE;
    long sum = 0;
    for (int round = 0; round < 20; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < 10_000; i++) {
        sum += pass(in, out, ack);
      }
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
    }
    assertThat(sum).isPositive();
    assertThat(least).as("bytes for 10,000 messages").isLessThan(100);
  }
}
