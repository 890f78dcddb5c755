package io.thalweg.protocol.amqp.v091.channel;

import io.thalweg.core.turn.Command;
import io.thalweg.protocol.amqp.v091.method.Method;
import io.thalweg.protocol.wire.Out;

/// What a channel needs of its connection.
public interface Link {
  /// Writes a method; it leaves at the end of the turn.
  void send(int channel, Method method);

  /// Where what is not a mere method is written. To be followed by [#flush].
  Out out();

  /// What was written leaves at the end of the turn.
  void flush();

  /// Bytes that a frame may have.
  int frameMax();

  /// Asks the shard; the reply comes to the channel under the number that is returned, later.
  long ask(int channel, Command command);

  /// What was asked was answered by an event.
  void answered();

  /// Tells the shard what is not answered, or only by problems that nobody minds.
  void tell(Command command);

  /// What the connection's user may do in its vhost.
  Rights rights();

  /// What the sessions of this loop share.
  LoopShare share();

  /// Largest body of a message.
  long maxMessageBytes();

  /// How long a delivery may be unsettled; 0: any time.
  long acknowledgeMillis();

  /// Whether the client has announced that it knows consumers that the broker cancels.
  boolean knowsCancel();

  /// The channel is no more.
  void gone(int channel);

  /// The channel has failed so that its client was told to close it.
  void failed(int channel, int replyCode);
}
