package io.thalweg.protocol.amqp.v091.session;

import io.thalweg.core.base.Opaque;
import io.thalweg.core.batch.BatchBuilder;
import io.thalweg.core.batch.EventCursor;
import io.thalweg.core.batch.EventHeaders;
import io.thalweg.core.exchange.Exchange;
import io.thalweg.core.exchange.ExchangeCommand;
import io.thalweg.core.memory.Block;
import io.thalweg.core.memory.BlockPool;
import io.thalweg.core.memory.Slice;
import io.thalweg.core.publish.PublishCommand;
import io.thalweg.core.publish.PublishCommand.Message;
import io.thalweg.core.publish.PublishCommand.Published;
import io.thalweg.core.queue.Queue;
import io.thalweg.core.queue.QueueCommand;
import io.thalweg.core.queue.QueueCommand.QueueIs;
import io.thalweg.core.queue.QueueName;
import io.thalweg.core.turn.Client;
import io.thalweg.core.turn.Command;
import io.thalweg.core.turn.Delivery;
import io.thalweg.core.turn.Problem;
import io.thalweg.core.turn.Reply;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Exchanges and queues as simple as a session can be tested against: bindings by key, or by
/// nothing; queues in memory, without any setting.
final class FakeQueues {
  private final FakeBroker broker;
  private final Map<String, Exchange> exchanges = new HashMap<>();
  private final Map<String, FakeQueue> queues = new LinkedHashMap<>();
  private final List<String> bindings = new ArrayList<>();
  private final Map<Long, FakeConsumer> consumers = new LinkedHashMap<>();
  private final Map<FakeSession, Long> tags = new HashMap<>();
  private final Map<String, FakeWaiting> waiting = new HashMap<>();
  private final List<FakeDelivery> given = new ArrayList<>();
  private final List<String> published = new ArrayList<>();
  private final BlockPool pool = new BlockPool(4 << 20, 32);
  private final List<Block> blocks = new ArrayList<>();
  private Block block = fresh();
  private int filled;
  private @Nullable FakeEvent parts;

  FakeQueues(FakeBroker broker) {
    this.broker = broker;
    for (String name : List.of("", "amq.direct", "amq.fanout", "amq.headers")) {
      exchanges.put(name, exchange(name, Exchange.Type.DIRECT, false, false));
    }
  }

  private Block fresh() {
    Block taken = pool.take();
    if (taken == null) {
      throw new AssertionError("expected fewer events");
    }
    blocks.add(taken);
    return taken;
  }

  /// An event as it lies in memory.
  static final class FakeEvent {
    private final List<Slice> values = new ArrayList<>();
    private Slice record = new Slice(new BlockPool(4096, 1).take(), 0, 0);
    private int failures;
    private boolean redelivered;
  }

  private static final class FakeQueue {
    private final Queue queue;
    private final ArrayDeque<FakeEvent> ready = new ArrayDeque<>();
    private @Nullable Client owner;

    FakeQueue(Queue queue) {
      this.queue = queue;
    }
  }

  private record FakeSession(Client client, int number) {}

  private record FakeWaiting(Client client, long request, int session) {}

  private record FakeConsumer(
      Client client, long request, FakeQueue queue, QueueCommand.Consume asked) {}

  /// How often blocks are held by others.
  long heldByOthers() {
    return blocks.stream().mapToLong(each -> each.holders() - 1L).sum();
  }

  /// What was published: `exchange/key,key body [priority p] [ttl t]`.
  List<String> published() {
    return published;
  }

  /// Queues' names, with the number of events that are ready.
  Map<String, Integer> ready() {
    Map<String, Integer> ready = new LinkedHashMap<>();
    queues.forEach((name, queue) -> ready.put(name, queue.ready.size()));
    return ready;
  }

  /// Adds an event of another protocol to a queue.
  void foreign(String queue, EventHeaders headers, String value, long timestamp) {
    FakeEvent event = new FakeEvent();
    ByteBuffer bytes = ByteBuffer.wrap(value.getBytes(StandardCharsets.UTF_8));
    store(event, headers, bytes, timestamp);
    named(queue).ready.add(event);
  }

