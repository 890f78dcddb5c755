package io.thalweg.core.exchange;

import io.thalweg.core.base.Opaque;
import io.thalweg.core.exchange.Binding.Kind;
import io.thalweg.core.journal.RecordKind;
import io.thalweg.core.journal.RecordReader;
import io.thalweg.core.journal.RecordWriter;
import io.thalweg.core.turn.Turn;

/// A binding is there, whether or not its exchange has been stated yet. Always a whole statement.
public final class Bound extends RecordKind<ExchangeState> {
  public static final Bound V1 = new Bound();

  private Bound() {
    super(62);
  }

  static void write(Turn turn, Binding binding, HeaderMatch match) {
    RecordWriter out = turn.begin(V1, binding.exchange());
    put(out, binding);
    match.write(out);
    out.end();
  }

  /// Writes all of a binding but its exchange.
  static void put(RecordWriter out, Binding binding) {
    out.putByte(binding.kind().number())
        .putLong(binding.destination())
        .putString(binding.key())
        .putBytes(binding.arguments().bytes());
  }

  /// Reads what [#put] wrote.
  static Binding get(RecordReader in) {
    Kind kind = Kind.of(in.getByte());
    long destination = in.getLong();
    String key = in.getString();
    return new Binding(in.aggregate(), kind, destination, key, new Opaque(in.getBytes()));
  }

  @Override
  public void apply(RecordReader in, ExchangeState state) {
    Binding binding = get(in);
    state.bind(binding, HeaderMatch.read(in), in.position());
  }
}
