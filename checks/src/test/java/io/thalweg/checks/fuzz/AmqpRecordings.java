package io.thalweg.checks.fuzz;

import io.thalweg.core.base.Chance;
import io.thalweg.core.base.Opaque;
import io.thalweg.protocol.amqp.v091.method.BasicMethod;
import io.thalweg.protocol.amqp.v091.method.ChannelMethod;
import io.thalweg.protocol.amqp.v091.method.ConfirmMethod;
import io.thalweg.protocol.amqp.v091.method.ConnectionMethod;
import io.thalweg.protocol.amqp.v091.method.ExchangeMethod;
import io.thalweg.protocol.amqp.v091.method.Method;
import io.thalweg.protocol.amqp.v091.method.QueueMethod;
import io.thalweg.protocol.amqp.v091.method.TxMethod;
import io.thalweg.protocol.amqp.v091.wire.FieldTable;
import io.thalweg.protocol.amqp.v091.wire.FieldValue;
import io.thalweg.protocol.amqp.v091.wire.Frames;
import io.thalweg.protocol.amqp.v091.wire.PropertiesBuilder;
import io.thalweg.protocol.amqp.v091.wire.Property;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// All that a client sends from its protocol header to before its `connection.close`, without a
/// wait for any answer: what clients of several kinds say, with names and sizes by chance.
final class AmqpRecordings {
  /// What a client is about.
  enum Kind {
    PUBLISHES,
    CONFIRMS,
    CONSUMES,
    GETS,
    TRANSACTS,
    ARRANGES,
    STREAMS,
    CALLS,
    CHANNELS,
    LARGE,
    ANYTHING
  }

  /// Frames that belong to the handshake, with the protocol header.
  static final int HANDSHAKE = 4;

  /// The channel that each opens.
  static final int CHANNEL = 1;

  private static final int LEAST_FRAME = 4096;
  private static final int MOST_FRAME = 131_072;
  private static final String[] TYPES = {"direct", "fanout", "topic", "headers"};
  private static final String[] OFFSETS = {"first", "last", "next", "1h"};

  private final List<byte[]> frames = new ArrayList<>();
  private final Chance chance;
  private final int frameMax;

  private AmqpRecordings(String vhost, Chance chance) {
    this.chance = chance;
    this.frameMax = chance.nextInt(16) == 0 ? MOST_FRAME : LEAST_FRAME;
    frames.add(new byte[] {'A', 'M', 'Q', 'P', 0, 0, 9, 1});
    FieldTable capabilities =
        FieldTable.builder()
            .put("consumer_cancel_notify", FieldValue.of(bit()))
            .put("connection.blocked", FieldValue.of(true))
            .put("authentication_failure_close", FieldValue.of(true))
            .build();
    FieldTable about = AmqpTables.of("capabilities", new FieldValue.Table(capabilities));
    Opaque plain = new Opaque("\0guest\0guest".getBytes(StandardCharsets.UTF_8));
    send(0, new ConnectionMethod.StartOk(about, "PLAIN", plain, "en_US"));
    send(0, new ConnectionMethod.TuneOk(2047, frameMax, 60));
    send(0, new ConnectionMethod.Open(vhost, "", false));
  }

  /// The frames of one; the first is the protocol header, which is none.
  static List<byte[]> of(Kind kind, String vhost, Chance chance) {
    AmqpRecordings recording = new AmqpRecordings(vhost, chance);
    recording.send(1, new ChannelMethod.Open(""));
    switch (kind) {
      case PUBLISHES -> recording.publishes();
      case CONFIRMS -> recording.confirms();
      case CONSUMES -> recording.consumes();
      case GETS -> recording.gets();
      case TRANSACTS -> recording.transacts();
      case ARRANGES -> recording.arranges();
      case STREAMS -> recording.streams();
      case CALLS -> recording.calls();
      case CHANNELS -> recording.channels();
      case LARGE -> recording.large();
      case ANYTHING -> recording.anything();
    }
    return recording.frames;
  }

  static byte[] frame(int channel, Method method) {
    ByteBuffer out = ByteBuffer.allocate(method.frameBytes());
    method.write(out, channel);
    return out.array();
  }

