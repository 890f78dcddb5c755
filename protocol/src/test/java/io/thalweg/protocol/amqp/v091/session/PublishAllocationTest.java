package io.thalweg.protocol.amqp.v091.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.thalweg.core.publish.PublishCommand;
import io.thalweg.core.publish.PublishCommand.Published;
import io.thalweg.core.turn.Client;
import io.thalweg.core.turn.Command;
import io.thalweg.core.turn.Gateway;
import io.thalweg.protocol.amqp.v091.method.ConfirmMethod;
import io.thalweg.protocol.amqp.v091.wire.FieldTable;
import io.thalweg.protocol.amqp.v091.wire.FieldValue;
import io.thalweg.protocol.amqp.v091.wire.PropertiesBuilder;
import io.thalweg.protocol.amqp.v091.wire.Property;
import io.thalweg.protocol.wire.Out;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/// A message that is published makes a view of its body, and nothing else.
class PublishAllocationTest {
  private static final int MESSAGES = 100;
  private static final int ROUNDS = 200;

  /// A view of a buffer, with what a confirm and a command for all of them share.
  private static final int BYTES_PER_MESSAGE = 96;

  private final FakeBroker broker = new FakeBroker();

  /// Takes publishes, and lets the others go to the broker.
  private final class Sink implements Gateway {
    private Client client = (_, _) -> {};
    private long request;
    private long messages;
    private boolean asked;

    @Override
    public void submit(Command command, Client from, long number) {
      if (command instanceof PublishCommand.Publish publish) {
        messages += publish.messages().size();
        client = from;
        request = number;
        asked = true;
      } else {
        broker.submit(command, from, number);
      }
    }

    void turn() {
      if (asked) {
        asked = false;
        client.replied(request, Published.OK);
      }
    }

    @Override
    public void closed(Client client) {}

    @Override
    public boolean writable() {
      return true;
    }
  }

  /// Takes bytes and forgets them.
  private static final class Nowhere implements Out {
    private final ByteBuffer room = ByteBuffer.allocateDirect(1 << 16);

    @Override
    public ByteBuffer room(int atLeast) {
      return room.clear();
    }

    @Override
    public void advance(ByteBuffer filled) {}

    @Override
    public void write(io.thalweg.core.memory.Slice slice) {}

    @Override
    public long spare() {
      return Long.MAX_VALUE;
    }

    @Override
    public void flush() {}

    @Override
    public void close(String why) {
      throw new AssertionError(why);
    }
  }

  private static byte[] messages() {
    byte[] properties =
        new PropertiesBuilder()
            .put(Property.CONTENT_TYPE, "application/json")
            .put(Property.DELIVERY_MODE, 2)
            .put(Property.EXPIRATION, "60000")
            .headers(
                FieldTable.builder()
                    .put("tenant", FieldValue.of("blue"))
                    .put("attempt", FieldValue.of(1))
                    .build())
            .build();
    var method =
        new io.thalweg.protocol.amqp.v091.method.BasicMethod.Publish(
            0, "orders", "eu.west.new", false, false);
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int i = 0; i < MESSAGES; i++) {
      all.writeBytes(AmqpPeer.message(1, method, properties, new byte[1000]));
    }
    return all.toByteArray();
  }

  @Test
  void aMessageMakesAViewOfItsBody() {
    Sink sink = new Sink();
    AmqpSession session = broker.session(sink, new Nowhere());
    ByteArrayOutputStream opening = new ByteArrayOutputStream();
    opening.writeBytes(AmqpPeer.handshake("guest"));
    opening.writeBytes(
        AmqpPeer.frame(1, new io.thalweg.protocol.amqp.v091.method.ChannelMethod.Open("")));
    opening.writeBytes(AmqpPeer.frame(1, new ConfirmMethod.Select(true)));
    ByteBuffer start = ByteBuffer.wrap(opening.toByteArray());
    while (start.hasRemaining()) {
      start.position(start.position() + session.received(start, broker.nowMillis()));
      broker.turn();
    }
    byte[] bytes = messages();
    ByteBuffer in = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < ROUNDS; i++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      int taken = session.received(in, broker.nowMillis());
      sink.turn();
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
      assertThat(taken).isEqualTo(bytes.length);
    }
    assertThat(sink.messages).isEqualTo((long) ROUNDS * MESSAGES);
    assertThat(least / MESSAGES).as("bytes for a message").isLessThan(BYTES_PER_MESSAGE);
  }
}
