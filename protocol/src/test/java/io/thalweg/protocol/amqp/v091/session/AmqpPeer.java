package io.thalweg.protocol.amqp.v091.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.base.Opaque;
import io.thalweg.protocol.amqp.HeaderChoice;
import io.thalweg.protocol.amqp.v091.method.BasicMethod;
import io.thalweg.protocol.amqp.v091.method.ChannelMethod;
import io.thalweg.protocol.amqp.v091.method.ConnectionMethod;
import io.thalweg.protocol.amqp.v091.method.Method;
import io.thalweg.protocol.amqp.v091.wire.BodyFrames;
import io.thalweg.protocol.amqp.v091.wire.ContentHeader;
import io.thalweg.protocol.amqp.v091.wire.FieldTable;
import io.thalweg.protocol.amqp.v091.wire.FieldValue;
import io.thalweg.protocol.amqp.v091.wire.FrameReader;
import io.thalweg.protocol.amqp.v091.wire.Frames;
import io.thalweg.protocol.wire.MemorySocket;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.RecordComponent;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// One client's connection to a [FakeBroker]. What it hears is told in lines, one for each method
/// or message: `1 queue.declare-ok q 0 0`.
final class AmqpPeer {
  static final int FRAME_MAX = 131_072;
  private static final byte[] NO_PROPERTIES = {0, 0};

  private final FakeBroker broker;
  private final MemorySocket socket = new MemorySocket();
  private final AmqpSession session;
  private ByteBuffer pending = ByteBuffer.allocate(0);

  AmqpPeer(FakeBroker broker) {
    this(broker, true);
  }

  AmqpPeer(FakeBroker broker, boolean loopback) {
    this.broker = broker;
    this.session = broker.session(socket, loopback);
  }

  /// A client that is logged in, with channel 1 open; all was heard.
  static AmqpPeer open(FakeBroker broker) {
    return open(broker, "guest");
  }

  static AmqpPeer open(FakeBroker broker, String user) {
    AmqpPeer peer = new AmqpPeer(broker);
    peer.give(handshake(user));
    peer.give(frame(1, new ChannelMethod.Open("")));
    peer.hear();
    return peer;
  }

  AmqpSession session() {
    return session;
  }

  MemorySocket socket() {
    return socket;
  }

  /// A table for [ConnectionMethod.StartOk] with every capability.
  static FieldTable capable() {
    FieldTable capabilities =
        FieldTable.builder()
            .put("consumer_cancel_notify", FieldValue.of(true))
            .put("connection.blocked", FieldValue.of(true))
            .put("authentication_failure_close", FieldValue.of(true))
            .build();
    return FieldTable.builder().put("capabilities", new FieldValue.Table(capabilities)).build();
  }

  static byte[] protocolHeader() {
    return ByteBuffer.allocate(8).putLong(HeaderChoice.V091_HEADER).array();
  }

  static ConnectionMethod.StartOk startOk(String user, String password) {
    byte[] plain = ("\0" + user + "\0" + password).getBytes(StandardCharsets.UTF_8);
    return new ConnectionMethod.StartOk(capable(), "PLAIN", new Opaque(plain), "en_US");
  }