  /// What is called so is there, mostly, and otherwise may be made.
  static String name(Chance chance) {
    return switch (chance.nextInt(8)) {
      case 0, 1, 2 -> queue(chance);
      case 3, 4 -> exchange(chance);
      case 5 -> "amq." + TYPES[chance.nextInt(TYPES.length)];
      case 6 -> "";
      default -> {
        String evil = Evil.text(chance);
        yield evil.length() > 100 ? evil.substring(0, 100) : evil;
      }
    };
  }

  private static String queue(Chance chance) {
    return "fq-" + chance.nextInt(8);
  }

  private static String exchange(Chance chance) {
    return "fx-" + chance.nextInt(5);
  }

  private boolean bit() {
    return chance.nextInt(2) == 0;
  }

  private void send(int channel, Method... methods) {
    for (Method each : methods) {
      frames.add(frame(channel, each));
    }
  }

  private void queue(int channel, String name, FieldTable arguments) {
    send(channel, new QueueMethod.Declare(0, name, false, true, false, false, false, arguments));
  }

  /// A queue of its own, of which the broker makes the name; later `""` is this one.
  private void own(int channel, FieldTable arguments) {
    boolean gone = bit();
    send(channel, new QueueMethod.Declare(0, "", false, false, true, gone, false, arguments));
  }

  private void exchange(int channel, String name, FieldTable arguments) {
    String type = TYPES[Math.floorMod(name.hashCode(), TYPES.length)];
    send(
        channel,
        new ExchangeMethod.Declare(0, name, type, false, true, false, false, false, arguments));
  }

  private void bind(int channel, String queue, String exchange, String key) {
    send(channel, new QueueMethod.Bind(0, queue, exchange, key, bit(), FieldTable.EMPTY));
  }

  private void consume(int channel, String queue, String tag, boolean noAck, FieldTable how) {
    send(channel, new BasicMethod.Consume(0, queue, tag, false, noAck, false, false, how));
  }

  private byte[] properties() {
    return properties(chance);
  }

  /// Properties of a message.
  static byte[] properties(Chance chance) {
    PropertiesBuilder builder = new PropertiesBuilder();
    if (chance.nextInt(2) == 0) {
      builder.put(Property.CONTENT_TYPE, "text/plain").put(Property.DELIVERY_MODE, 2);
    }
    if (chance.nextInt(2) == 0) {
      builder.headers(AmqpTables.any(chance)).put(Property.PRIORITY, chance.nextInt(10));
    }
    if (chance.nextInt(4) == 0) {
      builder.put(Property.EXPIRATION, Integer.toString(chance.nextInt(1000)));
      builder.put(Property.MESSAGE_ID, "m").timestamp(chance.nextInt(1 << 30));
    }
    if (chance.nextInt(8) == 0) {
      FieldValue copies = new FieldValue.Array(List.of(FieldValue.of(name(chance))));
      builder.headers(AmqpTables.of(chance.nextInt(2) == 0 ? "CC" : "BCC", copies));
    }
    return builder.build();
  }

  private void publish(int channel, String exchange, String key, int bytes) {
    publish(channel, new BasicMethod.Publish(0, exchange, key, bit(), false), properties(), bytes);
  }

  private void publish(int channel, BasicMethod.Publish method, byte[] properties, int bytes) {
    send(channel, method);
    header(channel, bytes, properties);
    int left = bytes;
    while (left > 0) {
      int piece = Math.min(left, frameMax - Frames.OVERHEAD_BYTES);
      ByteBuffer out = ByteBuffer.allocate(Frames.OVERHEAD_BYTES + piece);
      Frames.begin(out, Frames.BODY, channel, piece);
      out.position(out.position() + piece);
      Frames.end(out);
      frames.add(out.array());
      left -= piece;
    }
  }

  private void header(int channel, long bodyBytes, byte[] properties) {
    frames.add(headerFrame(channel, bodyBytes, properties));
  }

  static byte[] headerFrame(int channel, long bodyBytes, byte[] properties) {
    int payload = Integer.BYTES + Long.BYTES + properties.length;
    ByteBuffer out = ByteBuffer.allocate(Frames.OVERHEAD_BYTES + payload);
    Frames.begin(out, Frames.HEADER, channel, payload);
    out.putShort((short) BasicMethod.CLASS).putShort((short) 0).putLong(bodyBytes).put(properties);
    Frames.end(out);
    return out.array();
  }

