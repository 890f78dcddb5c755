package io.thalweg.core.exchange;

import io.thalweg.core.base.Check;
import io.thalweg.core.base.LongMap;
import io.thalweg.core.exchange.Binding.Kind;
import io.thalweg.core.turn.Restatable;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Exchanges and bindings, changed by records only. A binding is an aggregate of its own and may be
/// stated before its exchange is.
public final class ExchangeState extends Restatable implements ExchangeView {
  private final LongMap<ExchangeSeat> seats = new LongMap<>();
  private final LongMap<Map<String, ExchangeSeat>> names = new LongMap<>();
  private final LongMap<Map<Binding, BindingSeat>> queues = new LongMap<>();
  private final TreeSet<Long> idle = new TreeSet<>();
  private int count;
  private int bindings;
  private int topicWords;
  private long statedBytes;
  private long messages;

  void state(Exchange exchange, long position) {
    ExchangeSeat seat = seatOf(exchange.id());
    count += seat.exchange() == null ? 1 : 0;
    topicWords += seat.exchange() == null ? words(exchange, seat) : 0;
    statedBytes -= seat.bytes();
    seat.state(exchange);
    statedBytes += seat.bytes();
    name(seat, exchange);
    order.stated(seat, position);
    reckon(seat);
  }

  /// Words in patterns that came before their exchange.
  private static int words(Exchange exchange, ExchangeSeat seat) {
    int words = 0;
    for (Binding binding : seat.from.keySet()) {
      words += words(exchange, binding);
    }
    return words;
  }

  private static int words(@Nullable Exchange exchange, Binding binding) {
    boolean topic = exchange != null && exchange.type() == Exchange.Type.TOPIC;
    return topic ? TopicTrie.words(binding.key()) : 0;
  }

  private void name(ExchangeSeat seat, Exchange exchange) {
    Map<String, ExchangeSeat> own = names.get(exchange.namespace());
    if (own == null) {
      own = new HashMap<>();
      names.put(exchange.namespace(), own);
    }
    own.put(exchange.name(), seat);
  }

  private ExchangeSeat seatOf(long id) {
    ExchangeSeat seat = seats.get(id);
    if (seat == null) {
      seat = new ExchangeSeat(id);
      seats.put(id, seat);
      Exchange predeclared = seat.exchange();
      if (predeclared != null) {
        name(seat, predeclared);
      }
    }
    return seat;
  }

  void remove(long id) {
    ExchangeSeat seat = seats.get(id);
    if (seat == null) {
      return;
    }
    List.copyOf(seat.from.values()).forEach(this::forget);
    List.copyOf(seat.to.values()).forEach(this::forget);
    count -= seat.exchange() == null || Exchange.isPredeclared(id) ? 0 : 1;
    statedBytes -= seat.bytes();
    order.forget(seat);
    idle.remove(id);
    drop(seat);
  }

  private void drop(ExchangeSeat seat) {
    seats.remove(seat.id);
    Exchange exchange = seat.exchange();
    Map<String, ExchangeSeat> own = exchange == null ? null : names.get(exchange.namespace());
    if (exchange != null && own != null) {
      own.remove(exchange.name(), seat);
      if (own.isEmpty()) {
        names.remove(exchange.namespace());
      }
    }
  }

  void bind(Binding binding, HeaderMatch match, long position) {
    ExchangeSeat source = seatOf(binding.exchange());
    BindingSeat seat = source.from.get(binding);
    if (seat == null) {
      seat = seatOf(binding, match);
      source.add(seat);
      others(seat).put(binding, seat);
      bindings++;
      topicWords += words(source.exchange(), binding);
      statedBytes += seat.bytes();
      reckon(source);
    }
    order.stated(seat, position);
  }

  private BindingSeat seatOf(Binding binding, HeaderMatch match) {
    boolean toQueue = binding.kind() == Kind.QUEUE;
    return new BindingSeat(binding, match, toQueue ? null : seatOf(binding.destination()));
  }

  /// All bindings to where `seat` goes.
  private Map<Binding, BindingSeat> others(BindingSeat seat) {
    if (seat.target != null) {
      return seat.target.to;
    }
    Map<Binding, BindingSeat> others = queues.get(seat.queue);
    if (others == null) {
      others = new LinkedHashMap<>();
      queues.put(seat.queue, others);
    }
    return others;
  }

