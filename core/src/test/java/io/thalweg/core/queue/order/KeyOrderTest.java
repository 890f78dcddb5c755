package io.thalweg.core.queue.order;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.base.Chance;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The order of keys: the rules one by one, small cases exhaustively, large ones by chance.
class KeyOrderTest {
  private static final int HISTORIES = 3_000;

  private static OrderPlay play(int window, int maxFailures, int events, long... keys) {
    OrderPlay play = new OrderPlay(new KeyOrder.Limits(window, maxFailures, 100), 2, true);
    for (int offset = 0; offset < events; offset++) {
      play.take(offset, keys[offset % keys.length], 0);
    }
    return play;
  }

  private static List<Long> offsets(OrderPlay play, int session) {
    return play.has.get(play.sessions[session]).stream().map(d -> d.event().offset()).toList();
  }

  private static void deliverAll(OrderPlay play, int session) {
    while (play.deliver(session)) {
      // as many as it may have
    }
  }

  @Test
  void aKeyHasOneOwnerAndOthersGetOtherKeys() {
    OrderPlay play = play(10, 3, 6, 7, 8);
    assertThat(play.deliver(0)).isTrue();
    deliverAll(play, 1);
    assertThat(offsets(play, 1)).containsExactly(1L, 3L, 5L);
    deliverAll(play, 0);
    assertThat(offsets(play, 0)).containsExactly(0L, 2L, 4L);
    play.finish();
  }

  @Test
  void aRunIsExtendedUpToItsWindow() {
    OrderPlay play = play(2, 3, 5, 7);
    deliverAll(play, 0);
    assertThat(offsets(play, 0)).containsExactly(0L, 1L);
    play.accept(0, 1);
    assertThat(play.deliver(0)).as("a held outcome counts").isFalse();
    play.accept(0, 0);
    deliverAll(play, 0);
    assertThat(offsets(play, 0)).containsExactly(2L, 3L);
    play.finish();
  }

  @Test
  void whoGetsAKeyAfterAnotherGoesOnWithIt() {
    OrderPlay play = play(10, 3, 5, 7);
    assertThat(play.deliver(0)).isTrue();
    play.accept(0, 0);
    play.sync();
    deliverAll(play, 1);
    assertThat(offsets(play, 1)).containsExactly(1L, 2L, 3L, 4L);
    play.accept(1, 0);
    play.finish();
  }

  @Test
  void outcomesAreHeldUntilEarlierOnesAreFinal() {
    OrderPlay play = play(10, 3, 3, 7);
    deliverAll(play, 0);
    play.accept(0, 2);
    play.accept(0, 1);
    assertThat(play.witness.position).isZero();
    play.accept(0, 0);
    assertThat(play.witness.position).isEqualTo(3);
  }

  @Test
  void aFailureMakesLaterDeliveriesVain() {
    OrderPlay play = play(10, 3, 4, 7);
    deliverAll(play, 0);
    play.accept(0, 3);
    play.fail(0, 1, 0);
    play.accept(0, 0);
    assertThat(play.deliver(0)).as("while a void is out").isFalse();
    assertThat(play.deliver(1)).isFalse();
    play.accept(0, 0);
    assertThat(offsets(play, 0)).isEmpty();
    play.sync();
    assertThat(play.deliver(1)).isTrue();
    assertThat(offsets(play, 1)).containsExactly(1L);
    assertThat(play.deliver(1)).as("it has failed: alone").isFalse();
    play.accept(1, 0);
    deliverAll(play, 1);
    assertThat(offsets(play, 1)).containsExactly(2L, 3L);
    play.finish();
  }

  @Test
  void anotherSessionWaitsForTheSync() {
    OrderPlay play = play(1, 3, 2, 7);
    play.deliver(0);
    play.accept(0, 0);
    assertThat(play.deliver(1)).isFalse();
    play.sync();
    assertThat(play.deliver(1)).isTrue();
  }

  @Test
  void theOwnerDoesNot() {
    OrderPlay play = play(1, 3, 2, 7);
    play.deliver(0);
    play.accept(0, 0);
    assertThat(play.deliver(0)).isTrue();
  }

