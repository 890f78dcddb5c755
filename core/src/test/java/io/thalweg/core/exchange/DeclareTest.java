package io.thalweg.core.exchange;

import static io.thalweg.core.exchange.ExchangeScenario.HOME;
import static io.thalweg.core.exchange.ExchangeScenario.durable;
import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.base.Opaque;
import io.thalweg.core.exchange.ExchangeCommand.Declare;
import io.thalweg.core.exchange.ExchangeCommand.Declared;
import io.thalweg.core.exchange.ExchangeCommand.Find;
import io.thalweg.core.exchange.ExchangeCommand.NamespaceRemoved;
import io.thalweg.core.turn.Problem;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Exchanges are declared, found, and deleted.
class DeclareTest {
  private final ExchangeScenario broker = new ExchangeScenario().queues("q", "r");

  @AfterEach
  void replayEqualsLife() {
    broker.checkReplay();
    broker.restateAll();
    broker.checkReplay();
  }

  private Declared find(String name) {
    return broker.get(Declared.class, new Find(HOME, name));
  }

  private static Declare declaration() {
    return new Declare(
        HOME, "x", Exchange.Type.TOPIC, true, false, false, "a", new Opaque(new byte[5]));
  }

  @Test
  void whatIsDeclaredIsFound() {
    assertThat(find("x")).isEqualTo(new Declared(Problem.UNKNOWN_EXCHANGE, null));
    Exchange declared = broker.declare(declaration()).exchange();
    assertThat(find("x")).isEqualTo(new Declared(Problem.NONE, declared));
    broker.restart();
    assertThat(find("x")).isEqualTo(new Declared(Problem.NONE, declared));
    assertThat(broker.get(Declared.class, new Find(2, "x")).problem())
        .as("in another namespace")
        .isEqualTo(Problem.UNKNOWN_EXCHANGE);
  }

  @Test
  void declaringItAgainChangesNothing() {
    Exchange first = broker.declare(declaration()).exchange();
    int journal = broker.journal.size();
    assertThat(broker.declare(declaration())).isEqualTo(new Declared(Problem.NONE, first));
    var otherArguments =
        new Declare(HOME, "x", Exchange.Type.TOPIC, true, false, false, "a", Opaque.EMPTY);
    assertThat(broker.declare(otherArguments)).isEqualTo(new Declared(Problem.NONE, first));
    assertThat(broker.journal).hasSize(journal);
  }

  @Test
  void declaringItOtherwiseIsRefused() {
    Exchange first = broker.declare(declaration()).exchange();
    Opaque same = first.arguments();
    for (Declare other :
        List.of(
            new Declare(HOME, "x", Exchange.Type.DIRECT, true, false, false, "a", same),
            new Declare(HOME, "x", Exchange.Type.TOPIC, false, false, false, "a", same),
            new Declare(HOME, "x", Exchange.Type.TOPIC, true, true, false, "a", same),
            new Declare(HOME, "x", Exchange.Type.TOPIC, true, false, true, "a", same),
            new Declare(HOME, "x", Exchange.Type.TOPIC, true, false, false, "b", same),
            new Declare(HOME, "x", Exchange.Type.TOPIC, true, false, false, "", same))) {
      assertThat(broker.declare(other)).isEqualTo(new Declared(Problem.NOT_EQUIVALENT, first));
    }
    assertThat(find("x").exchange()).isEqualTo(first);
  }

  @ParameterizedTest
  @ValueSource(strings = {"amq.direct", "amq.fanout", "amq.topic", "amq.headers", "amq.match"})
  void predeclaredOnesAreThereAndStay(String name) {
    Exchange found = find(name).exchange();
    assertThat(found.durable()).isTrue();
    assertThat(broker.declare(durable(name, found.type()))).extracting("exchange").isEqualTo(found);
    Exchange.Type other =
        found.type() == Exchange.Type.FANOUT ? Exchange.Type.DIRECT : Exchange.Type.FANOUT;
    assertThat(broker.declare(durable(name, other)).problem()).isEqualTo(Problem.NOT_EQUIVALENT);
    assertThat(broker.delete(name, false)).isEqualTo(Problem.RESERVED);
    assertThat(Exchange.predeclared(found.id())).isEqualTo(found);
    assertThat(broker.state.count()).isZero();
    assertThat(broker.journal).isEmpty();
  }

  @Test
  void namesOfTheBrokerAreRefused() {
    assertThat(broker.declare(durable("amq.mine", Exchange.Type.DIRECT)).problem())
        .isEqualTo(Problem.RESERVED);
    assertThat(broker.declare(durable("", Exchange.Type.DIRECT)).problem())
        .isEqualTo(Problem.RESERVED);
    assertThat(find("").problem()).isEqualTo(Problem.RESERVED);
    assertThat(broker.delete("", false)).isEqualTo(Problem.RESERVED);
    assertThat(broker.delete("amq.none", false)).isEqualTo(Problem.RESERVED);
    assertThat(find("amq.mine").problem()).isEqualTo(Problem.UNKNOWN_EXCHANGE);
    broker.declare("amqp", Exchange.Type.DIRECT);
  }

