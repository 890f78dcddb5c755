package io.thalweg.protocol.amqp.v091.session;

import io.thalweg.core.base.LongMap;
import io.thalweg.core.base.Opaque;
import io.thalweg.core.queue.QueueCommand;
import io.thalweg.core.turn.Client;
import io.thalweg.core.turn.Command;
import io.thalweg.core.turn.Delivery;
import io.thalweg.core.turn.Gateway;
import io.thalweg.core.turn.Reply;
import io.thalweg.protocol.amqp.v091.channel.AmqpChannel;
import io.thalweg.protocol.amqp.v091.channel.Link;
import io.thalweg.protocol.amqp.v091.channel.LoopShare;
import io.thalweg.protocol.amqp.v091.channel.Rights;
import io.thalweg.protocol.amqp.v091.method.ChannelMethod;
import io.thalweg.protocol.amqp.v091.method.Method;
import io.thalweg.protocol.amqp.v091.wire.AmqpException;
import io.thalweg.protocol.amqp.v091.wire.ReplyCode;
import io.thalweg.protocol.wire.Out;
import org.jspecify.annotations.Nullable;

/// The channels of a connection that is open, and the numbers of what they ask: the channel's in
/// the upper bits, so that a reply finds it.
final class Channels implements Link {
  /// What is asked and not answered at one time; beyond that the socket is not read.
  private static final int MOST_ASKED = 256;

  private static final int NUMBER_BITS = 47;

  /// The number of what is not answered.
  private static final long NONE = 0;

  private final AmqpBroker broker;
  private final Peer peer;
  private final Rights rights;
  private final int channelMax;
  private final int frameMax;
  private final LongMap<AmqpChannel> byNumber = new LongMap<>();
  private int sessions;
  private long lastNumber;
  private int asked;
  private long unsent;

  /// What is done for them.
  interface Peer {
    Gateway gateway();

    Client client();

    Out out();

    void send(int channel, Method method);

    void flush();

    boolean knowsCancel();

    /// A channel, or the connection, shall end at once.
    void failed(@Nullable AmqpChannel channel, AmqpException why);
  }

  Channels(AmqpBroker broker, Peer peer, Rights rights, int channelMax, int frameMax) {
    this.broker = broker;
    this.peer = peer;
    this.rights = rights;
    this.channelMax = channelMax;
    this.frameMax = frameMax;
  }

  /// The channel of that number, or null if it is not open.
  @Nullable AmqpChannel get(int number) {
    return byNumber.get(number);
  }

  /// Opens a channel.
  ///
  /// @throws AmqpException 530 if that was not agreed on
  void open(int number) {
    if (number > channelMax) {
      throw new AmqpException(
          ReplyCode.NOT_ALLOWED,
          ChannelMethod.Open.KEY,
          "channel " + number + " is above the negotiated channel_max (" + channelMax + ")");
    }
    byNumber.put(number, new AmqpChannel(this, number, ++sessions));
    broker.stats().channels(1);
    send(number, new ChannelMethod.OpenOk(Opaque.EMPTY));
  }

  /// Whether more may be asked.
  boolean takeMore() {
    return asked < MOST_ASKED;
  }

  void replied(long request, Reply reply) {
    boolean unasked = reply instanceof QueueCommand.Ended || reply instanceof QueueCommand.Overdue;
    if (!unasked) {
      answered();
    }
    AmqpChannel channel = byNumber.get(request >>> NUMBER_BITS);
    if (channel != null) {
      try {
        channel.replied(request, reply);
      } catch (AmqpException e) {
        peer.failed(channel, e);
      }
    }
  }

  void delivered(Delivery event) {
    AmqpChannel channel = byNumber.get(event.request() >>> NUMBER_BITS);
    long weight = event.weight();
    try {
      if (channel != null && channel.delivered(event)) {
        unsent += weight;
        return;
      }
    } catch (AmqpException e) {
      peer.failed(channel, e);
    }
    tell(new QueueCommand.Sent(weight));
  }

  /// The socket has taken all that was written but `bytes`.
  void sent(long bytes) {
    long taken = unsent - Math.min(unsent, bytes);
    if (taken > 0) {
      unsent -= taken;
      tell(new QueueCommand.Sent(taken));
    }
  }

  /// Hands over what was gathered: nothing that was received is lent any longer.
  void handOver(@Nullable AmqpChannel settling) {
    if (settling != null) {
      settling.settled();
    }
    broker.share().handOver();
  }

  /// When bytes came last of the message that has waited longest for more.
  long stalledSince() {
    long[] since = {Long.MAX_VALUE};
    byNumber.forEach(each -> since[0] = Math.min(since[0], each.progressMillis()));
    return since[0];
  }

  /// Lets go of everything.
  void drop() {
    broker.share().handOver();
    byNumber.forEach(AmqpChannel::closed);
    broker.stats().channels(-byNumber.size());
  }

  @Override
  public void send(int channel, Method method) {
    peer.send(channel, method);
  }

  @Override
  public Out out() {
    return peer.out();
  }

  @Override
  public void flush() {
    peer.flush();
  }

  @Override
  public int frameMax() {
    return frameMax;
  }

  @Override
  public long ask(int channel, Command command) {
    long request = ((long) channel << NUMBER_BITS) | ++lastNumber;
    asked++;
    peer.gateway().submit(command, peer.client(), request);
    return request;
  }

  /// Whether a large event of so many bytes finds room.
  boolean hasRoom(long bytes) {
    return peer.gateway().hasRoom(bytes);
  }

  @Override
  public void answered() {
    asked = Math.max(0, asked - 1);
  }

  @Override
  public void tell(Command command) {
    peer.gateway().submit(command, peer.client(), NONE);
  }

  @Override
  public Rights rights() {
    return rights;
  }

  @Override
  public LoopShare share() {
    return broker.share();
  }

  @Override
  public long maxMessageBytes() {
    return broker.maxMessageBytes();
  }

  @Override
  public long acknowledgeMillis() {
    return broker.settings().acknowledgeMillis();
  }

  @Override
  public boolean knowsCancel() {
    return peer.knowsCancel();
  }

  @Override
  public void gone(int channel) {
    if (byNumber.remove(channel) != null) {
      broker.stats().channels(-1);
    }
  }

  @Override
  public void failed(int channel, int replyCode) {
    broker.stats().error(replyCode);
  }
}
