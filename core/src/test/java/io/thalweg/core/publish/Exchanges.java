package io.thalweg.core.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.base.Opaque;
import io.thalweg.core.exchange.Binding.Kind;
import io.thalweg.core.exchange.Exchange;
import io.thalweg.core.exchange.ExchangeCommand;
import io.thalweg.core.exchange.ExchangeCommand.Answered;
import io.thalweg.core.exchange.ExchangeCommand.Bind;
import io.thalweg.core.exchange.ExchangeCommand.Declare;
import io.thalweg.core.exchange.ExchangeCommand.Declared;
import io.thalweg.core.exchange.ExchangeDecider;
import io.thalweg.core.exchange.ExchangeLimits;
import io.thalweg.core.exchange.ExchangeState;
import io.thalweg.core.exchange.HeaderMatch;
import io.thalweg.core.exchange.QueueNames;
import io.thalweg.core.turn.Command;
import io.thalweg.core.turn.Problem;
import io.thalweg.core.turn.Scenario;

/// The exchanges of a broker, which messages are routed by.
final class Exchanges extends Scenario<ExchangeState> {
  private static final long NAMESPACE = 1;

  private final ExchangeDecider decider;
  private long nextId = 1;

  Exchanges(QueueNames queues) {
    state = fresh();
    decider = new ExchangeDecider(state, ExchangeLimits.DEFAULT, queues, _ -> nextId++);
    decide(new ExchangeCommand.Opened());
  }

  void declare(String name, Exchange.Type type, boolean internal) {
    var declare = new Declare(NAMESPACE, name, type, true, false, internal, "", Opaque.EMPTY);
    assertThat(get(Declared.class, declare).problem()).isEqualTo(Problem.NONE);
  }

  void bind(String exchange, String queue, String key) {
    var bind =
        new Bind(NAMESPACE, exchange, Kind.QUEUE, queue, key, Opaque.EMPTY, HeaderMatch.ALWAYS);
    assertThat(get(Answered.class, bind).problem()).isEqualTo(Problem.NONE);
  }

  @Override
  protected void decideOne(Command command) {
    decider.decide(this, (ExchangeCommand) command);
  }

  @Override
  protected ExchangeState fresh() {
    return new ExchangeState();
  }

  @Override
  protected String text(ExchangeState of) {
    throw new UnsupportedOperationException();
  }
}
