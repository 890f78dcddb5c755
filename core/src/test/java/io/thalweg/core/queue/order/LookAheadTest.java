package io.thalweg.core.queue.order;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.queue.QueueLimits;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// How far events are looked at when a key has more than may be known.
class LookAheadTest {
  private static final int PER_KEY = 4;
  private static final long HOT = 7;

  private final OrderPlay play = new OrderPlay(new KeyOrder.Limits(2, 3, PER_KEY), 1, true);
  private final LookAhead look =
      new LookAhead(play.order, 0, new QueueLimits.Ahead(100, PER_KEY, 100));
  private final List<Long> offered = new ArrayList<>();

  /// Looks at the events of `log`, some of which may be gone, as long as there is something.
  private void look(long... log) {
    look.turn();
    while (look.next() < log.length) {
      int at = (int) look.next();
      look.passed(at + 1);
      if (log[at] >= 0 && !play.witness.isFinal(at)) {
        offered.add((long) at);
        look.begins(at);
        if (play.take(at, log[at], 0) == KeyOrder.Taken.TOO_MANY) {
          look.leftOut();
        }
      }
    }
  }

  private void acceptOfHot(int events) {
    for (int i = 0; i < events; i++) {
      assertThat(play.deliver(0)).isTrue();
      play.accept(0, 0);
    }
    play.sync();
  }

  private static long[] log(int events) {
    long[] log = new long[events];
    for (int i = 0; i < events; i++) {
      log[i] = i % 2 == 0 || i < PER_KEY ? HOT : 100 + i;
    }
    return log;
  }

  @Test
  void whatWasLeftOutIsLookedAtOnlyAsFarAsItsKeyTakesIt() {
    look(log(40));
    assertThat(play.order.size()).isEqualTo(PER_KEY + 18);
    acceptOfHot(2);
    offered.clear();
    look(log(40));
    assertThat(offered).containsExactly(4L, 5L, 6L, 7L, 8L);
    assertThat(look.next()).isEqualTo(40);
    acceptOfHot(2);
    offered.clear();
    look(log(42));
    assertThat(offered).containsExactly(8L, 9L, 10L, 11L, 12L, 40L, 41L);
  }

  @Test
  void whereItTurnedBackItGoesOnWithTheEventThatHadBegun() {
    long[] log = log(40);
    look(log);
    look.passed(42);
    look.begins(41);
    acceptOfHot(2);
    look(log(42));
    assertThat(look.next()).isEqualTo(42);
    look.goesOn(43);
    assertThat(look.endOf(41)).isEqualTo(43);
  }

  @Test
  void whatIsGoneOfWhatWasLeftOutIsNotWaitedFor() {
    long[] log = log(40);
    look(log);
    acceptOfHot(4);
    for (int i = 4; i < 40; i += 2) {
      log[i] = -1;
    }
    look(log);
    offered.clear();
    look(log);
    assertThat(offered).isEmpty();
    long[] longer = log(42);
    System.arraycopy(log, 0, longer, 0, 40);
    look(longer);
    assertThat(offered).containsExactly(40L, 41L);
    assertThat(play.order.resumeFrom(42, 42)).isEqualTo(Long.MAX_VALUE);
    assertThat(play.order.size()).isEqualTo(18 + 2);
  }

  @Test
  void ofSeveralKeysEachTakesWhatWasLeftOut() {
    long[] log = new long[40];
    for (int i = 0; i < log.length; i++) {
      log[i] = i % 3;
    }
    look(log);
    assertThat(play.order.size()).isEqualTo(3 * PER_KEY);
    int rounds = 0;
    for (; play.witness.unfinished() > 0 || play.order.size() > 0; rounds++) {
      assertThat(rounds).isLessThan(100);
      while (play.deliver(0)) {
        play.accept(0, 0);
      }
      play.sync();
      look(log);
    }
    for (int i = 0; i < log.length; i++) {
      assertThat(play.witness.isFinal(i)).as("event %d", i).isTrue();
    }
  }
}
