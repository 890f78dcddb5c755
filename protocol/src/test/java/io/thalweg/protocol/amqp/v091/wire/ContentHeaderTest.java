package io.thalweg.protocol.amqp.v091.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.impl.AMQImpl;
import com.rabbitmq.client.impl.Frame;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Date;
import java.util.function.Function;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

@SuppressWarnings("JavaUtilDate") // RabbitMQ's client has it
class ContentHeaderTest {
  private static final int ROUNDS = 3_000;
  private static final int FIXED_BYTES = 12;

  private final ContentHeader header = new ContentHeader();

  private static AMQP.BasicProperties theirs(long seed) {
    RandomValues random = new RandomValues(seed);
    AMQP.BasicProperties.Builder to = new AMQP.BasicProperties.Builder();
    to.contentType(random.bit() ? random.text() : null);
    to.contentEncoding(random.bit() ? random.text() : null);
    to.headers(random.bit() ? random.rabbitTable() : null);
    to.deliveryMode(random.bit() ? (int) random.number(8) : null);
    to.priority(random.bit() ? (int) random.number(8) : null);
    to.correlationId(random.bit() ? random.text() : null);
    to.replyTo(random.bit() ? random.text() : null);
    to.expiration(random.bit() ? random.text() : null);
    to.messageId(random.bit() ? random.text() : null);
    to.timestamp(random.bit() ? new Date(1000L * random.number(31)) : null);
    to.type(random.bit() ? random.text() : null);
    to.userId(random.bit() ? random.text() : null);
    to.appId(random.bit() ? random.text() : null);
    to.clusterId(random.bit() ? random.text() : null);
    return to.build();
  }

  private static byte[] payload(AMQP.BasicProperties properties, long bodyBytes)
      throws IOException {
    return properties.toFrame(1, bodyBytes).getPayload();
  }

  private ContentHeader read(byte[] payload) {
    return header.over(ByteBuffer.wrap(payload), 0, payload.length);
  }

  @Test
  void whatRabbitWritesIsRead() throws IOException {
    for (int seed = 0; seed < ROUNDS; seed++) {
      AMQP.BasicProperties theirs = theirs(seed);
      byte[] payload = payload(theirs, seed * 1_000_000_007L);
      ByteBuffer in = ByteBuffer.allocateDirect(payload.length + 10).put(5, payload);
      BasicProperties ours = header.over(in, 5, 5 + payload.length).properties();
      assertThat(header.bodyBytes()).isEqualTo(seed * 1_000_000_007L);
      assertSame(ours, theirs);
      ByteBuffer out = ByteBuffer.allocate(ContentHeader.frameBytes(ours));
      ContentHeader.write(out, 3, header.bodyBytes(), ours);
      assertThat(out.remaining()).isZero();
      assertThat(Arrays.copyOfRange(out.array(), 7, 7 + payload.length)).isEqualTo(payload);
    }
  }

  private static void assertSame(BasicProperties ours, AMQP.BasicProperties theirs) {
    assertThat(ours.text(Property.CONTENT_TYPE)).isEqualTo(theirs.getContentType());
    assertThat(ours.text(Property.CONTENT_ENCODING)).isEqualTo(theirs.getContentEncoding());
    assertThat(ours.has(Property.HEADERS)).isEqualTo(theirs.getHeaders() != null);
    if (theirs.getHeaders() != null) {
      assertThat(RandomValues.told(ours.headers()))
          .isEqualTo(RandomValues.told(theirs.getHeaders()));
    } else {
      assertThat(ours.headers()).isEqualTo(FieldTable.EMPTY);
    }
    assertThat(ours.has(Property.DELIVERY_MODE)).isEqualTo(theirs.getDeliveryMode() != null);
    assertThat(ours.deliveryMode()).isEqualTo(or0(theirs.getDeliveryMode()));
    assertThat(ours.has(Property.PRIORITY)).isEqualTo(theirs.getPriority() != null);
    assertThat(ours.priority()).isEqualTo(or0(theirs.getPriority()));
    assertThat(ours.text(Property.CORRELATION_ID)).isEqualTo(theirs.getCorrelationId());
    assertThat(ours.text(Property.REPLY_TO)).isEqualTo(theirs.getReplyTo());
    assertThat(ours.text(Property.EXPIRATION)).isEqualTo(theirs.getExpiration());
    assertThat(ours.text(Property.MESSAGE_ID)).isEqualTo(theirs.getMessageId());
    assertThat(ours.has(Property.TIMESTAMP)).isEqualTo(theirs.getTimestamp() != null);
    if (theirs.getTimestamp() != null) {
      assertThat(ours.timestamp()).isEqualTo(theirs.getTimestamp().getTime() / 1000);
    }
    assertThat(ours.text(Property.TYPE)).isEqualTo(theirs.getType());
    assertThat(ours.text(Property.USER_ID)).isEqualTo(theirs.getUserId());
    assertThat(ours.text(Property.APP_ID)).isEqualTo(theirs.getAppId());
    assertThat(ours.text(Property.CLUSTER_ID)).isEqualTo(theirs.getClusterId());
  }

  private static int or0(Integer value) {
    return value == null ? 0 : value;
  }

