package io.thalweg.checks.fuzz;

import io.thalweg.checks.fuzz.AmqpTally.End;
import io.thalweg.protocol.amqp.v091.method.AccessMethod;
import io.thalweg.protocol.amqp.v091.method.ChannelMethod;
import io.thalweg.protocol.amqp.v091.method.ConnectionMethod;
import io.thalweg.protocol.amqp.v091.method.ExchangeMethod;
import io.thalweg.protocol.amqp.v091.method.Method;
import io.thalweg.protocol.amqp.v091.wire.Frames;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;

/// One stream after the other, each on a connection of its own: all of it is sent at once. Once its
/// last answer is there, the client closes; what is heard must make sense, up to the broker's
/// `close-ok`, or up to where it has closed.
final class AmqpLane {
  /// Within this each stream ends.
  private static final int LIMIT_MILLIS = 20_000;

  /// What the broker may answer with instead of `connection.start`.
  private static final int OTHER_HEADER = 'A';

  private static final byte[] CLOSE =
      AmqpRecordings.frame(0, new ConnectionMethod.Close(200, "bye", 0, 0));

  private final int port;
  private final long seed;
  private final AmqpTally tally;
  private final Map<String, Long> heard = new TreeMap<>();
  private boolean reached;
  private boolean last;

  AmqpLane(int port, long seed, AmqpTally tally) {
    this.port = port;
    this.seed = seed;
    this.tally = tally;
  }

  /// Sends the streams numbered `first`, `first + step` and so on, below `end`.
  void run(long first, long step, long end, String vhost) throws IOException {
    for (long at = first; at < end; at += step) {
      AmqpStream stream = AmqpStream.of(seed, at, vhost);
      heard.clear();
      reached = false;
      last = false;
      End how = send(stream);
      if (how == End.DROPPED && stream.framed() && reached) {
        throw new AssertionError("closed without a word: " + stream);
      }
      tally.add(stream.kind(), how, reached, heard);
    }
  }

  private End send(AmqpStream stream) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), LIMIT_MILLIS);
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(LIMIT_MILLIS);
      socket.setSoLinger(stream.number() % 8 > 0, 0); // or thousands of ports would wait
      DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
      write(socket, stream.bytes());
      int key = 0;
      boolean closes = false;
      while (key != ConnectionMethod.CloseOk.KEY && key != ConnectionMethod.Close.KEY) {
        key = answer(in, stream);
        if (last && !closes) {
          closes = true;
          write(socket, CLOSE);
        }
      }
      if (key == ConnectionMethod.CloseOk.KEY) {
        return End.CONFIRMED;
      }
      write(socket, AmqpRecordings.frame(0, new ConnectionMethod.CloseOk()));
      return End.CLOSED;
    } catch (EOFException | SocketException e) {
      return End.DROPPED;
    } catch (SocketTimeoutException e) {
      throw new AssertionError("hangs after " + heard + ": " + stream, e);
    }
  }

  private static void write(Socket socket, byte[] bytes) throws IOException {
    try {
      socket.getOutputStream().write(bytes);
    } catch (SocketException e) {
      // closed meanwhile: what it said before is still there
    }
  }

  /// Reads a frame; returns its key if it is a method, else 0.
  private int answer(DataInputStream in, AmqpStream stream) throws IOException {
    int type = in.readUnsignedByte();
    if (type == OTHER_HEADER) {
      throw new EOFException("expected nothing behind another protocol header");
    }
    int channel = in.readUnsignedShort();
    int size = in.readInt();
    boolean known = type <= Frames.BODY || type == Frames.HEARTBEAT;
    if (!known || size < 0 || size > 1 << 20) {
      throw new AssertionError("a frame " + type + " of " + size + " bytes to " + stream);
    }
    byte[] payload = in.readNBytes(size);
    if (in.readUnsignedByte() != 0xce) {
      throw new AssertionError("a frame without its end to " + stream);
    }
    if (type != Frames.METHOD) {
      return 0;
    }
    Method method = Method.read(ByteBuffer.wrap(payload), 0, size);
    heard.merge(AnyMethod.NAMES.get(method.key()), 1L, Long::sum);
    reached |= isOfHandler(method, channel);
    last |= channel == AmqpRecordings.CHANNEL && isLast(method);
    return method.key();
  }

  private static boolean isLast(Method method) {
    return method instanceof AccessMethod.RequestOk || method instanceof ChannelMethod.Close;
  }

  /// Whether it shows that a method of a channel was handled: an answer to it, or why it could not
  /// be done. That a channel is open does not, nor the answer to what stands behind each stream.
  private static boolean isOfHandler(Method method, int channel) {
    boolean refuses = method instanceof ChannelMethod.Close;
    return channel > 0 && (refuses || method.key() >>> Short.SIZE >= ExchangeMethod.CLASS);
  }
}