  private FakeQueue named(String name) {
    FakeQueue queue = queues.get(name);
    if (queue == null) {
      throw new AssertionError("expected a queue " + name);
    }
    return queue;
  }

  /// The next event of a queue has failed as often.
  void failed(String queue, int failures) {
    FakeEvent event = named(queue).ready.getFirst();
    event.failures = failures;
    event.redelivered = true;
  }

  /// Deliveries to all consumers are unsettled for too long.
  void overdue() {
    for (FakeConsumer each : consumers.values()) {
      reply(each.client, each.request, new QueueCommand.Overdue(each.asked.deadline().millis()));
    }
  }

  void decide(Command command, Client client, long request) {
    switch (command) {
      case ExchangeCommand each -> reply(client, request, decide(each));
      case PublishCommand.Publish each -> reply(client, request, publish(each));
      case QueueCommand each -> decide(each, client, request);
      default -> throw new AssertionError("expected another command than " + command);
    }
  }

  private void reply(Client client, long request, @Nullable Reply reply) {
    if (reply != null) {
      broker.later(() -> client.replied(request, reply));
    }
  }

  private static Exchange exchange(
      String name, Exchange.Type type, boolean durable, boolean internal) {
    return new Exchange(1, 0, name, type, durable, false, internal, false, "", Opaque.EMPTY);
  }

  private Reply decide(ExchangeCommand command) {
    return switch (command) {
      case ExchangeCommand.Declare each -> declare(each);
      case ExchangeCommand.Find each -> {
        Exchange found = exchanges.get(each.name());
        yield new ExchangeCommand.Declared(
            found == null ? Problem.UNKNOWN_EXCHANGE : Problem.NONE, found);
      }
      case ExchangeCommand.Delete each -> {
        exchanges.remove(each.name());
        yield Reply.Done.OK;
      }
      case ExchangeCommand.Bind each -> {
        boolean queue = each.kind() == io.thalweg.core.exchange.Binding.Kind.QUEUE;
        if (!exchanges.containsKey(each.source())) {
          yield new ExchangeCommand.Answered(Problem.UNKNOWN_EXCHANGE, each.source());
        }
        if (queue ? !queues.containsKey(each.destination()) : !has(each.destination())) {
          yield new ExchangeCommand.Answered(
              queue ? Problem.UNKNOWN_QUEUE : Problem.UNKNOWN_EXCHANGE, each.destination());
        }
        if (each.match() == null) {
          yield new ExchangeCommand.Answered(Problem.INVALID_SETTING, "");
        }
        bindings.add(each.source() + "/" + each.key() + "/" + each.destination());
        yield new ExchangeCommand.Answered(Problem.NONE, "");
      }
      case ExchangeCommand.Unbind each -> {
        bindings.remove(each.source() + "/" + each.key() + "/" + each.destination());
        yield new ExchangeCommand.Answered(Problem.NONE, "");
      }
      default -> throw new AssertionError("expected another command than " + command);
    };
  }

  private boolean has(String exchange) {
    return exchanges.containsKey(exchange);
  }

  private Reply declare(ExchangeCommand.Declare wanted) {
    Exchange is = exchanges.get(wanted.name());
    if (is == null && wanted.name().startsWith("amq.")) {
      return new ExchangeCommand.Declared(Problem.RESERVED, null);
    }
    if (is == null) {
      is = exchange(wanted.name(), wanted.type(), wanted.durable(), wanted.internal());
      exchanges.put(wanted.name(), is);
    }
    boolean same = is.type() == wanted.type() && is.durable() == wanted.durable();
    return new ExchangeCommand.Declared(same ? Problem.NONE : Problem.NOT_EQUIVALENT, is);
  }

  private Published publish(PublishCommand.Publish command) {
    List<Problem> problems = new ArrayList<>();
    boolean fine = true;
    for (Message each : command.messages()) {
      Problem problem = publish(each);
      problems.add(problem);
      fine &= problem == Problem.NONE;
    }
    return fine ? Published.OK : new Published(firstOf(problems), problems);
  }

  private static Problem firstOf(List<Problem> problems) {
    return problems.stream().filter(each -> each != Problem.NONE).findFirst().orElseThrow();
  }

