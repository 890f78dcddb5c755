package io.thalweg.protocol.amqp.v091.method;

import io.thalweg.protocol.amqp.v091.wire.AmqpException;
import io.thalweg.protocol.amqp.v091.wire.ArgumentCount;
import io.thalweg.protocol.amqp.v091.wire.ArgumentReader;
import io.thalweg.protocol.amqp.v091.wire.ArgumentSink;
import io.thalweg.protocol.amqp.v091.wire.ArgumentWriter;
import io.thalweg.protocol.amqp.v091.wire.Frames;
import io.thalweg.protocol.amqp.v091.wire.ReplyCode;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// A method with its arguments (AMQP 0-9-1, section 4.2.4). Each class of methods has an interface
/// of its own, and each method a record in it.
public sealed interface Method
    permits AccessMethod,
        BasicMethod,
        ChannelMethod,
        ConfirmMethod,
        ConnectionMethod,
        ExchangeMethod,
        QueueMethod,
        TxMethod {
  /// Its class in the upper 16 bits, its own number in the lower.
  int key();

  /// Gives all arguments to `out`.
  void writeTo(ArgumentSink out);

  /// Reads the payload of a method frame, between `at` and `end`.
  ///
  /// @throws AmqpException 503 for a method that there isn't, 502 for wrong arguments
  static Method read(ByteBuffer in, int at, int end) {
    if (end - at < Frames.KEY_BYTES) {
      throw new AmqpException(
          ReplyCode.SYNTAX_ERROR, "expected a class and a method, but they are cut off");
    }
    int key = in.getInt(at);
    ArgumentReader arguments = new ArgumentReader(in, at + Frames.KEY_BYTES, end);
    try {
      Method method = read(key, arguments);
      if (method == null) {
        throw new AmqpException(ReplyCode.COMMAND_INVALID, "expected a method of AMQP 0-9-1");
      }
      arguments.end();
      return method;
    } catch (AmqpException e) {
      throw e.in(key);
    }
  }

  private static @Nullable Method read(int key, ArgumentReader in) {
    return switch (key >>> Short.SIZE) {
      case AccessMethod.CLASS -> AccessMethod.read(key, in);
      case BasicMethod.CLASS -> BasicMethod.read(key, in);
      case ChannelMethod.CLASS -> ChannelMethod.read(key, in);
      case ConfirmMethod.CLASS -> ConfirmMethod.read(key, in);
      case ConnectionMethod.CLASS -> ConnectionMethod.read(key, in);
      case ExchangeMethod.CLASS -> ExchangeMethod.read(key, in);
      case QueueMethod.CLASS -> QueueMethod.read(key, in);
      case TxMethod.CLASS -> TxMethod.read(key, in);
      default -> null;
    };
  }

  /// Bytes of the frame that [#write] makes.
  default int frameBytes() {
    ArgumentCount count = new ArgumentCount();
    writeTo(count);
    return Frames.OVERHEAD_BYTES + Frames.KEY_BYTES + count.bytes();
  }

  /// Writes a method frame.
  default void write(ByteBuffer out, int channel) {
    Frames.begin(out, Frames.METHOD, channel, frameBytes() - Frames.OVERHEAD_BYTES);
    out.putInt(key());
    writeTo(new ArgumentWriter(out));
    Frames.end(out);
  }
}
