package io.thalweg.protocol.amqp.v091.channel;

import io.thalweg.core.memory.Slice;
import io.thalweg.core.turn.Delivery;
import io.thalweg.protocol.amqp.v091.message.EventMapping;
import io.thalweg.protocol.amqp.v091.message.KeptMessage;
import io.thalweg.protocol.amqp.v091.method.MessageFrames;
import io.thalweg.protocol.amqp.v091.wire.Address;
import io.thalweg.protocol.amqp.v091.wire.BasicProperties;
import io.thalweg.protocol.amqp.v091.wire.BodyFrames;
import io.thalweg.protocol.amqp.v091.wire.ContentHeader;
import io.thalweg.protocol.amqp.v091.wire.ShortString;
import io.thalweg.protocol.wire.Out;
import java.nio.ByteBuffer;

/// Writes messages to clients: a method, a content header, and the body in frames. Small bodies are
/// copied, large ones are sent where they lie.
final class MessageWriter {
  /// A part of a body that is smaller is copied.
  private static final int COPIED_BYTES = 4096;

  private static final long MOST_LEFT = 0xffff_ffffL;
  private static final int NO_ROUTE = 312;
  private static final byte[] NO_ROUTE_TEXT = ShortString.encoded("NO_ROUTE");

  private MessageWriter() {}

  /// Writes `basic.deliver` with the event.
  ///
  /// @param tag the consumer's, encoded
  static void deliver(Link link, int channel, byte[] tag, Delivery event) {
    EventMapping message = mapped(link, event);
    Address address = message.address();
    ByteBuffer room = room(link, message, MessageFrames.deliverBytes(tag, address), event);
    MessageFrames.deliver(room, channel, tag, event.tag(), event.redelivered(), address);
    content(link, channel, room, message.properties(), event);
  }

  /// Writes `basic.get-ok` with the event.
  static void getOk(Link link, int channel, Delivery event) {
    EventMapping message = mapped(link, event);
    Address address = message.address();
    long left = Math.min(event.ready(), MOST_LEFT);
    ByteBuffer room = room(link, message, MessageFrames.getOkBytes(address), event);
    MessageFrames.getOk(room, channel, event.tag(), event.redelivered(), address, left);
    content(link, channel, room, message.properties(), event);
  }

  private static EventMapping mapped(Link link, Delivery event) {
    EventMapping message = link.share().mapping();
    message.over(event);
    int headerBytes = ContentHeader.frameBytes(message.properties());
    if (headerBytes > link.frameMax()) {
      int others = headerBytes - message.properties().bytes();
      message.shorten(link.frameMax() - others);
    }
    return message;
  }

  private static boolean isSmall(Delivery event) {
    return event.bytes() < COPIED_BYTES && event.parts() <= 1;
  }

  private static ByteBuffer room(Link link, EventMapping message, int method, Delivery event) {
    int bytes = method + ContentHeader.frameBytes(message.properties());
    if (isSmall(event)) {
      bytes += (int) BodyFrames.bytes(event.bytes(), link.frameMax());
    }
    return link.out().room(bytes);
  }

  private static void content(
      Link link, int channel, ByteBuffer room, BasicProperties properties, Delivery event) {
    ContentHeader.write(room, channel, event.bytes(), properties);
    Out out = link.out();
    if (isSmall(event)) {
      if (event.parts() > 0) {
        write(room, channel, event.part(0), link.frameMax());
      }
      out.advance(room);
    } else {
      out.advance(room);
      for (int i = 0; i < event.parts(); i++) {
        part(link, channel, event, i);
      }
    }
    link.flush();
  }

  private static void part(Link link, int channel, Delivery event, int index) {
    Slice slice = event.slice(index);
    if (slice != null && slice.length() >= COPIED_BYTES) {
      BodyFrames.send(link.out(), channel, slice, link.frameMax());
    } else {
      copy(link, channel, event.part(index));
    }
  }

  private static void copy(Link link, int channel, ByteBuffer body) {
    if (body.hasRemaining()) {
      ByteBuffer room = link.out().room((int) BodyFrames.bytes(body.remaining(), link.frameMax()));
      write(room, channel, body, link.frameMax());
      link.out().advance(room);
    }
  }

  private static void write(ByteBuffer room, int channel, ByteBuffer body, int frameMax) {
    BodyFrames.write(room, channel, body, body.position(), body.remaining(), frameMax);
  }

  /// Writes `basic.return` with a message that went nowhere.
  static void unroutable(Link link, int channel, KeptMessage message) {
    Address address = new Address();
    BasicProperties properties = new BasicProperties();
    message.view(address, properties);
    int method = MessageFrames.returnBytes(NO_ROUTE_TEXT, address);
    ByteBuffer room = link.out().room(method + ContentHeader.frameBytes(properties));
    MessageFrames.returned(room, channel, NO_ROUTE, NO_ROUTE_TEXT, address);
    ContentHeader.write(room, channel, message.bodyBytes(), properties);
    link.out().advance(room);
    for (ByteBuffer piece : message.body()) {
      copy(link, channel, piece);
    }
    link.flush();
  }
}
