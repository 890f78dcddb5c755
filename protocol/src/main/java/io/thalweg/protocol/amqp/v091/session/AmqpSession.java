package io.thalweg.protocol.amqp.v091.session;

import io.thalweg.core.turn.Client;
import io.thalweg.core.turn.Delivery;
import io.thalweg.core.turn.Gateway;
import io.thalweg.core.turn.Reply;
import io.thalweg.protocol.amqp.v091.channel.AmqpChannel;
import io.thalweg.protocol.amqp.v091.channel.Rights;
import io.thalweg.protocol.amqp.v091.method.ConnectionMethod;
import io.thalweg.protocol.amqp.v091.method.Method;
import io.thalweg.protocol.amqp.v091.wire.AmqpException;
import io.thalweg.protocol.amqp.v091.wire.FrameReader;
import io.thalweg.protocol.amqp.v091.wire.Frames;
import io.thalweg.protocol.amqp.v091.wire.ReplyCode;
import io.thalweg.protocol.wire.Out;
import io.thalweg.protocol.wire.Session;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// One connection of AMQP 0-9-1: frames in, what they ask of the shard, answers and messages out.
public final class AmqpSession implements Session, Client {
  private enum State {
    /// Nothing has come.
    NEW,
    /// The handshake goes on.
    HANDSHAKE,
    /// The vhost is open.
    OPEN,
    /// The broker has said why it closes, and waits for `close-ok`.
    CLOSING,
    /// The client has closed, and has to close its socket.
    LEFT,
    /// Nothing leaves any more.
    CLOSED
  }

  private final AmqpBroker broker;
  private final Gateway gateway;
  private final Out out;
  private final ConnectionOpening opening;
  private final FrameReader frame = new FrameReader(AmqpSettings.FRAME_MIN);
  private final Heartbeats heartbeats = new Heartbeats();
  private final Ends ends = new Ends();
  private State state = State.NEW;
  private @Nullable Channels channels;
  private @Nullable ChannelFrames frames;
  private int channelMax;
  private int frameMax = AmqpSettings.FRAME_MIN;
  private int needs = ConnectionOpening.HEADER_BYTES;
  private int left;
  private long nowMillis = -1;
  private long deadlineMillis;
  private boolean writable = true;
  private boolean blocked;
  private boolean told;

  /// @param loopback whether the client is on this machine
  public AmqpSession(AmqpBroker broker, Gateway gateway, Out out, boolean loopback) {
    this.broker = broker;
    this.gateway = gateway;
    this.out = out;
    this.opening = new ConnectionOpening(broker, loopback, ends);
  }

  @Override
  public int received(ByteBuffer in, long now) {
    passed(now);
    int start = in.position();
    int end = in.limit();
    int at = start;
    needs = state == State.NEW ? ConnectionOpening.HEADER_BYTES : Frames.HEAD_BYTES;
    int taken = reading() ? 1 : 0;
    while (taken > 0 && at < end) {
      taken = take(in, at, end);
      at += taken;
      taken = reading() ? taken : 0;
    }
    if (frames != null) {
      frames.handOver();
    }
    if (at > start || end - at != left) {
      heartbeats.heard(now);
    }
    left = end - at;
    return at - start;
  }

  private void passed(long now) {
    if (nowMillis < 0) {
      deadlineMillis = now + AmqpSettings.HANDSHAKE_MILLIS;
    }
    nowMillis = now;
  }

  /// Takes what begins at `at`, if it is there whole; returns how many bytes it had.
  private int take(ByteBuffer in, int at, int end) {
    if (state == State.NEW) {
      return header(in, at, end);
    }
    boolean whole = false;
    try {
      whole = frame.read(in, at, end);
      if (!whole) {
        needs = frame.needs();
        return 0;
      }
      needs = Frames.HEAD_BYTES;
      return frame(in, at, end);
    } catch (AmqpException e) {
      failed(e, whole ? keyOf(in) : 0);
      return whole ? frame.bytes() : 0;
    } catch (RuntimeException e) {
      close(new AmqpException(ReplyCode.INTERNAL_ERROR, "could not handle a frame: " + e));
      return whole ? frame.bytes() : 0;
    }
  }