  @Test
  void namesAreBounded() {
    broker.declare("ä".repeat(127) + "x", Exchange.Type.DIRECT);
    assertThat(broker.declare(durable("ä".repeat(128), Exchange.Type.DIRECT)).problem())
        .isEqualTo(Problem.INVALID_NAME);
    Declare alternating = ExchangeScenario.alternating("x", Exchange.Type.DIRECT, "a".repeat(256));
    assertThat(broker.declare(alternating).problem()).isEqualTo(Problem.INVALID_NAME);
  }

  @Test
  void whatIsDeletedIsGone() {
    broker.declare("x", Exchange.Type.FANOUT);
    broker.declare("y", Exchange.Type.FANOUT);
    broker.link("x", "y", "");
    broker.bind("y", "q", "");
    broker.link("amq.topic", "y", "#");
    assertThat(broker.routed("x", "")).containsExactly("q");
    assertThat(broker.delete("x", true)).as("of what is bound from").isEqualTo(Problem.IN_USE);
    assertThat(broker.delete("y", false)).isEqualTo(Problem.NONE);
    assertThat(broker.state.bindings()).isZero();
    assertThat(broker.routed("x", "")).isEmpty();
    assertThat(broker.delete("y", false)).as("again").isEqualTo(Problem.NONE);
    assertThat(broker.delete("x", true)).isEqualTo(Problem.NONE);
    assertThat(broker.state.oldestStatement()).isEqualTo(Long.MAX_VALUE);
    broker.declare("x", Exchange.Type.TOPIC);
  }

  @Test
  void whatIsOnlyBoundToIsUnused() {
    broker.declare("x", Exchange.Type.FANOUT);
    broker.link("amq.fanout", "x", "");
    assertThat(broker.delete("x", true)).isEqualTo(Problem.NONE);
    assertThat(broker.state.bindings()).isZero();
  }

  @Test
  void transientOnesGoAtAStart() {
    broker.declare(
        new Declare(HOME, "t", Exchange.Type.FANOUT, false, false, false, "", Opaque.EMPTY));
    broker.declare("d", Exchange.Type.FANOUT);
    broker.declare(ExchangeScenario.autoDelete("a", Exchange.Type.FANOUT));
    broker.bind("t", "q", "");
    broker.link("a", "t", "");
    broker.link("d", "t", "");
    assertThat(broker.routed("a", "")).containsExactly("q");
    broker.restart();
    assertThat(find("t").problem()).isEqualTo(Problem.UNKNOWN_EXCHANGE);
    assertThat(find("a").problem()).as("its last binding went").isEqualTo(Problem.UNKNOWN_EXCHANGE);
    assertThat(find("d").problem()).isEqualTo(Problem.NONE);
    assertThat(broker.state.bindings()).isZero();
  }

  @Test
  void aNamespaceGoesAsAWhole() {
    broker.queues.put("2/q", 7L);
    broker.declare("x", Exchange.Type.FANOUT);
    broker.declare(new Declare(2, "x", Exchange.Type.FANOUT, true, false, false, "", Opaque.EMPTY));
    broker.bind("x", "q", "");
    broker.bind("amq.topic", "q", "#");
    broker.link("amq.topic", "amq.fanout", "#");
    broker.ask(new NamespaceRemoved(2));
    assertThat(broker.state.count()).isEqualTo(1);
    assertThat(broker.state.bindings()).isEqualTo(3);
    broker.ask(new NamespaceRemoved(HOME));
    assertThat(broker.state.count()).isZero();
    assertThat(broker.state.bindings()).isZero();
    assertThat(broker.state.bytes()).isZero();
    assertThat(find("x").problem()).isEqualTo(Problem.UNKNOWN_EXCHANGE);
  }

  @Test
  void theirNumberAndSizeAreLimited() {
    var broker = new ExchangeScenario(new ExchangeLimits(2, 10, 10, 10, 100, 1500));
    broker.declare("1", Exchange.Type.DIRECT);
    var large =
        new Declare(
            HOME, "x", Exchange.Type.DIRECT, true, false, false, "", new Opaque(new byte[101]));
    assertThat(broker.declare(large).problem()).isEqualTo(Problem.LIMIT_REACHED);
    broker.declare("2", Exchange.Type.DIRECT);
    assertThat(broker.declare(durable("3", Exchange.Type.DIRECT)).problem())
        .isEqualTo(Problem.LIMIT_REACHED);
    broker.declare("2", Exchange.Type.DIRECT);
    broker.delete("1", false);
    broker.declare("3", Exchange.Type.DIRECT);
    var small = new ExchangeScenario(new ExchangeLimits(200, 10, 10, 10, 100, 1500));
    int declared = 0;
    while (small.declare(durable("x" + declared, Exchange.Type.DIRECT)).problem() == Problem.NONE) {
      declared++;
    }
    assertThat(declared).isBetween(5, 30);
    assertThat(small.state.bytes()).isLessThanOrEqualTo(1500);
  }
}
