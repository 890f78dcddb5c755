package io.thalweg.core.exchange;

import static io.thalweg.core.exchange.ExchangeScenario.HOME;
import static io.thalweg.core.exchange.ExchangeScenario.alternating;
import static io.thalweg.core.exchange.ExchangeScenario.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.base.Opaque;
import io.thalweg.core.exchange.ExchangeCommand.Declare;
import io.thalweg.core.exchange.HeaderMatch.Headers;
import io.thalweg.core.turn.Problem;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Where messages go.
class RouterTest {
  private final ExchangeScenario broker = new ExchangeScenario().queues("q", "r", "s");

  @AfterEach
  void replayEqualsLife() {
    broker.checkReplay();
  }

  @Test
  void theDefaultExchangeKnowsQueuesByName() {
    assertThat(broker.routed("", "r")).containsExactly("r");
    assertThat(broker.routed("", "none")).isEmpty();
    assertThat(broker.routed("", "s", "none", "q", "s")).containsExactly("q", "s");
    assertThat(broker.routed(2, "", List.of("q"), Headers.NONE)).isEmpty();
  }

  @Test
  void directGoesByTheVeryKey() {
    broker.bind("amq.direct", "r", "k");
    broker.bind("amq.direct", "q", "k");
    broker.bind("amq.direct", "s", "k.*");
    assertThat(broker.routed("amq.direct", "k")).containsExactly("q", "r");
    assertThat(broker.routed("amq.direct", "k.x")).isEmpty();
    assertThat(broker.routed("amq.direct", "k.*", "k", "k")).containsExactly("q", "r", "s");
    assertThat(broker.routed(2, "amq.direct", List.of("k"), Headers.NONE)).isEmpty();
  }

  @Test
  void fanoutMindsNoKey() {
    broker.bind("amq.fanout", "q", "a");
    broker.bind("amq.fanout", "q", "b");
    broker.bind("amq.fanout", "s", "");
    assertThat(broker.routed("amq.fanout", "c", "d")).containsExactly("q", "s");
  }

  @Test
  void severalKeysUnite() {
    broker.bind("amq.topic", "q", "a.*");
    broker.bind("amq.topic", "r", "#.b");
    broker.bind("amq.topic", "s", "c");
    assertThat(broker.routed("amq.topic", "a.b")).containsExactly("q", "r");
    assertThat(broker.routed("amq.topic", "a.b", "c", "a.b")).containsExactly("q", "r", "s");
  }

  @Test
  void headersAreMatched() {
    broker.bind("amq.headers", "q", Map.of("a", text("1"), "b", text("2")));
    broker.bind("amq.headers", "r", Map.of("x-match", text("any"), "a", text("1"), "c", text("3")));
    broker.bind("amq.headers", "s", Map.of());
    assertThat(broker.routed("amq.headers", Map.of())).containsExactly("s");
    assertThat(broker.routed("amq.headers", Map.of("a", text("1")))).containsExactly("r", "s");
    Map<String, HeaderValue> both = Map.of("a", text("1"), "b", text("2"));
    assertThat(broker.routed("amq.headers", both)).containsExactly("q", "r", "s");
    broker.restart();
    assertThat(broker.routed("amq.headers", both)).containsExactly("q", "r", "s");
  }

  @Test
  void exchangesRouteToExchanges() {
    broker.declare("d", Exchange.Type.DIRECT);
    broker.declare("t", Exchange.Type.TOPIC);
    broker.link("d", "t", "a.b");
    broker.link("d", "amq.headers", "a.b");
    broker.bind("t", "q", "*.b");
    broker.bind("t", "r", "c");
    broker.bind("amq.headers", "r", Map.of());
    assertThat(broker.routed("d", "a.b")).containsExactly("q", "r");
    assertThat(broker.routed("d", "c")).isEmpty();
    assertThat(broker.routed("d", "c", "a.b")).as("every key counts there").contains("r");
  }

  @Test
  void cyclesEnd() {
    broker.declare("a", Exchange.Type.FANOUT);
    broker.declare("b", Exchange.Type.FANOUT);
    broker.link("a", "b", "");
    broker.link("b", "a", "");
    broker.link("a", "a", "");
    broker.bind("b", "q", "");
    broker.bind("a", "r", "");
    assertThat(broker.routed("a", "")).containsExactly("q", "r");
    assertThat(broker.routed("b", "")).containsExactly("q", "r");
  }

  @Test
  void theAlternateTakesWhatIsRoutedNowhere() {
    broker.declare(alternating("a", Exchange.Type.DIRECT, "b"));
    assertThat(broker.routed("a", "k")).as("b is not there").isEmpty();
    broker.declare(alternating("b", Exchange.Type.DIRECT, "c"));
    broker.declare(alternating("c", Exchange.Type.FANOUT, "a"));
    broker.bind("a", "q", "a");
    broker.bind("b", "r", "b");
    broker.bind("c", "s", "");
    assertThat(broker.routed("a", "a")).containsExactly("q");
    assertThat(broker.routed("a", "b")).containsExactly("r");
    assertThat(broker.routed("a", "c")).containsExactly("s");
    assertThat(broker.routed("a", "a", "b")).as("one key is routed").containsExactly("q");
    broker.delete("c", false);
    assertThat(broker.routed("a", "c")).isEmpty();
  }

  @Test
  void alternatesEndInACycle() {
    broker.declare(alternating("a", Exchange.Type.DIRECT, "b"));
    broker.declare(alternating("b", Exchange.Type.DIRECT, "a"));
    broker.bind("b", "q", "k");
    assertThat(broker.routed("a", "k")).containsExactly("q");
    assertThat(broker.routed("a", "none")).isEmpty();
  }

  @Test
  void aBindingToAnExchangeThatRoutesNowhereIsARouteToo() {
    broker.declare(alternating("a", Exchange.Type.DIRECT, "amq.fanout"));
    broker.declare("dead", Exchange.Type.DIRECT);
    broker.link("a", "dead", "k");
    broker.bind("amq.fanout", "q", "");
    assertThat(broker.routed("a", "k")).isEmpty();
    assertThat(broker.routed("a", "other")).containsExactly("q");
  }

  @Test
  void theAlternateOfOneThatWasRoutedToTakesItToo() {
    broker.declare(alternating("e", Exchange.Type.DIRECT, "amq.fanout"));
    broker.link("amq.direct", "e", "k");
    broker.bind("amq.direct", "r", "k");
    broker.bind("amq.fanout", "q", "");
    assertThat(broker.routed("amq.direct", "k")).containsExactly("q", "r");
  }

  @Test
  void clientsDoNotPublishToInternalOnes() {
    broker.declare(
        new Declare(HOME, "i", Exchange.Type.FANOUT, true, false, true, "", Opaque.EMPTY));
    broker.link("amq.fanout", "i", "");
    broker.bind("i", "q", "");
    assertThat(broker.publish("i", "k")).isEqualTo(Problem.RESERVED);
    assertThat(broker.publish("amq.fanout", "k")).isEqualTo(Problem.NONE);
    assertThat(broker.routed("amq.fanout", "k")).containsExactly("q");
    assertThat(broker.routed("i", "k")).as("the broker itself does").containsExactly("q");
    assertThat(broker.publish("none", "k")).isEqualTo(Problem.UNKNOWN_EXCHANGE);
    assertThat(broker.publish("", "k")).isEqualTo(Problem.NONE);
    assertThat(broker.publish("amq.match", "k")).isEqualTo(Problem.NONE);
  }
}