  private Problem publish(Message message) {
    ByteBuffer value = message.value();
    int length = value == null ? -1 : value.remaining();
    String body = length > 100 ? length + " bytes" : text(value);
    published.add(
        message.exchange()
            + "/"
            + String.join(",", message.keys())
            + " "
            + body
            + (message.priority() > 0 ? " priority " + message.priority() : "")
            + (message.ttlMillis() >= 0 ? " ttl " + message.ttlMillis() : "")
            + (message.part() == PublishCommand.Part.ONLY ? "" : " " + message.part()));
    if (!exchanges.containsKey(message.exchange())) {
      return Problem.UNKNOWN_EXCHANGE;
    }
    if (exchanges.get(message.exchange()).internal()) {
      return Problem.RESERVED;
    }
    return route(message);
  }

  private static String text(@Nullable ByteBuffer value) {
    return value == null ? "null" : StandardCharsets.UTF_8.decode(value.duplicate()).toString();
  }

  private Problem route(Message message) {
    List<FakeQueue> targets = new ArrayList<>();
    for (String key : message.keys()) {
      for (FakeQueue queue : queues.values()) {
        String name = queue.queue.name().name();
        boolean routed =
            message.exchange().isEmpty()
                ? name.equals(key)
                : bindings.contains(message.exchange() + "/" + key + "/" + name);
        if (routed && !targets.contains(queue)) {
          targets.add(queue);
        }
      }
    }
    FakeEvent event = parts == null ? new FakeEvent() : parts;
    ByteBuffer value = message.value();
    store(event, message.recordHeaders(), value, broker.nowMillis());
    boolean more =
        message.part() == PublishCommand.Part.FIRST || message.part() == PublishCommand.Part.MIDDLE;
    parts = more ? event : null;
    if (!more) {
      targets.forEach(queue -> queue.ready.add(event));
    }
    return targets.isEmpty() ? Problem.UNROUTED : Problem.NONE;
  }

  /// Keeps a part of an event; the first has its headers.
  private void store(
      FakeEvent event, EventHeaders headers, @Nullable ByteBuffer value, long timestamp) {
    if (filled > block.capacity() - (1 << 20)) {
      block = fresh();
      filled = 0;
    }
    ByteBuffer out = block.bytes().duplicate().position(filled);
    BatchBuilder builder = new BatchBuilder().begin(out);
    if (!builder.add(timestamp, null, value, headers)) {
      throw new AssertionError("expected an event that fits");
    }
    Slice record = new Slice(block, filled, builder.end());
    filled = (filled + record.length() + 63) / 64 * 64;
    EventCursor cursor = new EventCursor().over(block.bytes(), record.offset());
    cursor.next();
    if (event.values.isEmpty()) {
      event.record = record;
    }
    if (cursor.valueLength() >= 0) {
      event.values.add(new Slice(block, cursor.valueAt(), cursor.valueLength()));
    }
  }

  private void decide(QueueCommand command, Client client, long request) {
    switch (command) {
      case QueueCommand.Declare each -> reply(client, request, declare(each, client));
      case QueueCommand.Find each -> reply(client, request, is(each.name(), client));
      case QueueCommand.Delete each -> reply(client, request, delete(each));
      case QueueCommand.Purge each -> reply(client, request, purge(each, client));
      case QueueCommand.Consume each -> {
        QueueIs is = is(each.name(), client);
        if (is.problem() == Problem.NONE) {
          FakeQueue queue = named(each.name().name());
          consumers.put(request, new FakeConsumer(client, request, queue, each));
        }
        reply(client, request, is);
      }
      case QueueCommand.Get each -> get(each, client, request);
      case QueueCommand.Cancel each -> {
        consumers.remove(each.consumer());
        waiting.values().removeIf(one -> one.request == each.consumer());
        reply(client, request, Reply.Done.OK);
      }
      case QueueCommand.Settle each -> settle(each, client);
      case QueueCommand.Recover each -> {
        recover(each.session(), client);
        reply(client, request, Reply.Done.OK);
      }
      case QueueCommand.Close each -> {
        consumers.values().removeIf(one -> one.asked.session() == each.session());
        recover(each.session(), client);
        reply(client, request, Reply.Done.OK);
      }
      case QueueCommand.AwaitReplies each -> {
        waiting.put(each.name(), new FakeWaiting(client, request, each.session()));
        reply(client, request, Reply.Done.OK);
      }
      case QueueCommand.FindReplies each -> {
        boolean there = waiting.containsKey(each.name());
        reply(client, request, new Reply.Done(there ? Problem.NONE : Problem.UNKNOWN_QUEUE));
      }
      case QueueCommand.SendReply each -> reply(client, request, send(each));
      case QueueCommand.Limit _, QueueCommand.Sent _ -> {}
      default -> throw new AssertionError("expected another command than " + command);
    }
  }

