package io.thalweg.core.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.exchange.HeaderMatch.Headers;
import io.thalweg.core.turn.Problem;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What routing costs: nothing for each message, and little for each queue.
class RouteCostTest {
  private static final int QUEUES = 1_000;

  private final ExchangeScenario broker = new ExchangeScenario();
  private final Routes routes = new Routes();

  private void checkAllocatesNothing(String exchange, String key) {
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    Router router = broker.router();
    List<String> keys = List.of(key);
    long routed = 0;
    long least = Long.MAX_VALUE;
    for (int round = 0; round < 20; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < 100; i++) {
        router.publish(ExchangeScenario.HOME, exchange, keys, Headers.NONE, routes);
        routed += routes.count();
      }
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
    }
    assertThat(routed).isEqualTo(20L * 100 * QUEUES);
    assertThat(least).isLessThan(100);
  }

  @Test
  void routingAllocatesNothing() {
    broker.declare("x", Exchange.Type.FANOUT);
    broker.link("amq.direct", "x", "k");
    broker.link("amq.topic", "amq.direct", "k.#");
    for (int i = 0; i < QUEUES; i++) {
      broker.queues("q" + i);
      broker.bind("amq.fanout", "q" + i, "");
      broker.bind("x", "q" + i, "");
      broker.bind("amq.topic", "q" + i, i % 2 == 0 ? "a.*.c" : "#.c");
    }
    checkAllocatesNothing("amq.fanout", "");
    checkAllocatesNothing("amq.direct", "k");
    checkAllocatesNothing("amq.topic", "a.b.c");
  }

  @Test
  void theLargestExchangeGoesInOneRecord() {
    ExchangeLimits limits = ExchangeLimits.DEFAULT;
    var large =
        new ExchangeScenario(
            new ExchangeLimits(
                2, limits.maxBindings(), 1, limits.maxTopicWords(), 4096, 64L << 20));
    large.declare("x", Exchange.Type.TOPIC);
    large.queues("q", "r");
    for (int i = 0; i < limits.maxBindings(); i++) {
      large.bind("x", i % 2 == 0 ? "q" : "r", "k" + i + ".*");
    }
    int records = large.journal.size();
    assertThat(large.delete("x", false)).isEqualTo(Problem.NONE);
    assertThat(large.journal).hasSize(records + 1);
    assertThat(large.state.bindings()).isZero();
    assertThat(large.state.bytes()).isZero();
  }
}
