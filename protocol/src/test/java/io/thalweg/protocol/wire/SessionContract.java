package io.thalweg.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.thalweg.core.base.Chance;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What holds for the session of every protocol. Each protocol gives its own requests.
public abstract class SessionContract {
  /// One connection to a fresh broker, and the turns of that broker.
  public interface World {
    Session session();

    MemorySocket socket();

    long nowMillis();

    /// Decides, syncs and lets everything leave that is durable.
    void turn();

    /// Whether the shard takes more.
    void accepting(boolean yes);

    /// How often blocks are held by others than the shard.
    long heldByOthers();
  }

  /// A fresh broker with one fresh connection. Every one answers the same bytes to the same bytes.
  protected abstract World fresh();

  /// Requests of every kind, each a whole frame, valid in this order on a fresh broker.
  protected abstract List<byte[]> stream();

  /// A request that is answered with at least `bytes` of stored events, after [#stream].
  protected abstract byte[] askingFor(int bytes);

  /// The first bytes of a frame that claims to be `bytes` long.
  protected abstract byte[] claiming(int bytes);

  /// Whether answers can be made smaller when memory for them is short.
  protected boolean shrinks() {
    return true;
  }

  private World world = new Nowhere();
  private ByteBuffer pending = ByteBuffer.allocate(0);

  private void begin() {
    world = fresh();
    pending = ByteBuffer.allocate(0);
  }

  /// Gives `bytes` as a socket would: what was not consumed is offered again, with more behind it.
  private void give(byte[] bytes, int from, int to) {
    ByteBuffer all = ByteBuffer.allocate(pending.remaining() + to - from);
    all.put(pending).put(bytes, from, to - from).flip();
    pending = all;
    offer();
  }

  private void offer() {
    int before = pending.position();
    int consumed = world.session().received(pending, world.nowMillis());
    assertThat(pending.position()).as("position is the connection's to move").isEqualTo(before);
    assertThat(consumed).isBetween(0, pending.remaining());
    pending.position(before + consumed);
    assertThat(world.session().needs()).isPositive();
  }

  private void settle() {
    for (int turns = 0; turns < 100; turns++) {
      world.turn();
      if (world.socket().closedWhy() == null && world.session().reading()) {
        offer();
      }
    }
  }

  private byte[] answers(byte[] stream, int... cuts) {
    begin();
    int at = 0;
    for (int cut : cuts) {
      give(stream, at, cut);
      at = cut;
    }
    give(stream, at, stream.length);
    settle();
    assertThat(world.socket().closedWhy()).isNull();
    assertThat(pending.remaining()).as("bytes left over").isZero();
    return world.socket().take();
  }