  @Test
  void backingOffStopsTheKeyButNotOthers() {
    OrderPlay play = play(10, 3, 4, 7, 8);
    play.deliver(0);
    play.fail(0, 0, 500);
    deliverAll(play, 0);
    assertThat(offsets(play, 0)).containsExactly(1L, 3L);
    assertThat(play.order.nextDueMillis()).isEqualTo(play.now + 500);
    play.pass(500);
    assertThat(play.deliver(1)).isTrue();
    assertThat(offsets(play, 1)).containsExactly(0L);
    play.finish();
  }

  @Test
  void whatFailedTooOftenIsDeadLetteredAtItsTurn() {
    OrderPlay play = play(10, 1, 3, 7);
    deliverAll(play, 0);
    play.fail(0, 1, 0);
    assertThat(play.witness.dying).isEmpty();
    play.accept(0, 0);
    assertThat(play.witness.dying).hasSize(1);
    play.accept(0, 0);
    assertThat(play.order.size()).as("the last one waits for the copy").isEqualTo(2);
    play.bury(0);
    assertThat(play.order.size()).isZero();
  }

  @Test
  void aLossCountsOnceForEachKey() {
    OrderPlay play = play(10, 3, 6, 7, 8);
    deliverAll(play, 0);
    play.lose(0);
    deliverAll(play, 1);
    assertThat(offsets(play, 1)).as("both have failed: alone").containsExactly(0L, 1L);
    play.accept(1, 0);
    play.accept(1, 0);
    play.sync();
    deliverAll(play, 1);
    assertThat(play.has.get(play.sessions[1])).allMatch(each -> each.event().failures() == 0);
    play.finish();
  }

  @Test
  void eventsWithoutAKeyAreFree() {
    OrderPlay play = play(1, 3, 4, -1);
    deliverAll(play, 0);
    assertThat(offsets(play, 0)).hasSize(4);
    play.fail(0, 2, 0);
    play.accept(0, 0);
    deliverAll(play, 1);
    assertThat(offsets(play, 1)).containsExactly(2L);
    play.finish();
  }

  @Test
  void aPurgePassesOverWhatNobodyHas() {
    OrderPlay play = play(2, 3, 6, 7);
    deliverAll(play, 0);
    play.purge();
    assertThat(play.order.size()).as("they wait for their turn").isEqualTo(6);
    play.accept(0, 0);
    play.accept(0, 0);
    assertThat(play.order.size()).isZero();
    play.take(6, 7, 0);
    assertThat(play.deliver(1)).as("before that is durable").isFalse();
    play.sync();
    assertThat(play.deliver(1)).isTrue();
  }

  @Test
  void aHotKeyLeavesEventsOutUntilThereIsRoom() {
    OrderPlay play = new OrderPlay(new KeyOrder.Limits(2, 3, 4), 1, true);
    for (int offset = 0; offset < 4; offset++) {
      assertThat(play.take(offset, 7, 0)).isEqualTo(KeyOrder.Taken.YES);
    }
    assertThat(play.take(4, 7, 0)).isEqualTo(KeyOrder.Taken.TOO_MANY);
    assertThat(play.take(5, 8, 0)).isEqualTo(KeyOrder.Taken.YES);
    assertThat(play.take(6, 7, 0)).isEqualTo(KeyOrder.Taken.TOO_MANY);
    assertThat(play.order.resumeFrom(7, 7)).isEqualTo(Long.MAX_VALUE);
    deliverAll(play, 0);
    play.accept(0, 0);
    play.accept(0, 0);
    assertThat(play.order.resumeFrom(7, 7)).isEqualTo(4);
    play.order.offerFrom(4);
    assertThat(play.take(4, 7, 0)).isEqualTo(KeyOrder.Taken.YES);
    assertThat(play.take(5, 8, 0)).isEqualTo(KeyOrder.Taken.KNOWN);
    assertThat(play.take(6, 7, 0)).isEqualTo(KeyOrder.Taken.YES);
    assertThat(play.order.resumeFrom(7, 7)).isEqualTo(Long.MAX_VALUE);
    play.finish();
  }