  void unbind(Binding binding) {
    ExchangeSeat source = seats.get(binding.exchange());
    BindingSeat seat = source == null ? null : source.from.get(binding);
    if (seat != null) {
      forget(seat);
    }
  }

  void unbindQueue(long queue) {
    Map<Binding, BindingSeat> own = queues.get(queue);
    if (own != null) {
      List.copyOf(own.values()).forEach(this::forget);
    }
  }

  private void forget(BindingSeat seat) {
    ExchangeSeat source = Check.present(seats.get(seat.binding.exchange()), "a binding's exchange");
    source.remove(seat);
    bindings--;
    topicWords -= words(source.exchange(), seat.binding);
    statedBytes -= seat.bytes();
    order.forget(seat);
    Map<Binding, BindingSeat> others = others(seat);
    others.remove(seat.binding);
    if (seat.target == null && others.isEmpty()) {
      queues.remove(seat.queue);
    }
    reckon(source);
    tidy(source);
    if (seat.target != null) {
      tidy(seat.target);
    }
  }

  private void reckon(ExchangeSeat seat) {
    if (seat.isIdle()) {
      idle.add(seat.id);
    } else if (!idle.isEmpty()) {
      idle.remove(seat.id);
    }
  }

  /// A predeclared exchange has a seat only for its bindings.
  private void tidy(ExchangeSeat seat) {
    if (Exchange.isPredeclared(seat.id) && seat.isEmpty()) {
      drop(seat);
    }
  }

  void clear(long namespace) {
    Map<String, ExchangeSeat> own = names.get(namespace);
    if (own != null) {
      List.copyOf(own.values()).forEach(seat -> remove(seat.id));
    }
  }

  /// What is bound in that namespace under that name, or null; a predeclared exchange that nothing
  /// is bound to has no seat.
  @Nullable ExchangeSeat seat(long namespace, String name) {
    Map<String, ExchangeSeat> own = names.get(namespace);
    return own == null ? null : own.get(name);
  }

  /// A number for the message that is routed next: no state, but marks on what it has passed.
  long nextMessage() {
    return ++messages;
  }

  @Override
  public @Nullable Exchange named(long namespace, String name) {
    ExchangeSeat seat = seat(namespace, name);
    return seat == null ? Exchange.predeclared(namespace, name) : seat.exchange();
  }

  @Override
  public @Nullable Exchange identified(long id) {
    ExchangeSeat seat = seats.get(id);
    return seat == null ? Exchange.predeclared(id) : seat.exchange();
  }

  @Override
  public void forEachExchange(Consumer<? super Exchange> each) {
    for (ExchangeSeat seat : seats.sorted(ExchangeSeat[]::new)) {
      Exchange exchange = seat.exchange();
      if (exchange != null && !Exchange.isPredeclared(seat.id)) {
        each.accept(exchange);
      }
    }
  }

  @Override
  public void forEachBinding(long exchange, Consumer<? super Binding> each) {
    ExchangeSeat seat = seats.get(exchange);
    if (seat != null) {
      seat.from.keySet().forEach(each);
    }
  }

  @Override
  public boolean has(Binding binding) {
    ExchangeSeat seat = seats.get(binding.exchange());
    return seat != null && seat.from.containsKey(binding);
  }

  @Override
  public int bindingsFrom(long exchange) {
    ExchangeSeat seat = seats.get(exchange);
    return seat == null ? 0 : seat.from.size();
  }

  @Override
  public long idle() {
    return idle.isEmpty() ? NONE : idle.first();
  }

  @Override
  public int count() {
    return count;
  }

  @Override
  public int bindings() {
    return bindings;
  }

  @Override
  public int topicWords() {
    return topicWords;
  }

  @Override
  public long bytes() {
    return statedBytes;
  }

  /// Bindings from and to exchanges that are gone go, too.
  @Override
  public void replayed() {
    for (ExchangeSeat seat : seats.sorted(ExchangeSeat[]::new)) {
      if (seat.exchange() == null) {
        remove(seat.id);
      }
    }
  }
}