  private byte[] whole() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    stream().forEach(out::writeBytes);
    return out.toByteArray();
  }

  @Test
  void aStreamThatIsCutAnywhereIsAnsweredTheSame() {
    byte[] stream = whole();
    byte[] expected = answers(stream);
    assertThat(expected).isNotEmpty();
    for (int cut = 1; cut < stream.length; cut++) {
      assertThat(answers(stream, cut)).as("cut at %d", cut).isEqualTo(expected);
    }
  }

  @Test
  void aStreamThatComesByteByByteIsAnsweredTheSame() {
    byte[] stream = whole();
    int[] cuts = new int[stream.length - 1];
    for (int i = 0; i < cuts.length; i++) {
      cuts[i] = i + 1;
    }
    assertThat(answers(stream, cuts)).isEqualTo(answers(stream));
  }

  @Test
  void garbageClosesTheConnectionOrIsWaitedFor() {
    Chance chance = new Chance(11);
    int closed = 0;
    for (int round = 0; round < 500; round++) {
      begin();
      byte[] garbage = new byte[1 + chance.nextInt(300)];
      for (int i = 0; i < garbage.length; i++) {
        garbage[i] = (byte) chance.nextLong();
      }
      give(garbage, 0, garbage.length);
      settle();
      closed += world.socket().closedWhy() == null ? 0 : 1;
    }
    assertThat(closed)
        .as("garbage begins with an impossible length in most cases")
        .isGreaterThan(400);
  }

  @Test
  void everyFrameThatIsTruncatedInsideIsAnsweredOrCloses() {
    for (byte[] frame : stream()) {
      for (int length = 0; length < frame.length - 4; length++) {
        begin();
        byte[] cut = new byte[4 + length];
        System.arraycopy(frame, 0, cut, 0, cut.length);
        ByteBuffer.wrap(cut).putInt(0, length);
        give(cut, 0, cut.length);
        settle();
        assertThat(world.heldByOthers()).isZero();
      }
    }
  }

  @Test
  void aFrameBeyondTheLimitIsRefusedByItsFirstBytes() {
    for (int claim : new int[] {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, (1 << 30) + 1}) {
      begin();
      byte[] first = claiming(claim);
      give(first, 0, first.length);
      assertThat(world.socket().closedWhy()).as("claim of %d bytes", claim).isNotNull();
      assertThat(world.session().needs()).isLessThan(1024);
    }
  }

  @Test
  void nothingIsReadWhileTheShardTakesNoMore() {
    begin();
    byte[] stream = whole();
    world.accepting(false);
    give(stream, 0, stream.length);
    assertThat(world.session().reading()).isFalse();
    assertThat(pending.remaining()).isEqualTo(stream.length);
    settle();
    assertThat(world.socket().flushedBytes()).isZero();
    world.accepting(true);
    settle();
    assertThat(pending.remaining()).isZero();
    assertThat(world.socket().flushedBytes()).isPositive();
  }

  @Test
  void aClientThatDoesNotReadIsGivenNoMoreThanOneAnswer() {
    byte[] stream = whole();
    answers(stream);
    byte[] ask = askingFor(16 * 1024);
    world.socket().reads(false);
    int before = world.socket().flushedBytes();
    give(ask, 0, ask.length);
    world.turn();
    int one = world.socket().flushedBytes() - before;
    assertThat(one).isGreaterThan(16 * 1024);
    world.session().writable(false);
    for (int i = 0; i < 50; i++) {
      give(ask, 0, ask.length);
      world.turn();
    }
    assertThat(world.socket().flushedBytes() - before).isEqualTo(one);
    assertThat(world.session().reading()).isFalse();
    world.socket().reads(true);
    world.session().writable(true);
    settle();
    assertThat(world.socket().flushedBytes() - before).isEqualTo(51 * one);
    assertThat(world.heldByOthers()).isZero();
  }

  @Test
  void answersShrinkWithWhatIsLeftOfMemory() {
    assumeTrue(shrinks());
    byte[] stream = whole();
    answers(stream);
    byte[] ask = askingFor(16 * 1024);
    int before = world.socket().flushedBytes();
    give(ask, 0, ask.length);
    settle();
    int full = world.socket().flushedBytes() - before;
    world.socket().spare(0);
    give(ask, 0, ask.length);
    settle();
    assertThat(world.socket().flushedBytes() - before - full).isBetween(1, full / 2);
  }

  @Test
  void aClosedConnectionHoldsNothing() {
    answers(whole());
    byte[] ask = askingFor(16 * 1024);
    give(ask, 0, ask.length);
    world.session().closed();
    int before = world.socket().flushedBytes();
    world.turn();
    assertThat(world.socket().flushedBytes()).isEqualTo(before);
    assertThat(world.heldByOthers()).isZero();
  }

  /// Before [#begin].
  private static final class Nowhere implements World {
    @Override
    public Session session() {
      throw new IllegalStateException();
    }

    @Override
    public MemorySocket socket() {
      throw new IllegalStateException();
    }

    @Override
    public long nowMillis() {
      return 0;
    }

    @Override
    public void turn() {}

    @Override
    public void accepting(boolean yes) {}

    @Override
    public long heldByOthers() {
      return 0;
    }
  }
}
