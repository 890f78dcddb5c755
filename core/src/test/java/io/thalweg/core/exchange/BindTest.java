package io.thalweg.core.exchange;

import static io.thalweg.core.exchange.ExchangeScenario.HOME;
import static io.thalweg.core.exchange.ExchangeScenario.autoDelete;
import static io.thalweg.core.exchange.ExchangeScenario.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.base.Opaque;
import io.thalweg.core.exchange.Binding.Kind;
import io.thalweg.core.exchange.ExchangeCommand.Answered;
import io.thalweg.core.exchange.ExchangeCommand.Bind;
import io.thalweg.core.turn.Problem;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Bindings come and go, and exchanges that are to go with their last one.
class BindTest {
  private static final Answered OK = Answered.with(Problem.NONE);

  private final ExchangeScenario broker = new ExchangeScenario().queues("q", "r");

  @AfterEach
  void replayEqualsLife() {
    broker.checkReplay();
    broker.restateAll();
    broker.checkReplay();
  }

  private Answered bind(String source, Kind kind, String destination) {
    return broker.get(
        Answered.class,
        new Bind(HOME, source, kind, destination, "k", Opaque.EMPTY, HeaderMatch.ALWAYS));
  }

  private boolean exists(String name) {
    return broker.state.named(HOME, name) != null;
  }