  private void publishes() {
    String queue = queue(chance);
    String exchange = exchange(chance);
    exchange(1, exchange, FieldTable.EMPTY);
    queue(1, queue, FieldTable.EMPTY);
    bind(1, queue, exchange, "a.#");
    for (int i = chance.nextInt(6); i >= 0; i--) {
      publish(1, exchange, "a.b", chance.nextInt(200));
    }
    publish(1, "", queue, chance.nextInt(5000));
    send(1, new QueueMethod.Declare(0, queue, true, false, false, false, false, FieldTable.EMPTY));
  }

  private void confirms() {
    send(1, new ConfirmMethod.Select(bit()));
    own(1, AmqpTables.ofQueue(chance));
    for (int i = chance.nextInt(8); i >= 0; i--) {
      publish(1, bit() ? "amq.fanout" : "", name(chance), chance.nextInt(300));
    }
    publish(1, exchange(chance), queue(chance), 10);
    send(1, new BasicMethod.Get(0, "", true));
  }

  private void consumes() {
    own(1, bit() ? FieldTable.EMPTY : AmqpTables.ofQueue(chance));
    bind(1, "", "amq.direct", "k" + chance.nextInt(20));
    send(1, new BasicMethod.Qos(0, 1 + chance.nextInt(5), bit()));
    FieldTable how = bit() ? AmqpTables.of("x-priority", FieldValue.of(3)) : FieldTable.EMPTY;
    consume(1, "", "t", false, how);
    for (int i = 1 + chance.nextInt(5); i > 0; i--) {
      publish(1, "amq.direct", "k" + chance.nextInt(20), 20);
    }
    String queue = queue(chance);
    queue(1, queue, FieldTable.EMPTY);
    publish(1, "", queue, 10);
    consume(1, queue, "u", bit(), FieldTable.EMPTY);
    send(1, new ChannelMethod.Flow(true));
    send(1, new BasicMethod.Ack(1, bit()), new BasicMethod.Nack(2, bit(), bit()));
    send(1, new BasicMethod.Reject(3, bit()), new BasicMethod.Recover(true));
    send(1, new BasicMethod.RecoverAsync(true), new BasicMethod.Cancel("t", bit()));
  }

  private void gets() {
    String queue = queue(chance);
    queue(1, queue, FieldTable.EMPTY);
    for (int i = 1 + chance.nextInt(3); i > 0; i--) {
      publish(1, "", queue, 30);
    }
    send(1, new BasicMethod.Get(0, queue, false), new BasicMethod.Get(0, queue, true));
    send(1, new BasicMethod.Nack(1, false, true), new BasicMethod.Get(0, queue, false));
    send(1, new QueueMethod.Purge(0, queue, bit()), new BasicMethod.Ack(0, true));
    send(1, new QueueMethod.Delete(0, queue, bit(), bit(), bit()));
  }

  private void transacts() {
    own(1, AmqpTables.ofQueue(chance));
    send(1, new TxMethod.Select());
    for (int i = 1 + chance.nextInt(4); i > 0; i--) {
      publish(1, "", queue(chance), 100);
    }
    send(1, new TxMethod.Commit(), new BasicMethod.Get(0, queue(chance), false));
    send(1, new BasicMethod.Ack(1, false));
    publish(1, "", queue(chance), 6000);
    send(1, bit() ? new TxMethod.Rollback() : new TxMethod.Commit());
    publish(1, "", "fq-0", 5);
  }

  private void arranges() {
    String first = exchange(chance);
    String second = "fx-new-" + chance.nextInt(10);
    exchange(1, first, FieldTable.EMPTY);
    exchange(1, second, AmqpTables.of("alternate-exchange", FieldValue.of(first)));
    send(1, new ExchangeMethod.Bind(0, first, second, "x.*", bit(), FieldTable.EMPTY));
    String queue = "fq-new-" + chance.nextInt(30);
    queue(1, queue, AmqpTables.ofQueue(chance));
    FieldTable match =
        FieldTable.builder()
            .put("x-match", FieldValue.of("any"))
            .put("a", FieldValue.of(1))
            .build();
    send(1, new QueueMethod.Bind(0, queue, "amq.headers", "", bit(), match));
    send(1, new QueueMethod.Bind(0, queue, second, "x.y", bit(), AmqpTables.any(chance)));
    publish(1, second, "x.y", 40);
    send(1, new QueueMethod.Unbind(0, queue, "amq.headers", "", match));
    send(1, new ExchangeMethod.Unbind(0, first, second, "x.*", bit(), FieldTable.EMPTY));
    send(1, new QueueMethod.Delete(0, queue, false, bit(), bit()));
    send(1, new ExchangeMethod.Delete(0, second, bit(), bit()));
  }

