package io.thalweg.protocol.amqp.v091.session;

import io.thalweg.core.access.AccessDirectory;
import io.thalweg.core.access.Namespace;
import io.thalweg.core.access.Permission;
import io.thalweg.core.access.User;
import io.thalweg.core.base.Chance;
import io.thalweg.core.base.Opaque;
import io.thalweg.core.turn.Client;
import io.thalweg.core.turn.Command;
import io.thalweg.core.turn.Gateway;
import io.thalweg.core.turn.Reply;
import io.thalweg.protocol.amqp.v091.channel.LoopShare;
import io.thalweg.protocol.amqp.v091.message.IngestBudget;
import io.thalweg.protocol.wire.Out;
import io.thalweg.protocol.wire.PasswordCheck;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A broker without sockets, disk, threads and clock, whose core is [FakeQueues]: replies leave at
/// the end of a turn, in the order in which they were asked for, then deliveries.
final class FakeBroker implements Gateway, AccessDirectory, PasswordCheck {
  static final long MAX_MESSAGE_BYTES = 2 << 20;
  static final long ACKNOWLEDGE_MILLIS = 1_800_000;
  static final long BUDGET_BYTES = 4 << 20;

  private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
  private final FakeQueues queues = new FakeQueues(this);
  private final Map<Class<?>, Reply> scripted = new HashMap<>();
  private final List<Command> commands = new ArrayList<>();
  private final Map<String, Permission> permissions = new HashMap<>();
  private final Map<String, User> users = new HashMap<>();
  private final IngestBudget budget = new IngestBudget(BUDGET_BYTES);
  private final AmqpStats stats = new AmqpStats(budget);
  private final AmqpBroker broker =
      new AmqpBroker(
          new AmqpSettings("Thalweg", "0.1.0", MAX_MESSAGE_BYTES, ACKNOWLEDGE_MILLIS),
          this,
          this,
          new LoopShare(budget, new Chance(1)),
          stats);
  private boolean accepting = true;
  private long version;
  private long nowMillis = 1_700_000_000_000L;

  FakeBroker() {
    user("guest", ".*", ".*", ".*");
  }

  /// Adds a user whose password is its name, with these permissions on `/`.
  void user(String name, String configure, String write, String read) {
    users.put(name, new User(name, Opaque.EMPTY, 1, Opaque.EMPTY, List.of()));
    permissions.put(name, new Permission(name, 0, configure, write, read));
    version++;
  }

  /// Takes a user's permissions.
  void forbid(String name) {
    permissions.remove(name);
    version++;
  }

  AmqpSession session(Out out, boolean loopback) {
    return new AmqpSession(broker, this, out, loopback);
  }

  /// A session that asks `gateway` instead.
  AmqpSession session(Gateway gateway, Out out) {
    return new AmqpSession(broker, gateway, out, true);
  }

  AmqpStats stats() {
    return stats;
  }

  /// The errors that there were.
  List<AmqpStats.Named> errors() {
    return stats.errors().stream().filter(each -> each.count() > 0).toList();
  }

  IngestBudget budget() {
    return budget;
  }

  FakeQueues queues() {
    return queues;
  }

  /// The next command of that type is answered so, and nothing else happens.
  void next(Class<? extends Command> command, Reply reply) {
    scripted.put(command, reply);
  }

  /// What was submitted, but for what brings messages, which [FakeQueues#published] tells.
  List<Command> commands() {
    return commands;
  }

  /// Commands of one type.
  <C extends Command> List<C> commands(Class<C> type) {
    return commands.stream().filter(type::isInstance).map(type::cast).toList();
  }

  long nowMillis() {
    return nowMillis;
  }

  void pass(long millis) {
    nowMillis += millis;
  }

  void accepting(boolean yes) {
    accepting = yes;
  }

  /// Ends the turn: all replies leave.
  void turn() {
    int due = tasks.size();
    for (int i = 0; i < due; i++) {
      tasks.remove().run();
    }
    queues.deliver();
  }

  void later(Runnable task) {
    tasks.add(task);
  }

  @Override
  public void submit(Command command, Client client, long request) {
    Reply reply = scripted.remove(command.getClass());
    commands.add(command);
    if (reply != null) {
      later(() -> client.replied(request, reply));
    } else {
      queues.decide(command, client, request);
    }
  }

  @Override
  public void closed(Client client) {
    queues.closed(client);
  }

  @Override
  public boolean writable() {
    return accepting;
  }

  @Override
  public @Nullable Namespace namespace(String name) {
    return switch (name) {
      case "/" -> new Namespace(0, "/", "");
      case "other" -> new Namespace(1, "other", "");
      default -> null;
    };
  }

  @Override
  public Collection<Namespace> namespaces() {
    return List.of();
  }

  @Override
  public @Nullable User user(String name) {
    return users.get(name);
  }

  @Override
  public Collection<User> users() {
    return users.values();
  }

  @Override
  public @Nullable Permission permission(String user, long namespace) {
    return namespace == 0 ? permissions.get(user) : null;
  }

  @Override
  public long version() {
    return version;
  }

  @Override
  public void check(@Nullable User user, byte[] password, Consumer<Boolean> answer) {
    boolean right =
        user != null && Arrays.equals(password, user.name().getBytes(StandardCharsets.UTF_8));
    later(() -> answer.accept(right));
  }
}