  /// The method that came last; 0: it was none.
  private int keyOf(ByteBuffer in) {
    boolean method = frame.type() == Frames.METHOD && frame.payloadBytes() >= Frames.KEY_BYTES;
    return method ? frame.key(in) : 0;
  }

  private int header(ByteBuffer in, int at, int end) {
    int taken = opening.header(in, at, end);
    if (taken > 0) {
      state = State.HANDSHAKE;
      needs = Frames.HEAD_BYTES;
    }
    return taken;
  }

  private int frame(ByteBuffer in, int at, int end) {
    if (frame.type() == Frames.HEARTBEAT) {
      return frame.bytes();
    }
    ChannelFrames open = frames;
    if (frame.channel() == 0) {
      control(in);
    } else if (state == State.HANDSHAKE) {
      throw new AmqpException(
          ReplyCode.CHANNEL_ERROR, "expected frames of channel 0 until the connection is open");
    } else if (state == State.OPEN && open != null) {
      int taken = open.take(in, at, end, nowMillis);
      needs = taken == 0 ? Math.max(open.needs(), 1) : Frames.HEAD_BYTES;
      return taken;
    }
    return frame.bytes();
  }

  private void control(ByteBuffer in) {
    if (state == State.LEFT) {
      return;
    }
    if (frame.type() != Frames.METHOD) {
      throw new AmqpException(
          ReplyCode.UNEXPECTED_FRAME, "expected a method on channel 0, but it is content");
    }
    if (frames != null) {
      frames.handOver();
    }
    Method method = Method.read(in, frame.payloadAt(), frame.payloadEnd());
    broker.stats().method(method.key());
    if (!(method instanceof ConnectionMethod ours)) {
      throw new AmqpException(
          ReplyCode.COMMAND_INVALID, method.key(), "expected a method of a connection");
    }
    switch (ours) {
      case ConnectionMethod.Close _ -> left();
      case ConnectionMethod.CloseOk _ when state == State.CLOSING -> end("closed after an error");
      case ConnectionMethod.UpdateSecret _ when state == State.OPEN ->
          ends.send(new ConnectionMethod.UpdateSecretOk());
      default -> {
        if (state == State.HANDSHAKE) {
          opening.method(ours);
        } else if (state == State.OPEN) {
          throw new AmqpException(
              ReplyCode.COMMAND_INVALID, method.key(), "expected another method by now");
        }
      }
    }
  }

  /// The client has closed the connection.
  private void left() {
    ends.send(new ConnectionMethod.CloseOk());
    if (state != State.CLOSING) {
      gone();
      state = State.LEFT;
      deadlineMillis = nowMillis + AmqpSettings.CLOSE_MILLIS;
    }
  }

  /// What came last was wrong.
  private void failed(AmqpException why, int key) {
    AmqpChannel channel = channels == null ? null : channels.get(frame.channel());
    if (why.code().hard() || channel == null) {
      close(why.in(key));
    } else {
      channel.fail(why.in(key));
    }
  }

  /// Says why, and closes.
  private void close(AmqpException why) {
    if (state == State.CLOSING || state == State.CLOSED) {
      end(why.replyText());
      return;
    }
    gone();
    broker.stats().error(why.code().number());
    ends.send(
        new ConnectionMethod.Close(
            why.code().number(), why.replyText(), why.classId(), why.methodId()));
    state = State.CLOSING;
    deadlineMillis = nowMillis + AmqpSettings.CLOSE_MILLIS;
    if (why.code() == ReplyCode.FRAME_ERROR) {
      end(why.replyText()); // where the next frame begins is not known
    }
  }

  /// Nothing leaves any more.
  private void end(String why) {
    if (state != State.CLOSED) {
      gone();
      state = State.CLOSED;
      out.close(why);
    }
  }

  /// The shard is told once; channels let go of what they have.
  private void gone() {
    Channels open = channels;
    channels = null;
    frames = null;
    if (open != null) {
      open.drop();
      broker.stats().connections(-1);
    }
    if (!told) {
      told = true;
      gateway.closed(this);
    }
  }

  @Override
  public void replied(long request, Reply reply) {
    Channels open = channels;
    if (open != null) {
      if (frames != null) {
        frames.replied();
      }
      open.replied(request, reply);
    }
  }