  private Published send(QueueCommand.SendReply command) {
    FakeWaiting to = waiting.get(command.name());
    Message message = command.message();
    FakeEvent event = parts == null ? new FakeEvent() : parts;
    store(event, message.recordHeaders(), message.value(), broker.nowMillis());
    boolean more =
        message.part() == PublishCommand.Part.FIRST || message.part() == PublishCommand.Part.MIDDLE;
    parts = more ? event : null;
    if (to == null) {
      return new Published(Problem.UNROUTED, List.of(Problem.UNROUTED));
    }
    if (!more) {
      long tag = tags.merge(new FakeSession(to.client, to.session), 1L, Long::sum);
      FakeDelivery reply = new FakeDelivery(to.request, to.session, tag, 0, event, () -> {});
      broker.later(() -> to.client.delivered(reply));
    }
    return Published.OK;
  }

  private QueueIs is(QueueName name, Client client) {
    FakeQueue queue = queues.get(name.name());
    if (queue == null) {
      return new QueueIs(Problem.UNKNOWN_QUEUE, null, 0, 0);
    }
    boolean locked = queue.owner != null && queue.owner != client;
    long consuming = consumers.values().stream().filter(each -> each.queue == queue).count();
    return new QueueIs(
        locked ? Problem.LOCKED : Problem.NONE, queue.queue, queue.ready.size(), (int) consuming);
  }

  private QueueIs declare(QueueCommand.Declare wanted, Client client) {
    FakeQueue queue = queues.get(wanted.name().name());
    if (queue == null) {
      queue = new FakeQueue(new Queue(1, wanted.name(), 1, wanted.settings()));
      queue.owner = wanted.settings().lifetime().exclusive() ? client : null;
      queues.put(wanted.name().name(), queue);
    } else if (!queue.queue.settings().lifetime().equals(wanted.settings().lifetime())
        || !queue.queue.settings().limits().equals(wanted.settings().limits())) {
      QueueIs is = is(wanted.name(), client);
      return is.problem() == Problem.NONE
          ? new QueueIs(Problem.NOT_EQUIVALENT, queue.queue, 0, 0)
          : is;
    }
    return is(wanted.name(), client);
  }

  private Reply delete(QueueCommand.Delete wanted) {
    FakeQueue queue = queues.get(wanted.name().name());
    if (queue == null) {
      return new QueueCommand.Counted(Problem.NONE, 0);
    }
    boolean used = consumers.values().stream().anyMatch(each -> each.queue == queue);
    if (wanted.ifUnused() && used) {
      return new QueueCommand.Counted(Problem.IN_USE, 0);
    }
    if (wanted.ifEmpty() && !queue.ready.isEmpty()) {
      return new QueueCommand.Counted(Problem.NOT_EMPTY, 0);
    }
    queues.remove(wanted.name().name());
    for (FakeConsumer each : List.copyOf(consumers.values())) {
      if (each.queue == queue) {
        consumers.remove(each.request);
        reply(each.client, each.request, new QueueCommand.Ended(Problem.UNKNOWN_QUEUE));
      }
    }
    return new QueueCommand.Counted(Problem.NONE, queue.ready.size());
  }

  private Reply purge(QueueCommand.Purge wanted, Client client) {
    QueueIs is = is(wanted.name(), client);
    if (is.problem() != Problem.NONE) {
      return new QueueCommand.Counted(is.problem(), 0);
    }
    named(wanted.name().name()).ready.clear();
    return new QueueCommand.Counted(Problem.NONE, is.ready());
  }

