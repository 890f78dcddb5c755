package io.thalweg.protocol.amqp.v091.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.base.Chance;
import io.thalweg.core.batch.EventHeaders;
import io.thalweg.protocol.amqp.v091.method.BasicMethod;
import io.thalweg.protocol.amqp.v091.method.ChannelMethod;
import io.thalweg.protocol.amqp.v091.method.ConfirmMethod;
import io.thalweg.protocol.amqp.v091.method.ConnectionMethod;
import io.thalweg.protocol.amqp.v091.method.ExchangeMethod;
import io.thalweg.protocol.amqp.v091.method.QueueMethod;
import io.thalweg.protocol.amqp.v091.method.TxMethod;
import io.thalweg.protocol.amqp.v091.wire.FieldTable;
import io.thalweg.protocol.wire.MemorySocket;
import io.thalweg.protocol.wire.Session;
import io.thalweg.protocol.wire.SessionContract;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// [SessionContract] for AMQP 0-9-1.
class AmqpSessionTest extends SessionContract {
  private static final String BIG = "big";
  private static final int BIG_EVENTS = 60;

  @Override
  protected World fresh() {
    FakeBroker broker = new FakeBroker();
    AmqpPeer before = AmqpPeer.open(broker);
    before.ask(Methods.queue(BIG));
    for (int i = 0; i < BIG_EVENTS; i++) {
      broker.queues().foreign(BIG, new EventHeaders(0), "x".repeat(20_000), 1000);
    }
    before.session().closed();
    return new AmqpWorld(broker, new AmqpPeer(broker));
  }

  @Override
  protected List<byte[]> stream() {
    return frames();
  }

  static List<byte[]> frames() {
    List<byte[]> all = new ArrayList<>();
    all.add(AmqpPeer.protocolHeader());
    all.add(AmqpPeer.frame(0, AmqpPeer.startOk("guest", "guest")));
    all.add(AmqpPeer.frame(0, new ConnectionMethod.TuneOk(2047, AmqpPeer.FRAME_MAX, 60)));
    all.add(AmqpPeer.frame(0, new ConnectionMethod.Open("/", "", false)));
    all.add(AmqpPeer.frame(1, new ChannelMethod.Open("")));
    all.add(AmqpPeer.frame(2, new ChannelMethod.Open("")));
    all.add(AmqpPeer.frame(1, Methods.exchange("x", "direct")));
    all.add(AmqpPeer.frame(1, new ExchangeMethod.Bind(0, "x", "x", "", false, FieldTable.EMPTY)));
    all.add(AmqpPeer.frame(1, Methods.queue("q")));
    all.add(AmqpPeer.frame(1, Methods.exclusive("")));
    all.add(AmqpPeer.frame(1, Methods.bind("q", "x", "k")));
    all.add(AmqpPeer.frame(2, new ConfirmMethod.Select(false)));
    all.addAll(message(2, "x", "k", "hello"));
    all.addAll(message(1, "", "q", ""));
    all.add(AmqpPeer.frame(2, new BasicMethod.Get(0, "q", false)));
    all.add(AmqpPeer.frame(2, new BasicMethod.Ack(1, false)));
    all.add(AmqpPeer.frame(1, new BasicMethod.Qos(0, 1, false)));
    all.add(AmqpPeer.frame(1, new BasicMethod.Qos(0, 1, true)));
    all.add(AmqpPeer.frame(1, Methods.consume("q", "c")));
    all.add(AmqpPeer.frame(1, new BasicMethod.Cancel("c", false)));
    all.add(AmqpPeer.frame(1, new BasicMethod.Recover(true)));
    all.add(AmqpPeer.frame(1, new TxMethod.Select()));
    all.addAll(message(1, "", "q", "later"));
    all.add(AmqpPeer.frame(1, new TxMethod.Commit()));
    all.add(AmqpPeer.frame(1, new QueueMethod.Purge(0, "q", false)));
    all.add(AmqpPeer.frame(1, new QueueMethod.Delete(0, "q", false, false, false)));
    all.add(AmqpPeer.frame(2, Methods.passive("none")));
    all.add(AmqpPeer.frame(2, new ChannelMethod.Close(200, "", 0, 0)));
    return all;
  }

  private static List<byte[]> message(int channel, String exchange, String key, String body) {
    List<byte[]> frames = new ArrayList<>();
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    frames.add(AmqpPeer.frame(channel, new BasicMethod.Publish(0, exchange, key, false, false)));
    frames.add(AmqpPeer.header(channel, bytes.length, new byte[2]));
    if (bytes.length > 0) {
      frames.add(AmqpPeer.body(channel, bytes, AmqpPeer.FRAME_MAX));
    }
    return frames;
  }

  @Override
  protected byte[] askingFor(int bytes) {
    return AmqpPeer.frame(1, Methods.get(BIG));
  }

  @Override
  protected byte[] claiming(int bytes) {
    ByteBuffer out = ByteBuffer.allocate(15).put(AmqpPeer.protocolHeader());
    return out.put((byte) 1).putShort((short) 0).putInt(bytes).array();
  }

  @Override
  protected boolean shrinks() {
    return false; // an answer has one event
  }

  private record AmqpWorld(FakeBroker broker, AmqpPeer peer) implements World {
    @Override
    public Session session() {
      return peer.session();
    }

    @Override
    public MemorySocket socket() {
      return peer.socket();
    }

    @Override
    public long nowMillis() {
      return broker.nowMillis();
    }

    @Override
    public void turn() {
      broker.turn();
    }

    @Override
    public void accepting(boolean yes) {
      broker.accepting(yes);
    }

    @Override
    public long heldByOthers() {
      return broker.queues().heldByOthers();
    }
  }

  /// Whatever comes, nothing is thrown, nothing is held, and the next client is served.
  @Test
  void mutatedStreamsDisturbNobody() {
    Chance chance = new Chance(7);
    FakeBroker broker = new FakeBroker();
    List<byte[]> frames = frames();
    for (int round = 0; round < 3_000; round++) {
      AmqpPeer peer = AmqpPeer.open(broker);
      for (int i = 6; i < frames.size() && peer.socket().closedWhy() == null; i++) {
        byte[] frame = frames.get(chance.nextInt(4) == 0 ? chance.nextInt(frames.size()) : i);
        peer.give(mutated(frame, chance));
        if (chance.nextInt(3) == 0) {
          broker.turn();
        }
      }
      peer.session().due(broker.nowMillis());
      broker.turn();
      peer.session().closed();
      assertThat(broker.budget().taken()).as("round %d", round).isZero();
    }
    assertThat(AmqpPeer.open(broker).ask(Methods.queue("still")))
        .containsExactly("1 queue.declare-ok still 0 0");
    assertThat(broker.stats().connections()).isOne();
    assertThat(broker.stats().channels()).isOne();
    assertThat(broker.errors().stream().map(AmqpStats.Named::name))
        .contains("FRAME_ERROR", "SYNTAX_ERROR", "UNEXPECTED_FRAME", "NOT_FOUND")
        .doesNotContain("INTERNAL_ERROR");
  }

  private static byte[] mutated(byte[] frame, Chance chance) {
    byte[] copy = frame.clone();
    int changes = chance.nextInt(3);
    for (int i = 0; i < changes; i++) {
      boolean inside = chance.nextInt(8) > 0 && copy.length > 9;
      int at = inside ? 7 + chance.nextInt(copy.length - 8) : chance.nextInt(copy.length);
      copy[at] = (byte) chance.nextLong();
    }
    return copy;
  }
}