  @Override
  public void delivered(Delivery event) {
    Channels open = channels;
    if (open != null) {
      if (frames != null) {
        frames.replied();
      }
      open.delivered(event);
    }
  }

  @Override
  public void sent(long unsent) {
    if (channels != null) {
      channels.sent(unsent);
    }
  }

  @Override
  public int needs() {
    return needs;
  }

  @Override
  public void writable(boolean yes) {
    writable = yes;
  }

  @Override
  public boolean reading() {
    boolean waits = opening.waits() || (frames != null && frames.waits());
    boolean takes = channels == null || channels.takeMore();
    return state != State.CLOSED && writable && !waits && takes && gateway.writable();
  }

  @Override
  public boolean mayIdle() {
    return state == State.OPEN;
  }

  @Override
  public void due(long now) {
    passed(now);
    if (state != State.OPEN) {
      if (now > deadlineMillis) {
        end("took too long to open or to close the connection");
      }
      return;
    }
    if (!reading()) {
      heartbeats.heard(now); // nothing could be
    }
    switch (heartbeats.due(now)) {
      case NOTHING -> {}
      case BEAT -> {
        ByteBuffer room = out.room(Frames.OVERHEAD_BYTES);
        Frames.heartbeat(room);
        out.advance(room);
        ends.flush();
      }
      case GONE -> end("two heartbeats are missing");
    }
    block();
    if (frames != null && frames.stalls(now - AmqpSettings.STALLED_MILLIS)) {
      close(
          new AmqpException(
              ReplyCode.RESOURCE_ERROR,
              "others wait for the memory of a message that does not go on"));
    }
  }

  /// Tells a client that publishes when it has to wait, and when it has not.
  private void block() {
    boolean waits = !gateway.writable();
    boolean minds = frames != null && frames.published() && opening.has("connection.blocked");
    if (minds && waits != blocked) {
      blocked = waits;
      ends.send(
          waits
              ? new ConnectionMethod.Blocked("the broker has no room for more")
              : new ConnectionMethod.Unblocked());
    }
  }

  @Override
  public void closed() {
    gone();
    state = State.CLOSED;
  }

  /// What the handshake and the channels see of it.
  private final class Ends implements ConnectionOpening.Peer, Channels.Peer {
    @Override
    public void send(ConnectionMethod method) {
      send(0, method);
    }

    @Override
    public void send(int channel, Method method) {
      if (state != State.CLOSED) {
        ByteBuffer room = out.room(method.frameBytes());
        method.write(room, channel);
        out.advance(room);
        flush();
      }
    }

    @Override
    public void flush() {
      heartbeats.said();
      out.flush();
    }

    @Override
    public void wrong(byte[] header) {
      ByteBuffer room = out.room(header.length);
      out.advance(room.put(header));
      end("expected the header of AMQP 0-9-1");
    }

    @Override
    public void tuned(int channels, int frameBytes, int heartbeatSeconds) {
      channelMax = channels;
      frameMax = frameBytes;
      frame.frameMax(frameBytes);
      heartbeats.begin(heartbeatSeconds, nowMillis);
    }

    @Override
    public void opened(Rights rights) {
      Channels open = new Channels(broker, this, rights, channelMax, frameMax);
      channels = open;
      frames = new ChannelFrames(open, broker, frame, frameMax);
      state = State.OPEN;
      broker.stats().connections(1);
      send(new ConnectionMethod.OpenOk(""));
    }

    @Override
    public void refused(AmqpException why, boolean wantsToKnow) {
      if (wantsToKnow) {
        close(why);
      } else {
        broker.stats().error(why.code().number());
        end(why.replyText());
      }
    }

    @Override
    public Gateway gateway() {
      return gateway;
    }

    @Override
    public Client client() {
      return AmqpSession.this;
    }

    @Override
    public Out out() {
      return out;
    }

    @Override
    public boolean knowsCancel() {
      return opening.has("consumer_cancel_notify");
    }

    @Override
    public void failed(@Nullable AmqpChannel channel, AmqpException why) {
      if (why.code().hard() || channel == null) {
        close(why);
      } else {
        channel.failNow(why);
      }
    }
  }
}
