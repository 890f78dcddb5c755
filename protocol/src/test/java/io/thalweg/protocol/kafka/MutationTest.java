package io.thalweg.protocol.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.base.Chance;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Valid requests with something changed: each is answered or closes its connection; nothing is
/// thrown, nothing hangs, nothing stays held, and others are served as before.
class MutationTest {
  private static final int ROUNDS = 6_000;
  private static final int ROUNDS_PER_BROKER = 500;
  private static final int BLOCK_BYTES = 32 << 20;

  /// What arrays' and strings' lengths are replaced by.
  private static final int[] EVIL = {
    -1, -2, Integer.MIN_VALUE, Integer.MAX_VALUE, 0, 1, 0x7fff, 0x8000, 0xffff, 1 << 20, 1 << 28
  };

  private final List<byte[]> seeds = new ArrayList<>(RequestStream.frames());
  private MemoryBroker broker = new MemoryBroker(BLOCK_BYTES);
  private int answered;
  private int closed;

  @Test
  void everyMutationIsAnsweredOrCloses() {
    seeds.addAll(AllVersions.frames());
    for (int round = 0; round < ROUNDS; round++) {
      if (round % ROUNDS_PER_BROKER == 0) {
        broker = new MemoryBroker(BLOCK_BYTES);
        new KafkaPeer(broker).create(RequestStream.TOPIC, 2);
      }
      Chance chance = new Chance(round);
      byte[] frame = mutated(seeds.get(chance.nextInt(seeds.size())), chance);
      try {
        round(frame);
      } catch (RuntimeException | Error e) {
        throw new AssertionError("round " + round + ": " + Arrays.toString(frame), e);
      }
    }
    assertThat(answered).as("answered").isGreaterThan(ROUNDS / 10);
    assertThat(closed).as("closed").isGreaterThan(ROUNDS / 10);
  }

  private void round(byte[] frame) {
    KafkaPeer peer = new KafkaPeer(broker);
    peer.give(frame);
    for (int turns = 0; turns < 60 && open(peer); turns++) {
      broker.turnAfter(500);
    }
    if (peer.socket().closedWhy() != null) {
      closed++;
    } else if (peer.socket().flushedBytes() > 0) {
      answered++;
    }
    peer.session().closed();
    broker.turnAfter(1);
    assertThat(broker.shardFailure()).isNull();
    assertThat(broker.heldByOthers()).as("slices still held").isZero();
    KafkaPeer other = new KafkaPeer(broker);
    assertThat(other.produce(RequestStream.TOPIC, 1, KafkaFrames.batch("a"))).isIn(NONE_OR_GONE);
    other.session().closed();
  }

  /// A mutation may have deleted the topic.
  private static final List<Short> NONE_OR_GONE = List.of((short) 0, (short) 3);

  private static boolean open(KafkaPeer peer) {
    return peer.socket().closedWhy() == null && peer.socket().flushedBytes() == 0;
  }

  private static byte[] mutated(byte[] seed, Chance chance) {
    byte[] frame = seed.clone();
    for (int changes = 1 + chance.nextInt(3); changes > 0; changes--) {
      frame = changed(frame, chance);
    }
    ByteBuffer.wrap(frame).putInt(0, frame.length - 4);
    return frame;
  }

  private static byte[] changed(byte[] frame, Chance chance) {
    ByteBuffer bytes = ByteBuffer.wrap(frame);
    int at = 4 + chance.nextInt(frame.length - 4);
    int evil = EVIL[chance.nextInt(EVIL.length)];
    switch (chance.nextInt(6)) {
      case 0 -> frame[at] ^= (byte) (1 << chance.nextInt(8));
      case 1 -> frame[at] = (byte) chance.nextLong();
      case 2 -> bytes.putInt(Math.min(at, frame.length - 4), evil);
      case 3 -> bytes.putShort(Math.min(at, frame.length - 2), (short) evil);
      case 4 -> {
        return Arrays.copyOf(frame, Math.max(at, 12));
      }
      default -> {
        byte[] longer = Arrays.copyOf(frame, frame.length + 1 + chance.nextInt(40));
        System.arraycopy(frame, at, longer, longer.length - (frame.length - at), frame.length - at);
        return longer;
      }
    }
    return frame;
  }
}
