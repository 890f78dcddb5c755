package io.thalweg.core.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.base.Chance;
import io.thalweg.core.base.Opaque;
import io.thalweg.core.exchange.Binding.Kind;
import io.thalweg.core.exchange.ExchangeCommand.Answered;
import io.thalweg.core.exchange.ExchangeCommand.Bind;
import io.thalweg.core.exchange.ExchangeCommand.Declare;
import io.thalweg.core.exchange.ExchangeCommand.Unbind;
import io.thalweg.core.exchange.NaiveExchanges.Link;
import io.thalweg.core.exchange.NaiveExchanges.Named;
import io.thalweg.core.turn.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Random histories with restarts and restating in between, beside a naive model: what is declared
/// and bound, and where messages go.
class ExchangeHistoryTest {
  private static final List<String> KEYS = List.of("", "a", "a.b", "b.a", "#", "a.*", "*.b", "#.a");

  private static final List<Map<String, HeaderValue>> HEADERS =
      List.of(
          Map.of(),
          Map.of("h", new HeaderValue.Whole(1)),
          Map.of("h", new HeaderValue.Real(1), "g", new HeaderValue.Nothing()),
          Map.of("x-match", ExchangeScenario.text("any"), "g", new HeaderValue.Whole(2)));

  private final ExchangeScenario broker = new ExchangeScenario();
  private final NaiveExchanges model = new NaiveExchanges();
  private final Set<String> routed = new TreeSet<>();
  private Chance chance;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void theModelSaysTheSame(long seed) {
    chance = new Chance(seed);
    for (int step = 0; step < 3_000; step++) {
      step();
      assertThat(broker.state.idle()).isEqualTo(ExchangeView.NONE);
      assertThat(broker.state.bindings()).isEqualTo(model.links.size());
      checkRoute();
      if (step % 25 == 0) {
        broker.checkReplay();
      }
    }
    assertThat(routed).as("a history that goes nowhere proves nothing").hasSizeGreaterThan(5);
  }

  private void step() {
    switch (chance.nextInt(24)) {
      case 0, 1, 2 -> declare();
      case 3 -> delete();
      case 4 -> removeQueue();
      case 5 -> queue();
      case 6, 7, 8, 9 -> unbind();
      case 10, 11, 12 -> broker.restateOldest();
      case 13 -> rare();
      default -> bind();
    }
  }

  private void rare() {
    if (chance.nextInt(10) == 0) {
      broker.restart();
      List<String> transients = new ArrayList<>();
      model.exchanges.forEach(
          (name, exchange) -> {
            if (!exchange.durable()) {
              transients.add(name);
            }
          });
      transients.forEach(model::delete);
    }
  }

  private void queue() {
    String name = pick(List.of("q0", "q1", "q2", "q3"));
    if (!broker.queues.containsKey("1/" + name)) {
      broker.queues(name);
    }
  }

  private void removeQueue() {
    String name = pick(List.of("q0", "q1", "q2", "q3"));
    if (broker.queues.containsKey("1/" + name)) {
      broker.removeQueue(name);
      model.removeQueue(name);
    }
  }

  private String exchange() {
    return pick(
        List.of("a", "b", "c", "d", "amq.direct", "amq.fanout", "amq.topic", "amq.headers"));
  }

  private void declare() {
    String name = exchange();
    String alternate = chance.nextInt(2) == 0 ? "" : exchange();
    Named wanted =
        new Named(
            pick(List.of(Exchange.Type.values())),
            chance.nextInt(3) > 0,
            chance.nextInt(3) == 0,
            alternate);
    Named existing = model.exchanges.putIfAbsent(name, wanted);
    var command =
        new Declare(
            ExchangeScenario.HOME,
            name,
            wanted.type(),
            wanted.durable(),
            wanted.autoDelete(),
            false,
            alternate,
            Opaque.EMPTY);
    boolean same = existing == null || existing.equals(wanted);
    assertThat(broker.declare(command).problem())
        .isEqualTo(same ? Problem.NONE : Problem.NOT_EQUIVALENT);
  }

  private void delete() {
    String name = pick(List.of("a", "b", "c", "d", "amq.topic"));
    boolean ifUnused = chance.nextInt(2) == 0;
    Problem expected = ifUnused && model.isUsed(name) ? Problem.IN_USE : Problem.NONE;
    expected = name.startsWith("amq.") ? Problem.RESERVED : expected;
    assertThat(broker.delete(name, ifUnused)).isEqualTo(expected);
    if (expected == Problem.NONE) {
      model.delete(name);
    }
  }

  private Link link() {
    boolean toQueue = chance.nextInt(3) > 0;
    return new Link(
        exchange(),
        toQueue ? Kind.QUEUE : Kind.EXCHANGE,
        toQueue ? pick(List.of("q0", "q1", "q2", "q3")) : exchange(),
        pick(KEYS),
        pick(HEADERS));
  }

  private boolean exists(Link link) {
    return link.kind() == Kind.QUEUE
        ? broker.queues.containsKey("1/" + link.to())
        : model.exchanges.containsKey(link.to());
  }

  private void bind() {
    Link link = link();
    var command =
        new Bind(
            ExchangeScenario.HOME,
            link.source(),
            link.kind(),
            link.to(),
            link.key(),
            arguments(link),
            HeaderMatch.of(link.arguments()));
    Problem problem = broker.get(Answered.class, command).problem();
    if (!model.exchanges.containsKey(link.source())) {
      assertThat(problem).isEqualTo(Problem.UNKNOWN_EXCHANGE);
    } else if (!exists(link)) {
      assertThat(problem).isIn(Problem.UNKNOWN_EXCHANGE, Problem.UNKNOWN_QUEUE);
    } else {
      assertThat(problem).isEqualTo(Problem.NONE);
      model.links.add(link);
    }
  }

  private static Opaque arguments(Link link) {
    return ExchangeScenario.opaque(new TreeMap<>(link.arguments()).toString());
  }

  private void unbind() {
    List<Link> all = new ArrayList<>(model.links);
    Link link = all.isEmpty() || chance.nextInt(4) == 0 ? link() : pick(all);
    var command =
        new Unbind(
            ExchangeScenario.HOME,
            link.source(),
            link.kind(),
            link.to(),
            link.key(),
            arguments(link));
    assertThat(broker.get(Answered.class, command)).isEqualTo(Answered.with(Problem.NONE));
    if (model.links.contains(link)) {
      model.unlink(List.of(link));
    }
  }

  private void checkRoute() {
    String exchange = exchange();
    if (!model.exchanges.containsKey(exchange)) {
      assertThat(broker.publish(exchange, "")).isEqualTo(Problem.UNKNOWN_EXCHANGE);
      return;
    }
    List<String> keys =
        chance.nextInt(3) == 0 ? List.of(pick(KEYS), pick(KEYS)) : List.of(pick(KEYS));
    Map<String, HeaderValue> headers = pick(HEADERS);
    List<String> found = broker.routed(ExchangeScenario.HOME, exchange, keys, headers::get);
    assertThat(found)
        .as("%s %s %s", exchange, keys, headers)
        .containsExactlyInAnyOrderElementsOf(model.route(exchange, keys, headers));
    routed.add(found.toString());
  }

  private <T> T pick(List<T> some) {
    return some.get(chance.nextInt(some.size()));
  }
}
