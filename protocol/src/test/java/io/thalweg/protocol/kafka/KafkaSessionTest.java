package io.thalweg.protocol.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.protocol.wire.MemorySocket;
import io.thalweg.protocol.wire.Session;
import io.thalweg.protocol.wire.SessionContract;
import java.nio.ByteBuffer;
import java.util.List;

/// [SessionContract] for Kafka, over a real shard.
class KafkaSessionTest extends SessionContract {
  private static final int BATCH_BYTES = 20 * 1024;

  @Override
  protected World fresh() {
    MemoryBroker broker = new MemoryBroker();
    KafkaPeer before = new KafkaPeer(broker);
    before.create(RequestStream.TOPIC, 2);
    for (int i = 0; i < 3; i++) {
      var batch = KafkaFrames.batch("x".repeat(BATCH_BYTES));
      assertThat(before.produce(RequestStream.TOPIC, 0, batch)).isZero();
    }
    before.session().closed();
    return new KafkaWorld(broker, new KafkaPeer(broker));
  }

  @Override
  protected List<byte[]> stream() {
    return RequestStream.frames();
  }

  @Override
  protected byte[] askingFor(int bytes) {
    return KafkaFrames.request(RequestStream.fetch(0, Math.max(bytes, 1 << 20)), 12, 77);
  }

  @Override
  protected byte[] claiming(int bytes) {
    return ByteBuffer.allocate(4).putInt(bytes).array();
  }

  private record KafkaWorld(MemoryBroker broker, KafkaPeer peer) implements World {
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
      broker.turnAfter(100);
    }

    @Override
    public void accepting(boolean yes) {
      broker.accepting(yes);
    }

    @Override
    public long heldByOthers() {
      assertThat(broker.shardFailure()).isNull();
      return broker.heldByOthers();
    }
  }
}