  @Test
  void whatIsBoundStaysBound() {
    broker.bind("amq.direct", "q", "k");
    int journal = broker.journal.size();
    broker.bind("amq.direct", "q", "k");
    assertThat(broker.journal).as("bound a second time").hasSize(journal);
    broker.restart();
    assertThat(broker.routed("amq.direct", "k")).containsExactly("q");
    assertThat(broker.unbind("amq.direct", Kind.QUEUE, "q", "k")).isEqualTo(OK);
    assertThat(broker.routed("amq.direct", "k")).isEmpty();
    assertThat(broker.state.oldestStatement()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void whatIsNotThereIsNotBound() {
    assertThat(bind("x", Kind.QUEUE, "q")).isEqualTo(new Answered(Problem.UNKNOWN_EXCHANGE, "x"));
    assertThat(bind("amq.direct", Kind.QUEUE, "none"))
        .isEqualTo(new Answered(Problem.UNKNOWN_QUEUE, "none"));
    assertThat(bind("amq.direct", Kind.EXCHANGE, "q"))
        .isEqualTo(new Answered(Problem.UNKNOWN_EXCHANGE, "q"));
    assertThat(broker.journal).isEmpty();
  }

  @Test
  void theDefaultExchangeIsNotBound() {
    Answered reserved = Answered.with(Problem.RESERVED);
    assertThat(bind("", Kind.QUEUE, "q")).isEqualTo(reserved);
    assertThat(bind("amq.direct", Kind.EXCHANGE, "")).isEqualTo(reserved);
    assertThat(broker.unbind("", Kind.QUEUE, "q", "q")).isEqualTo(reserved);
    assertThat(broker.unbind("amq.direct", Kind.EXCHANGE, "", "")).isEqualTo(reserved);
    assertThat(broker.routed("", "q")).containsExactly("q");
  }

  @Test
  void unbindingWhatIsNotThereSucceeds() {
    broker.declare("x", Exchange.Type.FANOUT);
    assertThat(broker.unbind("x", Kind.QUEUE, "q", "k")).isEqualTo(OK);
    assertThat(broker.unbind("none", Kind.QUEUE, "q", "k")).isEqualTo(OK);
    assertThat(broker.unbind("x", Kind.QUEUE, "none", "k")).isEqualTo(OK);
    assertThat(broker.unbind("x", Kind.EXCHANGE, "none", "k")).isEqualTo(OK);
  }

  @Test
  void argumentsMakeItAnotherBinding() {
    broker.declare("x", Exchange.Type.DIRECT);
    broker.bind("x", "q", "");
    assertThat(broker.bind("x", "q", Map.of("a", text("1")))).isEqualTo(OK);
    assertThat(broker.state.bindings()).isEqualTo(2);
    assertThat(broker.routed("x", "")).as("one copy").containsExactly("q");
    broker.unbind("x", Kind.QUEUE, "q", "");
    assertThat(broker.routed("x", "")).containsExactly("q");
  }

  @Test
  void anUnknownMatchIsRefusedByHeadersExchangesOnly() {
    Map<String, HeaderValue> odd = Map.of("x-match", text("some"));
    assertThat(broker.bind("amq.headers", "q", odd).problem()).isEqualTo(Problem.INVALID_SETTING);
    assertThat(broker.bind("amq.fanout", "q", odd)).isEqualTo(OK);
    assertThat(broker.routed("amq.fanout", Map.of())).containsExactly("q");
  }

  @Test
  void aQueueThatGoesIsNotBoundAnyMore() {
    broker.declare(autoDelete("x", Exchange.Type.FANOUT));
    broker.bind("x", "q", "");
    broker.bind("amq.direct", "q", "a");
    broker.bind("amq.direct", "q", "b");
    broker.bind("amq.direct", "r", "b");
    broker.removeQueue("q");
    assertThat(broker.state.bindings()).isEqualTo(1);
    assertThat(broker.routed("amq.direct", "a", "b")).containsExactly("r");
    assertThat(exists("x")).isFalse();
  }

  @Test
  void anExchangeGoesWithItsLastBinding() {
    broker.declare(autoDelete("x", Exchange.Type.FANOUT));
    broker.bind("x", "q", "");
    broker.bind("x", "r", "");
    broker.unbind("x", Kind.QUEUE, "q", "");
    assertThat(exists("x")).isTrue();
    broker.unbind("x", Kind.QUEUE, "r", "");
    assertThat(exists("x")).isFalse();
  }

  @Test
  void anExchangeThatNothingWasBoundToStays() {
    broker.declare(autoDelete("x", Exchange.Type.FANOUT));
    broker.link("amq.fanout", "x", "");
    broker.unbind("x", Kind.QUEUE, "q", "");
    broker.unbind("amq.fanout", Kind.EXCHANGE, "x", "");
    broker.removeQueue("q");
    broker.restart();
    assertThat(exists("x")).as("only bound to").isTrue();
    assertThat(broker.declare(autoDelete("x", Exchange.Type.FANOUT)).problem())
        .isEqualTo(Problem.NONE);
    broker.bind("x", "r", "");
    broker.restart();
    assertThat(broker.declare(autoDelete("x", Exchange.Type.FANOUT)).problem())
        .as("the same, although used")
        .isEqualTo(Problem.NONE);
    broker.removeQueue("r");
    assertThat(exists("x")).isFalse();
  }

  @Test
  void oneThatGoesTakesOthersAlong() {
    broker.declare(autoDelete("a", Exchange.Type.FANOUT));
    broker.declare(autoDelete("b", Exchange.Type.FANOUT));
    broker.declare(autoDelete("c", Exchange.Type.FANOUT));
    broker.link("a", "b", "");
    broker.link("b", "c", "");
    broker.link("c", "a", "");
    broker.bind("c", "q", "");
    broker.unbind("c", Kind.EXCHANGE, "a", "");
    assertThat(broker.routed("a", "")).containsExactly("q");
    broker.removeQueue("q");
    assertThat(broker.state.count()).isZero();
  }

  @Test
  void anExchangeMayBeBoundToItself() {
    broker.declare(autoDelete("x", Exchange.Type.DIRECT));
    broker.link("x", "x", "k");
    broker.bind("x", "q", "k");
    assertThat(broker.routed("x", "k")).containsExactly("q");
    broker.unbind("x", Kind.QUEUE, "q", "k");
    assertThat(exists("x")).isTrue();
    broker.unbind("x", Kind.EXCHANGE, "x", "k");
    assertThat(exists("x")).isFalse();
    assertThat(broker.state.bytes()).isZero();
  }

  @Test
  void manyGoInManyTurns() {
    int many = 3 * ExchangeDecider.STEP + 5;
    for (int i = 0; i < many; i++) {
      broker.declare(autoDelete("x" + i, Exchange.Type.FANOUT));
      broker.bind("x" + i, "q", "");
    }
    broker.removeQueue("q");
    assertThat(broker.state.bindings()).isZero();
    assertThat(broker.state.count()).isEqualTo(many - ExchangeDecider.STEP);
    broker.bind("x" + (many - 1), "r", "");
    broker.restart();
    broker.pass(1);
    assertThat(broker.state.count()).as("all but the one that is bound again").isEqualTo(1);
    assertThat(broker.alarms()).isZero();
  }

  @Test
  void theirNumberAndSizeAreLimited() {
    var broker = new ExchangeScenario(new ExchangeLimits(9, 3, 1, 5, 100, 100_000));
    broker.queues("q", "r");
    broker.bind("amq.topic", "q", "a.b.c");
    assertThat(broker.linked("amq.topic", "amq.fanout", "*.*.#").problem())
        .as("words")
        .isEqualTo(Problem.LIMIT_REACHED);
    assertThat(broker.bind("amq.headers", "q", Map.of())).isEqualTo(OK);
    assertThat(broker.bind("amq.headers", "r", Map.of()).problem())
        .as("bindings of a headers exchange")
        .isEqualTo(Problem.LIMIT_REACHED);
    assertThat(broker.bind("amq.fanout", "r", Map.of("a".repeat(101), text(""))).problem())
        .as("arguments")
        .isEqualTo(Problem.LIMIT_REACHED);
    assertThat(broker.linked("amq.direct", "amq.fanout", "ä".repeat(128)).problem())
        .isEqualTo(Problem.INVALID_NAME);
    broker.bind("amq.direct", "q", "");
    broker.bind("amq.direct", "q", "");
    assertThat(broker.linked("amq.direct", "amq.fanout", "").problem())
        .as("bindings")
        .isEqualTo(Problem.LIMIT_REACHED);
    broker.unbind("amq.topic", Kind.QUEUE, "q", "a.b.c");
    broker.link("amq.topic", "amq.fanout", "*.*.#");
  }
}