  private void get(QueueCommand.Get wanted, Client client, long request) {
    QueueIs is = is(wanted.name(), client);
    if (is.problem() != Problem.NONE || is.ready() == 0) {
      Problem why = is.problem() == Problem.NONE ? Problem.EMPTY : is.problem();
      reply(client, request, new QueueIs(why, is.queue(), 0, 0));
      return;
    }
    FakeQueue queue = named(wanted.name().name());
    FakeDelivery delivery = give(queue, client, request, wanted.session());
    broker.later(() -> client.delivered(delivery));
  }

  private FakeDelivery give(FakeQueue queue, Client client, long request, int session) {
    long tag = tags.merge(new FakeSession(client, session), 1L, Long::sum);
    FakeEvent event = queue.ready.remove();
    FakeDelivery delivery =
        new FakeDelivery(
            request, session, tag, queue.ready.size(), event, () -> queue.ready.addFirst(event));
    delivery.client = client;
    given.add(delivery);
    return delivery;
  }

  private void settle(QueueCommand.Settle settle, Client client) {
    for (FakeDelivery each : List.copyOf(given)) {
      boolean meant =
          each.client == client
              && each.session == settle.session()
              && each.tag >= settle.first()
              && each.tag <= settle.last();
      if (meant) {
        given.remove(each);
        boolean back =
            settle.outcome() == QueueCommand.Outcome.FAIL
                || settle.outcome() == QueueCommand.Outcome.RELEASE;
        each.event.failures += settle.outcome() == QueueCommand.Outcome.FAIL ? 1 : 0;
        each.event.redelivered |= back;
        if (back) {
          each.back.run();
        }
      }
    }
  }

  private void recover(int session, Client client) {
    for (FakeDelivery each : List.copyOf(given).reversed()) {
      if (each.client == client && each.session == session) {
        given.remove(each);
        each.event.redelivered = true;
        each.back.run();
      }
    }
  }

  /// Gives consumers what is ready.
  void deliver() {
    for (FakeConsumer each : List.copyOf(consumers.values())) {
      QueueCommand.Consume asked = each.asked;
      long out = given.stream().filter(one -> one.request == each.request).count();
      while (!each.queue.ready.isEmpty() && (asked.credit() == 0 || out++ < asked.credit())) {
        FakeDelivery delivery = give(each.queue, each.client, each.request, asked.session());
        delivery.partition = asked.start() == null ? -1 : 0;
        if (!asked.settles()) {
          given.remove(delivery);
        }
        each.client.delivered(delivery);
      }
    }
  }

  void closed(Client client) {
    consumers.values().removeIf(each -> each.client == client);
    for (FakeDelivery each : List.copyOf(given).reversed()) {
      if (each.client == client) {
        given.remove(each);
        each.back.run();
      }
    }
    queues.values().removeIf(each -> each.owner == client);
  }

  private static final class FakeDelivery implements Delivery {
    private final long request;
    private final int session;
    private final long tag;
    private final long ready;
    private final FakeEvent event;
    private final Runnable back;
    private @Nullable Client client;
    private final EventCursor cursor = new EventCursor();
    private int partition = -1;

    FakeDelivery(long request, int session, long tag, long ready, FakeEvent event, Runnable back) {
      this.request = request;
      this.session = session;
      this.tag = tag;
      this.ready = ready;
      this.event = event;
      this.back = back;
      Slice record = event.record;
      cursor.over(record.block().bytes(), record.offset()).next();
    }

    @Override
    public long request() {
      return request;
    }

    @Override
    public int session() {
      return session;
    }

    @Override
    public long tag() {
      return tag;
    }

    @Override
    public boolean redelivered() {
      return event.redelivered;
    }

    @Override
    public int failures() {
      return event.failures;
    }

    @Override
    public long offset() {
      return partition < 0 ? 0 : 40 + tag;
    }

    @Override
    public int partition() {
      return partition;
    }

    @Override
    public long ready() {
      return ready;
    }

    @Override
    public EventCursor event() {
      return cursor;
    }

    @Override
    public int parts() {
      return event.values.size();
    }

    @Override
    public long bytes() {
      return event.values.stream().mapToLong(Slice::length).sum();
    }

    @Override
    public ByteBuffer part(int index) {
      return event.values.get(index).view();
    }

    @Override
    public Slice slice(int index) {
      return event.values.get(index);
    }
  }
}
