package io.thalweg.core.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.access.AccessCommand.ClearPermission;
import io.thalweg.core.access.AccessCommand.Presence;
import io.thalweg.core.access.AccessCommand.PutNamespace;
import io.thalweg.core.access.AccessCommand.PutUser;
import io.thalweg.core.access.AccessCommand.RemoveNamespace;
import io.thalweg.core.access.AccessCommand.RemoveUser;
import io.thalweg.core.access.AccessCommand.SetPermission;
import io.thalweg.core.base.Opaque;
import io.thalweg.core.exchange.ExchangeCommand;
import io.thalweg.core.turn.Command;
import io.thalweg.core.turn.Problem;
import io.thalweg.core.turn.Reply;
import io.thalweg.core.turn.Scenario;
import java.util.ArrayList;
import java.util.List;

/// A broker that has nothing but namespaces, users and permissions. Everything is durable at once.
final class AccessScenario extends Scenario<AccessState> {
  static final PasswordHash SECRET =
      new PasswordHash(new Opaque(new byte[16]), 1000, new Opaque(new byte[32]));

  static final User ROOT =
      new User("root", SECRET.salt(), 1000, SECRET.hash(), List.of(User.ADMINISTRATOR));

  /// What other features were told, in order.
  final List<ExchangeCommand> told = new ArrayList<>();

  /// What may be seen.
  DurableAccess seen;

  private final AccessSettings settings;
  private AccessDecider decider;
  private long nextId = 100;

  AccessScenario() {
    this(AccessSettings.DEFAULT.with(ROOT));
  }

  AccessScenario(AccessSettings settings) {
    this.settings = settings;
    this.state = fresh();
    state.replayed();
    open();
  }

  private void open() {
    seen = state.shown();
    decider =
        new AccessDecider(
            state,
            settings,
            _ -> nextId++,
            (turn, namespace) -> turn.then(new ExchangeCommand.NamespaceRemoved(namespace)));
    decide(new AccessCommand.Opened());
  }

  @Override
  protected void decideOne(Command command) {
    if (command instanceof ExchangeCommand exchange) {
      told.add(exchange);
    } else {
      decider.decide(this, (AccessCommand) command);
    }
  }

  @Override
  protected AccessState fresh() {
    return new AccessState(new DurableAccess(), (_, effect) -> effect.run());
  }

  @Override
  protected String text(AccessState of) {
    return shown(of.shown())
        + of.namespaces()
        + ' '
        + of.users()
        + ' '
        + of.permissions()
        + ' '
        + of.administrators()
        + ' '
        + of.bytes()
        + ' '
        + of.hasBegun();
  }

  private static String shown(DurableAccess all) {
    return all.namespaces() + "\n" + all.users() + "\n" + all.permissions() + "\n";
  }

  /// Stops and starts.
  void restart() {
    checkReplay();
    state = replayed();
    forgetAlarms();
    open();
  }

  Problem put(String namespace, String description, Presence presence) {
    return done(new PutNamespace(namespace, description, presence));
  }

  Namespace namespace(String name) {
    assertThat(put(name, "", Presence.ABSENT)).isEqualTo(Problem.NONE);
    return seen.namespace(name);
  }

  Problem remove(String namespace) {
    return done(new RemoveNamespace(namespace));
  }

  Problem put(String user, Presence presence, PasswordHash password, List<String> tags) {
    return done(new PutUser(user, presence, password, tags));
  }

  User user(String name, String... tags) {
    assertThat(put(name, Presence.ABSENT, SECRET, List.of(tags))).isEqualTo(Problem.NONE);
    return seen.user(name);
  }

  Problem removeUser(String name) {
    return done(new RemoveUser(name));
  }

  Problem permit(String user, String namespace, String configure, String write, String read) {
    return done(new SetPermission(user, namespace, configure, write, read));
  }

  Problem forbid(String user, String namespace) {
    return done(new ClearPermission(user, namespace));
  }

  private Problem done(AccessCommand command) {
    return get(Reply.Done.class, command).problem();
  }
}
