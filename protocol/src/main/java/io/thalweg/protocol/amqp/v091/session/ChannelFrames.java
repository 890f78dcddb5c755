package io.thalweg.protocol.amqp.v091.session;

import io.thalweg.protocol.amqp.v091.channel.AmqpChannel;
import io.thalweg.protocol.amqp.v091.channel.Publishing;
import io.thalweg.protocol.amqp.v091.message.IngestBudget;
import io.thalweg.protocol.amqp.v091.message.KeptMessage;
import io.thalweg.protocol.amqp.v091.message.MessageScan;
import io.thalweg.protocol.amqp.v091.method.BasicMethod;
import io.thalweg.protocol.amqp.v091.method.ChannelMethod;
import io.thalweg.protocol.amqp.v091.method.Method;
import io.thalweg.protocol.amqp.v091.method.PublishView;
import io.thalweg.protocol.amqp.v091.method.Settlement;
import io.thalweg.protocol.amqp.v091.wire.AmqpException;
import io.thalweg.protocol.amqp.v091.wire.FrameReader;
import io.thalweg.protocol.amqp.v091.wire.Frames;
import io.thalweg.protocol.amqp.v091.wire.ReplyCode;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// Gives the frames of channels to them. What comes for each message is viewed where it lies.
final class ChannelFrames {
  private final Channels channels;
  private final AmqpStats stats;
  private final IngestBudget budget;
  private final FrameReader frame;
  private final MessageScan scan;
  private final PublishView publish = new PublishView();
  private final Settlement settlement = new Settlement();
  private @Nullable AmqpChannel settling;
  private boolean published;
  private boolean waits;
  private long wants;
  private long room;
  private int needs;

  /// @param frame has found the frame that [#take] is about
  ChannelFrames(Channels channels, AmqpBroker broker, FrameReader frame, int frameMax) {
    this.channels = channels;
    this.stats = broker.stats();
    this.budget = broker.share().budget();
    this.frame = frame;
    this.scan = new MessageScan(frameMax);
  }

  /// Whether a reply, or memory, is to be waited for.
  boolean waits() {
    return waits || (wants > 0 && !budget.has(wants)) || (room > 0 && !channels.hasRoom(room));
  }

  /// A reply has come.
  void replied() {
    waits = false;
  }

  /// Bytes that there must be for [#take] to get on, if it took none and does not wait.
  int needs() {
    return needs;
  }

  /// Whether others wait for the memory of a message of which nothing has come since then.
  boolean stalls(long sinceMillis) {
    return budget.contended() && channels.stalledSince() < sinceMillis;
  }

  /// Whether the client has published anything.
  boolean published() {
    return published;
  }

  /// Takes the frame at `at`, and perhaps others behind it up to `end`; returns how many bytes.
  ///
  /// @throws AmqpException if the channel or the connection shall end
  int take(ByteBuffer in, int at, int end, long nowMillis) {
    wants = 0;
    room = 0;
    AmqpChannel channel = channels.get(frame.channel());
    if (channel == null) {
      open(in);
      return frame.bytes();
    }
    int key = frame.type() == Frames.METHOD ? frame.key(in) : 0;
    if (channel.waits(key)) {
      waits = true;
      return 0;
    }
    if (frame.type() != Frames.METHOD) {
      return content(channel, in, nowMillis);
    }
    if (channel.publishing().awaitsContent() && !channel.ignores()) {
      throw new AmqpException(
          ReplyCode.UNEXPECTED_FRAME, key, "expected the content of a message, but a method came");
    }
    if (key == BasicMethod.Publish.KEY && !channel.ignores()) {
      return publish(channel, in, at, end, nowMillis);
    }
    return method(channel, in, key);
  }

  private void open(ByteBuffer in) {
    if (frame.type() == Frames.METHOD) {
      Method method = Method.read(in, frame.payloadAt(), frame.payloadEnd());
      stats.method(method.key());
      if (method instanceof ChannelMethod.Open) {
        channels.open(frame.channel());
        return;
      }
      if (method instanceof ChannelMethod.CloseOk) {
        return; // both sides closed it
      }
    }
    throw new AmqpException(ReplyCode.CHANNEL_ERROR, "expected 'channel.open'");
  }

  private int method(AmqpChannel channel, ByteBuffer in, int key) {
    if (Settlement.is(key)) {
      settlement.over(in, frame.payloadAt(), frame.payloadEnd());
      stats.method(key);
      if (settling != channel) {
        handOver();
        settling = channel;
      }
      if (!channel.ignores()) {
        channel.settle(settlement);
      }
      return frame.bytes();
    }
    handOver();
    Method method = Method.read(in, frame.payloadAt(), frame.payloadEnd());
    stats.method(key);
    channel.method(method);
    return frame.bytes();
  }

  private int publish(AmqpChannel channel, ByteBuffer in, int at, int end, long nowMillis) {
    publish.over(in, frame.payloadAt(), frame.payloadEnd());
    int behind = at + frame.bytes();
    Publishing publishing = channel.publishing();
    switch (scan.over(in, behind, end, frame.channel())) {
      case INCOMPLETE -> {
        needs = scan.needs() - at;
        return 0;
      }
      case PIECES -> publishing.begin(in, frame.payloadAt(), frame.payloadEnd(), nowMillis);
      case WHOLE -> {
        long bytes = KeptMessage.bytes(scan.end() - at);
        if (publish.mandatory() && !budget.has(bytes)) {
          wants = bytes;
          return 0;
        }
        behind = scan.end();
        publishing.publish(publish, in, scan);
      }
    }
    published = true;
    stats.method(BasicMethod.Publish.KEY);
    return behind - at;
  }

  private int content(AmqpChannel channel, ByteBuffer in, long nowMillis) {
    if (channel.ignores()) {
      return frame.bytes();
    }
    Publishing publishing = channel.publishing();
    int from = frame.payloadAt();
    boolean header = frame.type() == Frames.HEADER;
    if (!publishing.awaitsContent() || header != publishing.awaitsHeader()) {
      throw new AmqpException(
          ReplyCode.UNEXPECTED_FRAME,
          "expected a frame of another type than " + frame.type() + " here");
    }
    try {
      wants = header ? publishing.header(in, from, frame.payloadEnd()) : 0;
      if (!header) {
        room = publishing.journalBytes(frame.payloadBytes());
        if (room > 0 && !channels.hasRoom(room)) {
          return 0;
        }
        room = 0;
        publishing.body(in, from, frame.payloadBytes(), nowMillis);
      }
    } catch (AmqpException e) {
      throw e.in(BasicMethod.Publish.KEY);
    }
    return wants > 0 ? 0 : frame.bytes();
  }

  /// Hands over what was gathered.
  void handOver() {
    AmqpChannel has = settling;
    settling = null;
    channels.handOver(has);
  }
}
