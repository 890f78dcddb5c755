package io.thalweg.core.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.base.Opaque;
import io.thalweg.core.exchange.Binding.Kind;
import io.thalweg.core.exchange.ExchangeCommand.Answered;
import io.thalweg.core.exchange.ExchangeCommand.Bind;
import io.thalweg.core.exchange.ExchangeCommand.Declare;
import io.thalweg.core.exchange.ExchangeCommand.Declared;
import io.thalweg.core.exchange.ExchangeCommand.Delete;
import io.thalweg.core.exchange.ExchangeCommand.QueueRemoved;
import io.thalweg.core.exchange.ExchangeCommand.Unbind;
import io.thalweg.core.exchange.HeaderMatch.Headers;
import io.thalweg.core.turn.Command;
import io.thalweg.core.turn.Problem;
import io.thalweg.core.turn.Reply;
import io.thalweg.core.turn.Scenario;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A broker that has nothing but exchanges, and names of queues.
final class ExchangeScenario extends Scenario<ExchangeState> implements QueueNames {
  static final long HOME = 1;

  /// Ids of queues by namespace and name.
  final Map<String, Long> queues = new TreeMap<>();

  private final ExchangeLimits limits;
  private final Routes routes = new Routes();
  private ExchangeDecider decider;
  private Router router;
  private long nextId = 100;

  ExchangeScenario() {
    this(ExchangeLimits.DEFAULT);
  }

  ExchangeScenario(ExchangeLimits limits) {
    this.limits = limits;
    this.state = fresh();
    open();
  }

  private void open() {
    decider = new ExchangeDecider(state, limits, this, _ -> nextId++);
    router = new Router(state, this);
    decide(new ExchangeCommand.Opened());
  }

  @Override
  public long find(long namespace, String name) {
    return queues.getOrDefault(namespace + "/" + name, NONE);
  }

  @Override
  public @Nullable String nameOf(long id) {
    return queues.entrySet().stream()
        .filter(each -> each.getValue() == id)
        .map(each -> each.getKey().substring(each.getKey().indexOf('/') + 1))
        .findFirst()
        .orElse(null);
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
    StringBuilder out = new StringBuilder();
    List<Binding> bindings = new ArrayList<>();
    of.forEachExchange(
        exchange -> {
          out.append(exchange).append('\n');
          of.forEachBinding(exchange.id(), bindings::add);
        });
    for (long namespace = 1; namespace < 4; namespace++) {
      for (String name : List.of("amq.direct", "amq.fanout", "amq.topic", "amq.headers")) {
        of.forEachBinding(of.named(namespace, name).id(), bindings::add);
      }
    }
    bindings.stream().sorted().forEach(binding -> out.append(binding).append('\n'));
    out.append(of.count()).append(' ').append(of.bindings()).append(' ').append(of.bytes());
    return out.append(' ').append(of.topicWords()).append(' ').append(of.idle()).toString();
  }

  /// Stops and starts: alarms are lost.
  void restart() {
    checkReplay();
    state = replayed();
    forgetAlarms();
    open();
  }

  /// New queues in [#HOME].
  ExchangeScenario queues(String... names) {
    for (String name : names) {
      queues.put(HOME + "/" + name, nextId++);
    }
    return this;
  }

  void removeQueue(String name) {
    ask(new QueueRemoved(queues.remove(HOME + "/" + name)));
  }

  Declared declare(Declare command) {
    return get(Declared.class, command);
  }

  static Declare durable(String name, Exchange.Type type) {
    return new Declare(HOME, name, type, true, false, false, "", Opaque.EMPTY);
  }

  static Declare autoDelete(String name, Exchange.Type type) {
    return new Declare(HOME, name, type, true, true, false, "", Opaque.EMPTY);
  }

  static Declare alternating(String name, Exchange.Type type, String alternate) {
    return new Declare(HOME, name, type, true, false, false, alternate, Opaque.EMPTY);
  }

  /// Declares a durable exchange.
  void declare(String name, Exchange.Type type) {
    assertThat(declare(durable(name, type)).problem()).isEqualTo(Problem.NONE);
  }

  Problem delete(String name, boolean ifUnused) {
    return get(Reply.Done.class, new Delete(HOME, name, ifUnused)).problem();
  }

  /// Binds a queue.
  void bind(String source, String queue, String key) {
    var bind = new Bind(HOME, source, Kind.QUEUE, queue, key, Opaque.EMPTY, HeaderMatch.ALWAYS);
    assertThat(get(Answered.class, bind)).isEqualTo(Answered.with(Problem.NONE));
  }

  /// Binds an exchange.
  void link(String source, String destination, String key) {
    assertThat(linked(source, destination, key)).isEqualTo(Answered.with(Problem.NONE));
  }

  Answered linked(String source, String destination, String key) {
    var bind =
        new Bind(HOME, source, Kind.EXCHANGE, destination, key, Opaque.EMPTY, HeaderMatch.ALWAYS);
    return get(Answered.class, bind);
  }

  /// Binds a queue with arguments.
  Answered bind(String source, String queue, Map<String, HeaderValue> arguments) {
    return get(
        Answered.class,
        new Bind(
            HOME,
            source,
            Kind.QUEUE,
            queue,
            "",
            opaque(new TreeMap<>(arguments).toString()),
            HeaderMatch.of(arguments)));
  }

  Answered unbind(String source, Kind kind, String destination, String key) {
    return get(Answered.class, new Unbind(HOME, source, kind, destination, key, Opaque.EMPTY));
  }

  static Opaque opaque(String text) {
    return new Opaque(text.getBytes(StandardCharsets.UTF_8));
  }

  static HeaderValue text(String text) {
    return new HeaderValue.Bytes(opaque(text));
  }

  /// The names of the queues that a message to `exchange` goes to, in their order.
  List<String> routed(String exchange, String... keys) {
    return routed(HOME, exchange, List.of(keys), Headers.NONE);
  }

  List<String> routed(String exchange, Map<String, HeaderValue> headers) {
    return routed(HOME, exchange, List.of(""), headers::get);
  }

  List<String> routed(long namespace, String exchange, List<String> keys, Headers headers) {
    assertThat(router.route(namespace, exchange, keys, headers, routes)).isEqualTo(Problem.NONE);
    return names();
  }

  Problem publish(String exchange, String key) {
    return router.publish(HOME, exchange, List.of(key), Headers.NONE, routes);
  }

  Router router() {
    return router;
  }

  private List<String> names() {
    List<String> names = new ArrayList<>();
    for (long queue : routes.toArray()) {
      names.add(
          queues.entrySet().stream()
              .filter(each -> each.getValue() == queue)
              .map(each -> each.getKey().substring(2))
              .findFirst()
              .orElse("unknown"));
    }
    return names;
  }
}