  @Test
  void whatIsBuiltRabbitReads() throws IOException {
    for (int seed = 0; seed < ROUNDS; seed++) {
      byte[] built = random(seed);
      BasicProperties ours = new BasicProperties().over(ByteBuffer.wrap(built), 0, built.length);
      ByteBuffer out = ByteBuffer.allocate(ContentHeader.frameBytes(ours));
      ContentHeader.write(out, 3, 1L << 40, ours);
      var frames = new DataInputStream(new ByteArrayInputStream(out.array()));
      Frame frame = Frame.readFrom(frames, () -> 1 << 20);
      assertThat(frame.getChannel()).isEqualTo(3);
      var theirs = AMQImpl.readContentHeaderFrom(frame.getInputStream());
      assertThat(theirs.getBodySize()).isEqualTo(1L << 40);
      assertSame(ours, (AMQP.BasicProperties) theirs);
    }
  }

  private static byte[] random(long seed) {
    RandomValues random = new RandomValues(seed);
    PropertiesBuilder builder = new PropertiesBuilder();
    for (Property property : Property.values()) {
      if (random.bit()) {
        continue;
      }
      switch (property.type()) {
        case OCTET -> builder.put(property, (int) random.number(8));
        case TIMESTAMP -> builder.timestamp(random.number(32));
        case SHORT_STRING -> builder.put(property, random.text());
        case TABLE -> builder.headers(random.table());
      }
    }
    return builder.build();
  }

  @Test
  void someAreChangedAndTheOthersStay() {
    for (int seed = 0; seed < 200; seed++) {
      byte[] first = random(seed);
      BasicProperties before = new BasicProperties().over(ByteBuffer.wrap(first), 0, first.length);
      FieldTable table = new RandomValues(seed).table();
      byte[] second =
          new PropertiesBuilder().putAll(before).remove(Property.EXPIRATION).headers(table).build();
      BasicProperties after = new BasicProperties().over(ByteBuffer.wrap(second), 0, second.length);
      assertThat(after.has(Property.EXPIRATION)).isFalse();
      assertThat(after.headers()).isEqualTo(table);
      for (Property property : Property.values()) {
        if (property != Property.EXPIRATION && property != Property.HEADERS) {
          assertThat(after.encoded(property)).isEqualTo(before.encoded(property));
        }
      }
      assertThat(new PropertiesBuilder().putAll(before).build()).isEqualTo(first);
    }
  }

  @Test
  void whatIsCutOffOrTooLongIsRefused() throws IOException {
    for (int seed = 0; seed < 300; seed++) {
      byte[] payload = payload(theirs(seed), 1);
      for (int length = 0; length < payload.length; length++) {
        byte[] cut = Arrays.copyOf(payload, length);
        ReplyCode code = length < FIXED_BYTES ? ReplyCode.FRAME_ERROR : ReplyCode.SYNTAX_ERROR;
        assertRefused(() -> read(cut), code);
      }
      byte[] longer = Arrays.copyOf(payload, payload.length + 1);
      assertRefused(() -> read(longer), ReplyCode.SYNTAX_ERROR);
    }
  }

  @Test
  void whatIsWrongInTheFixedPartIsRefused() throws IOException {
    byte[] payload = payload(new AMQP.BasicProperties(), 5);
    assertThat(read(payload).bodyBytes()).isEqualTo(5);
    assertRefused(
        () -> read(with(payload, in -> in.putShort(0, (short) 50))), ReplyCode.UNEXPECTED_FRAME);
    assertRefused(
        () -> read(with(payload, in -> in.putShort(2, (short) 1))), ReplyCode.FRAME_ERROR);
    assertRefused(() -> read(with(payload, in -> in.putLong(4, -1))), ReplyCode.SYNTAX_ERROR);
  }

  @Test
  void flagsThatGoOnOrNameNothingAreRefused() throws IOException {
    byte[] payload = payload(new AMQP.BasicProperties(), 5);
    assertRefused(
        () -> read(with(payload, in -> in.putShort(12, (short) 1))), ReplyCode.SYNTAX_ERROR);
    assertRefused(
        () -> read(with(payload, in -> in.putShort(12, (short) 2))), ReplyCode.SYNTAX_ERROR);
  }

  private static byte[] with(byte[] payload, Function<ByteBuffer, ByteBuffer> change) {
    return change.apply(ByteBuffer.wrap(payload.clone())).array();
  }

  @Test
  void textThatIsNotUtf8GoesOnAsItCame() {
    byte[] built = new PropertiesBuilder().put(Property.CORRELATION_ID, "ab").build();
    built[3] = (byte) 0xff;
    BasicProperties properties =
        new BasicProperties().over(ByteBuffer.wrap(built), 0, built.length);
    assertThat(properties.text(Property.CORRELATION_ID)).isEqualTo("\ufffdb");
    ByteBuffer out = ByteBuffer.allocate(properties.bytes());
    properties.write(out);
    assertThat(out.array()).isEqualTo(built);
  }

  private static void assertRefused(ThrowingCallable call, ReplyCode code) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(AmqpException.class, e -> assertThat(e.code()).isEqualTo(code));
  }
}