  /// Every sequence of steps in a small world.
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void nothingGoesWrongInAnySmallHistory(boolean copies) {
    ArrayDeque<int[]> open = new ArrayDeque<>();
    open.add(new int[0]);
    int played = 0;
    while (!open.isEmpty()) {
      int[] path = open.removeLast();
      played++;
      List<Consumer<OrderPlay>> steps = steps(replayed(path, copies));
      if (path.length == 7) {
        replayed(path, copies).finish();
        continue;
      }
      for (int i = 0; i < steps.size(); i++) {
        int[] longer = Arrays.copyOf(path, path.length + 1);
        longer[path.length] = i;
        open.add(longer);
      }
    }
    assertThat(played).isGreaterThan(10_000);
  }

  private static OrderPlay replayed(int[] path, boolean copies) {
    OrderPlay play = new OrderPlay(new KeyOrder.Limits(2, 2, 10), 2, copies);
    for (int offset = 0; offset < 4; offset++) {
      play.take(offset, offset == 2 ? 8 : 7, 0);
    }
    for (int step : path) {
      steps(play).get(step).accept(play);
    }
    return play;
  }

  /// What can be done now; the deliveries of both sessions are alike, so that the first that has
  /// none begins.
  private static List<Consumer<OrderPlay>> steps(OrderPlay play) {
    List<Consumer<OrderPlay>> steps = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      int session = i;
      steps.add(it -> it.deliver(session));
      for (int j = 0; j < play.outstanding(session); j++) {
        int which = j;
        steps.add(it -> it.accept(session, which));
        steps.add(it -> it.reject(session, which));
        steps.add(it -> it.fail(session, which, 0));
        steps.add(it -> it.release(session, which));
      }
      if (play.outstanding(session) > 1) {
        steps.add(it -> it.lose(session));
      }
    }
    if (play.witness.durable < play.witness.position) {
      steps.add(OrderPlay::sync);
    }
    if (!play.witness.dying.isEmpty()) {
      steps.add(it -> it.bury(0));
    }
    return steps;
  }

  @Test
  void nothingGoesWrongInManyHistories() {
    for (int seed = 0; seed < HISTORIES; seed++) {
      try {
        history(new Chance(seed));
      } catch (AssertionError e) {
        throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
      }
    }
  }

  private static void history(Chance chance) {
    int window = 1 + chance.nextInt(6);
    int perKey = 4 + chance.nextInt(30);
    KeyOrder.Limits limits = new KeyOrder.Limits(window, 1 + chance.nextInt(4), perKey);
    int sessions = 1 + chance.nextInt(5);
    OrderPlay play = new OrderPlay(limits, sessions, chance.nextInt(2) == 0);
    int keys = 1 + chance.nextInt(6);
    int events = 20 + chance.nextInt(100);
    long[] keyOf = new long[events];
    for (int i = 0; i < events; i++) {
      keyOf[i] = chance.nextInt(8) == 0 ? -1 : chance.nextInt(keys);
    }
    play.log = keyOf;
    for (int step = 0; step < 300; step++) {
      if (chance.nextInt(4) == 0) {
        play.read(1 + chance.nextInt(5));
      }
      step(play, chance);
    }
    play.finish();
  }

  private static void step(OrderPlay play, Chance chance) {
    int session = chance.nextInt(play.sessions.length);
    int has = play.outstanding(session);
    int which = has == 0 ? 0 : chance.nextInt(has);
    int pick = chance.nextInt(100);
    if (pick < 40) {
      play.deliver(session);
    } else if (pick < 43) {
      play.lose(session);
    } else if (pick < 53) {
      play.sync();
    } else if (pick < 58) {
      play.bury(chance.nextInt(1 + play.witness.dying.size()));
    } else if (pick < 61) {
      play.pass(100_000);
    } else if (pick == 61) {
      play.purge();
    } else if (has > 0 && pick < 85) {
      play.accept(session, which);
    } else if (has > 0 && pick < 88) {
      play.reject(session, which);
    } else if (has > 0 && pick < 95) {
      play.fail(session, which, chance.nextInt(2) * 500L);
    } else if (has > 0) {
      play.release(session, which);
    }
  }
}
