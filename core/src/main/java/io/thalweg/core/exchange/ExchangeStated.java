package io.thalweg.core.exchange;

import io.thalweg.core.base.Opaque;
import io.thalweg.core.journal.RecordKind;
import io.thalweg.core.journal.RecordReader;
import io.thalweg.core.turn.Turn;

/// All that is durable about an exchange but its bindings: the last statement counts.
public final class ExchangeStated extends RecordKind<ExchangeState> {
  public static final ExchangeStated V1 = new ExchangeStated();

  private static final int DURABLE = 1;
  private static final int AUTO_DELETE = 2;
  private static final int INTERNAL = 4;
  private static final int USED = 8;

  private ExchangeStated() {
    super(60);
  }

  static void write(Turn turn, Exchange exchange) {
    int flags =
        (exchange.durable() ? DURABLE : 0)
            | (exchange.autoDelete() ? AUTO_DELETE : 0)
            | (exchange.internal() ? INTERNAL : 0)
            | (exchange.used() ? USED : 0);
    turn.begin(V1, exchange.id())
        .putLong(exchange.namespace())
        .putString(exchange.name())
        .putByte(exchange.type().number())
        .putByte(flags)
        .putString(exchange.alternate())
        .putBytes(exchange.arguments().bytes())
        .end();
  }

  @Override
  public void apply(RecordReader in, ExchangeState state) {
    long namespace = in.getLong();
    String name = in.getString();
    Exchange.Type type = Exchange.Type.of(in.getByte());
    int flags = in.getByte();
    Exchange exchange =
        new Exchange(
            in.aggregate(),
            namespace,
            name,
            type,
            (flags & DURABLE) != 0,
            (flags & AUTO_DELETE) != 0,
            (flags & INTERNAL) != 0,
            (flags & USED) != 0,
            in.getString(),
            new Opaque(in.getBytes()));
    state.state(exchange, in.position());
  }
}