  private void streams() {
    String queue = "fs-" + chance.nextInt(3);
    FieldTable stream =
        FieldTable.builder()
            .put("x-queue-type", FieldValue.of("stream"))
            .put("x-max-age", FieldValue.of("1h"))
            .put("x-max-length-bytes", FieldValue.of(100_000))
            .build();
    queue(1, queue, stream);
    for (int i = chance.nextInt(3); i >= 0; i--) {
      publish(1, "", queue, 200);
    }
    send(1, new BasicMethod.Qos(0, 5, false));
    FieldValue from =
        bit() ? FieldValue.of(OFFSETS[chance.nextInt(OFFSETS.length)]) : FieldValue.of(0);
    FieldTable.Builder how = FieldTable.builder().put("x-stream-offset", from);
    consume(1, queue, "s", false, bit() ? how.build() : how.put("x-partition", from).build());
    send(1, new BasicMethod.Ack(2, true), new BasicMethod.Cancel("s", false));
  }

  private void calls() {
    String reply = "amq.rabbitmq.reply-to";
    consume(1, reply, "r", true, FieldTable.EMPTY);
    String queue = queue(chance);
    queue(1, queue, FieldTable.EMPTY);
    byte[] asks = new PropertiesBuilder().put(Property.REPLY_TO, reply).build();
    publish(1, new BasicMethod.Publish(0, "", queue, true, false), asks, 30);
    send(1, new BasicMethod.Get(0, queue, true));
    publish(1, "", reply + "." + Long.toHexString(chance.nextLong()), 10);
    FieldTable none = FieldTable.EMPTY;
    send(1, new QueueMethod.Declare(0, reply, true, false, false, false, false, none));
    send(1, new BasicMethod.Cancel("r", false));
  }

  private void channels() {
    int count = 2 + chance.nextInt(4);
    for (int channel = 2; channel <= count; channel++) {
      send(channel, new ChannelMethod.Open(""));
    }
    for (int i = chance.nextInt(10) + 5; i > 0; i--) {
      int channel = 1 + chance.nextInt(count);
      switch (chance.nextInt(6)) {
        case 0 -> own(channel, FieldTable.EMPTY);
        case 1 -> publish(channel, "amq.fanout", "", 50);
        case 2 -> bind(channel, "fq-1", "amq.fanout", "");
        case 3 -> {
          send(channel, new ChannelMethod.Close(200, "", 0, 0), new ChannelMethod.Open(""));
        }
        case 4 -> send(channel, new BasicMethod.Qos(0, 10, true));
        default -> consume(channel, "fq-1", "", true, FieldTable.EMPTY);
      }
    }
    send(0, new ConnectionMethod.UpdateSecret(Opaque.EMPTY, "none"));
  }

  private void large() {
    queue(1, "fq-large", AmqpTables.of("x-max-length", FieldValue.of(3)));
    send(1, new ConfirmMethod.Select(false), new ChannelMethod.Flow(true));
    publish(1, "", "fq-large", 4000 + chance.nextInt(40_000));
    frames.add(new byte[] {Frames.HEARTBEAT, 0, 0, 0, 0, 0, 0, (byte) 0xce});
    send(1, new BasicMethod.Get(0, "fq-large", true));
    send(2, new ChannelMethod.Open(""));
    send(2, new BasicMethod.Publish(0, "", "fq-large", true, false));
    header(2, 1 + chance.nextInt(2_000_000), new byte[2]); // its body never comes
    publish(1, "", "fq-large", 100);
  }

  private void anything() {
    queue(1, queue(chance), FieldTable.EMPTY);
    send(2, new ChannelMethod.Open(""));
    for (int i = 2 + chance.nextInt(10); i > 0; i--) {
      send(1 + chance.nextInt(2), AnyMethod.of(chance));
    }
  }
}