  /// All that a client says until the vhost is open.
  static byte[] handshake(String user) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(protocolHeader());
    all.writeBytes(frame(0, startOk(user, user)));
    all.writeBytes(frame(0, new ConnectionMethod.TuneOk(2047, FRAME_MAX, 60)));
    all.writeBytes(frame(0, new ConnectionMethod.Open("/", "", false)));
    return all.toByteArray();
  }

  static byte[] frame(int channel, Method method) {
    ByteBuffer out = ByteBuffer.allocate(method.frameBytes());
    method.write(out, channel);
    return out.array();
  }

  /// The frames of a message without properties.
  static byte[] message(int channel, String exchange, String key, String body) {
    return message(
        channel,
        new BasicMethod.Publish(0, exchange, key, false, false),
        NO_PROPERTIES,
        body.getBytes(StandardCharsets.UTF_8));
  }

  static byte[] message(int channel, BasicMethod.Publish method, byte[] properties, byte[] body) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(frame(channel, method));
    all.writeBytes(header(channel, body.length, properties));
    all.writeBytes(body(channel, body, FRAME_MAX));
    return all.toByteArray();
  }

  static byte[] header(int channel, long bodyBytes, byte[] properties) {
    ByteBuffer out = ByteBuffer.allocate(Frames.OVERHEAD_BYTES + 12 + properties.length);
    Frames.begin(out, Frames.HEADER, channel, 12 + properties.length);
    out.putShort((short) 60).putShort((short) 0).putLong(bodyBytes).put(properties);
    Frames.end(out);
    return out.array();
  }

  static byte[] body(int channel, byte[] body, int frameMax) {
    ByteBuffer out = ByteBuffer.allocate((int) BodyFrames.bytes(body.length, frameMax));
    BodyFrames.write(out, channel, ByteBuffer.wrap(body), 0, body.length, frameMax);
    return out.array();
  }

  /// Gives bytes as a socket would.
  void give(byte[]... frames) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[] before = new byte[pending.remaining()];
    pending.get(before);
    all.writeBytes(before);
    for (byte[] each : frames) {
      all.writeBytes(each);
    }
    pending = ByteBuffer.wrap(all.toByteArray());
    offer();
  }

  private void offer() {
    pending.position(pending.position() + session.received(pending, broker.nowMillis()));
  }

  void send(int channel, Method... methods) {
    for (Method each : methods) {
      give(frame(channel, each));
    }
  }

  /// Lets the broker work until nothing happens any more; returns what was heard.
  List<String> hear() {
    for (int i = 0; i < 50; i++) {
      broker.turn();
      if (session.reading() && pending.hasRemaining()) {
        offer();
      }
    }
    return told(socket.take());
  }

  /// Sends on channel 1, and returns what is heard.
  List<String> ask(Method... methods) {
    send(1, methods);
    return hear();
  }

  /// Bytes that were given and not taken.
  int left() {
    return pending.remaining();
  }

  private static List<String> told(byte[] bytes) {
    List<String> lines = new ArrayList<>();
    ByteBuffer in = ByteBuffer.wrap(bytes);
    FrameReader frame = new FrameReader(1 << 20);
    ContentHeader header = new ContentHeader();
    long body = 0;
    int at = 0;
    if (bytes.length >= 8 && in.getInt(0) == 0x414d5150) {
      lines.add("AMQP 0 0 9 1");
      at = 8;
    }
    StringBuilder content = new StringBuilder();
    while (at < bytes.length) {
      assertThat(frame.read(in, at, bytes.length)).isTrue();
      switch (frame.type()) {
        case Frames.METHOD -> {
          assertThat(body).isZero();
          lines.add(frame.channel() + " " + shown(in, frame));
        }
        case Frames.HEADER -> {
          header.over(in, frame.payloadAt(), frame.payloadEnd());
          body = header.bodyBytes();
          content.setLength(0);
          String shown = Properties.shown(header.properties());
          lines.add(lines.removeLast() + (shown.isEmpty() ? "" : " " + shown));
        }
        case Frames.BODY -> {
          body -= frame.payloadBytes();
          content.append(
              new String(
                  bytes, frame.payloadAt(), frame.payloadBytes(), StandardCharsets.ISO_8859_1));
        }
        default -> lines.add("heartbeat");
      }
      boolean message = frame.type() == Frames.HEADER || frame.type() == Frames.BODY;
      if (message && body == 0) {
        String text = content.length() > 100 ? content.length() + " bytes" : content.toString();
        lines.add(lines.removeLast() + " '" + text + "'");
      }
      at += frame.bytes();
    }
    return lines;
  }

  private static String shown(ByteBuffer in, FrameReader frame) {
    Method method = Method.read(in, frame.payloadAt(), frame.payloadEnd());
    String group = method.getClass().getEnclosingClass().getSimpleName().replace("Method", "");
    String name = group + "." + method.getClass().getSimpleName();
    StringBuilder text = new StringBuilder(name.replaceAll("(?<=[a-z])(?=[A-Z])", "-"));
    String lower = text.toString().toLowerCase(Locale.ROOT);
    text.setLength(0);
    text.append(lower);
    for (RecordComponent each : method.getClass().getRecordComponents()) {
      Object value = value(method, each);
      text.append(' ').append(value.equals("") ? "''" : value);
    }
    return text.toString();
  }

  private static Object value(Method method, RecordComponent component) {
    try {
      return component.getAccessor().invoke(method);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("expected a record", e);
    }
  }
}
