package io.thalweg.protocol.amqp.v091.method;

import io.thalweg.protocol.amqp.v091.wire.Address;
import io.thalweg.protocol.amqp.v091.wire.AmqpException;
import io.thalweg.protocol.amqp.v091.wire.Frames;
import io.thalweg.protocol.amqp.v091.wire.ReplyCode;
import java.nio.ByteBuffer;

/// A view of `basic.publish` where it lies: the same as [BasicMethod.Publish], without an object
/// for each message. Reused from message to message.
public final class PublishView {
  private static final int TICKET_BYTES = 2;
  private static final int MANDATORY = 1;
  private static final int IMMEDIATE = 2;

  private final Address address = new Address();
  private int bits;

  /// Views the payload of a frame whose method is this, between `at` and `end`.
  ///
  /// @throws AmqpException if it isn't right
  public PublishView over(ByteBuffer in, int at, int end) {
    try {
      int next = address.over(in, at + Frames.KEY_BYTES + TICKET_BYTES, end);
      if (end - next != 1) {
        throw new AmqpException(
            ReplyCode.SYNTAX_ERROR,
            "expected one byte behind the routing key, but there are " + (end - next));
      }
      bits = in.get(next);
      return this;
    } catch (AmqpException e) {
      throw e.in(BasicMethod.Publish.KEY);
    }
  }

  public Address address() {
    return address;
  }

  public boolean mandatory() {
    return (bits & MANDATORY) != 0;
  }

  public boolean immediate() {
    return (bits & IMMEDIATE) != 0;
  }
}
