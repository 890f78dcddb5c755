package io.thalweg.core.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.access.AccessCommand.Presence;
import io.thalweg.core.access.AccessCommand.PutNamespace;
import io.thalweg.core.access.AccessCommand.PutUser;
import io.thalweg.core.access.AccessCommand.RemoveNamespace;
import io.thalweg.core.access.AccessCommand.RemoveUser;
import io.thalweg.core.access.AccessCommand.SetPermission;
import io.thalweg.core.access.AccessSettings;
import io.thalweg.core.access.PasswordHash;
import io.thalweg.core.access.User;
import io.thalweg.core.base.Opaque;
import io.thalweg.core.exchange.Exchange;
import io.thalweg.core.exchange.ExchangeCommand.Declare;
import io.thalweg.core.exchange.ExchangeCommand.Declared;
import io.thalweg.core.exchange.ExchangeCommand.Find;
import io.thalweg.core.turn.Problem;
import io.thalweg.core.turn.Reply;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Access in a shard: what is not durable is not seen, and what a namespace holds goes with it.
class ShardAccessTest {
  private static final PasswordHash SECRET =
      new PasswordHash(new Opaque(new byte[16]), 1, new Opaque(new byte[32]));

  private static final User FIRST =
      new User("first", SECRET.salt(), 1, SECRET.hash(), List.of(User.ADMINISTRATOR));

  private final TestShard broker =
      new TestShard(ShardSettings.withSeed(1).with(AccessSettings.DEFAULT.with(FIRST)), 16);

  private List<String> users() {
    return broker.shard.access().users().stream().map(User::name).toList();
  }

  @Test
  void whatIsNotDurableIsNotSeen() {
    long before = broker.shard.access().version();
    broker.ask(new PutUser("ann", Presence.ANY, SECRET, List.of(User.ADMINISTRATOR)));
    broker.ask(new PutNamespace("n", "", Presence.ANY));
    broker.ask(new SetPermission("ann", "n", "", "", ""));
    broker.endTurn();
    assertThat(users()).containsExactly("first");
    assertThat(broker.shard.access().version()).isEqualTo(before);
    broker.sync();
    assertThat(users()).containsExactly("ann", "first");
    long id = broker.shard.access().namespace("n").id();
    assertThat(broker.shard.access().permission("ann", id)).isNotNull();
    assertThat(broker.shard.access().version()).isGreaterThan(before);
    broker.ask(new RemoveUser("first"));
    broker.endTurn();
    assertThat(users()).containsExactly("ann", "first");
    broker.sync();
    assertThat(users()).containsExactly("ann");
    broker.restart();
    assertThat(users()).as("after a start, without the first one").containsExactly("ann");
    assertThat(broker.shard.access().permission("ann", id)).isNotNull();
  }

  @Test
  void whatWasLostIsMadeAgain() {
    assertThat(users()).containsExactly("first");
    broker.restart();
    assertThat(users()).containsExactly("first");
    long version = broker.shard.access().version();
    broker.restart();
    assertThat(broker.shard.access().version()).as("stated once").isEqualTo(version);
  }

  @Test
  void aNamespaceGoesWithItsExchanges() {
    broker.get(Reply.Done.class, new PutNamespace("n", "", Presence.ANY));
    long id = broker.shard.access().namespace("n").id();
    var declare = new Declare(id, "x", Exchange.Type.FANOUT, true, false, false, "", Opaque.EMPTY);
    assertThat(broker.get(Declared.class, declare).problem()).isEqualTo(Problem.NONE);
    Reply.Done removed = broker.get(Reply.Done.class, new RemoveNamespace("n"));
    assertThat(removed).isEqualTo(Reply.Done.OK);
    assertThat(broker.get(Declared.class, new Find(id, "x")).problem())
        .isEqualTo(Problem.UNKNOWN_EXCHANGE);
  }
}
