package io.thalweg.server.net;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.thalweg.core.shard.Shortage;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/// Times in which clients wait are counted, and those that matter are told, once at their start and
/// once at their end.
class BackpressureTest {
  private static final long MILLI = 1_000_000;

  private final Logger logger = (Logger) LoggerFactory.getLogger(Backpressure.class);
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private final Backpressure pressure = new Backpressure(() -> "because");
  private long now = System.nanoTime();

  @BeforeEach
  void listen() {
    lines.start();
    logger.addAppender(lines);
    logger.setLevel(Level.INFO); // whatever another test has set up
  }

  @AfterEach
  void leave() {
    logger.detachAppender(lines);
    logger.setLevel(null);
  }

  /// So many milliseconds in which this is short, looked at now and then.
  private void pass(long millis, Shortage is) {
    for (long i = 0; i < millis; i++) {
      pressure.look(is, now);
      now += MILLI;
    }
    pressure.look(is, now);
  }

  private List<String> told() {
    return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  @Test
  void eachShortageIsCounted() {
    pass(30, Shortage.RING);
    assertThat(pressure.now()).isEqualTo(Shortage.RING);
    pass(20, Shortage.BLOCKS);
    pass(500, Shortage.NONE);
    assertThat(pressure.now()).isEqualTo(Shortage.NONE);
    assertThat(pressure.nanos(Shortage.RING)).isEqualTo(30 * MILLI);
    assertThat(pressure.nanos(Shortage.BLOCKS)).isEqualTo(20 * MILLI);
  }

  @Test
  void aLongOneIsToldAtItsStartAndAtItsEnd() {
    pass(99, Shortage.RING);
    assertThat(told()).isEmpty();
    pass(1, Shortage.RING);
    assertThat(told()).containsExactly("clients wait: because");
    pass(200, Shortage.RING);
    pass(999, Shortage.NONE);
    assertThat(told()).hasSize(1);
    pass(1, Shortage.NONE);
    assertThat(told()).last().isEqualTo("clients go on: they waited 300 ms of 300 ms, 1 times");
  }

  @Test
  void pausesThatFollowEachOtherAreOne() {
    for (int i = 0; i < 20; i++) {
      pass(10, Shortage.RING);
      pass(40, Shortage.NONE);
    }
    assertThat(told()).containsExactly("clients wait: because");
    pass(1_000, Shortage.NONE);
    assertThat(told()).last().isEqualTo("clients go on: they waited 200 ms of 960 ms, 20 times");
  }

  @Test
  void shortPausesAreNotTold() {
    for (int i = 0; i < 20; i++) {
      pass(50, Shortage.BLOCKS);
      pass(1_100, Shortage.NONE);
    }
    assertThat(told()).isEmpty();
    assertThat(pressure.nanos(Shortage.BLOCKS)).isEqualTo(1_000 * MILLI);
  }

  @Test
  void theStartIsToldOnceInTenSeconds() {
    for (int i = 0; i < 5; i++) {
      pass(150, Shortage.RING);
      pass(1_500, Shortage.NONE);
    }
    assertThat(told()).hasSize(2);
    pass(10_000, Shortage.NONE);
    pass(150, Shortage.RING);
    assertThat(told())
        .last()
        .isEqualTo("clients wait: because (and 4 times since the last such line)");
  }
}
