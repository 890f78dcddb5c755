package io.thalweg.core.access;

import static io.thalweg.core.access.AccessScenario.ROOT;
import static io.thalweg.core.access.AccessScenario.SECRET;
import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.access.AccessCommand.Presence;
import io.thalweg.core.base.Opaque;
import io.thalweg.core.exchange.ExchangeCommand.NamespaceRemoved;
import io.thalweg.core.turn.Problem;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Namespaces, users and permissions come, change and go.
class AccessTest {
  private final AccessScenario broker = new AccessScenario();

  @AfterEach
  void replayEqualsLife() {
    broker.checkReplay();
    broker.restateAll();
    broker.checkReplay();
  }

  @Test
  void somebodyIsThereInTheBeginning() {
    assertThat(broker.seen.users()).containsExactly(ROOT);
    assertThat(broker.seen.namespaces()).containsExactly(new Namespace(0, "/", ""));
    assertThat(broker.seen.permission("root", 0))
        .isEqualTo(new Permission("root", 0, ".*", ".*", ".*"));
  }

  @Test
  void whoWasRemovedIsNotThereAgain() {
    broker.user("other", User.ADMINISTRATOR);
    assertThat(broker.removeUser("root")).isEqualTo(Problem.NONE);
    assertThat(broker.seen.permissions()).isEmpty();
    broker.restart();
    assertThat(broker.seen.users()).extracting("name").containsExactly("other");
    broker.restateAll();
    broker.restart();
    assertThat(broker.seen.users()).extracting("name").containsExactly("other");
  }

  @Test
  void withoutFirstUserNobodyIsThere() {
    var empty = new AccessScenario(AccessSettings.DEFAULT);
    assertThat(empty.seen.users()).isEmpty();
    assertThat(empty.journal).isEmpty();
    assertThat(empty.seen.namespaces()).extracting("name").containsExactly("/");
  }

  @Test
  void namespacesComeAndGo() {
    Namespace made = broker.namespace("orders");
    assertThat(made.id()).isPositive();
    assertThat(broker.put("orders", "", Presence.ABSENT)).isEqualTo(Problem.NAMESPACE_EXISTS);
    assertThat(broker.put("orders", "of all", Presence.ANY)).isEqualTo(Problem.NONE);
    assertThat(broker.seen.namespace("orders"))
        .isEqualTo(new Namespace(made.id(), "orders", "of all"));
    broker.restart();
    assertThat(broker.seen.namespaces()).extracting("name").containsExactly("/", "orders");
    assertThat(broker.remove("orders")).isEqualTo(Problem.NONE);
    assertThat(broker.seen.namespace("orders")).isNull();
    assertThat(broker.told).containsExactly(new NamespaceRemoved(made.id()));
    assertThat(broker.remove("orders")).isEqualTo(Problem.UNKNOWN_NAMESPACE);
    assertThat(broker.namespace("orders").id()).as("another one").isNotEqualTo(made.id());
    assertThat(broker.put("none", "", Presence.PRESENT)).isEqualTo(Problem.UNKNOWN_NAMESPACE);
  }

  @Test
  void theDefaultNamespaceStays() {
    assertThat(broker.remove("/")).isEqualTo(Problem.RESERVED);
    assertThat(broker.put("/", "home", Presence.PRESENT)).isEqualTo(Problem.NONE);
    broker.restart();
    assertThat(broker.seen.namespaces()).containsExactly(new Namespace(0, "/", "home"));
    assertThat(broker.told).isEmpty();
  }

  @Test
  void usersComeChangeAndGo() {
    User made = broker.user("ann", "monitoring");
    assertThat(made.tags()).containsExactly("monitoring");
    assertThat(broker.put("ann", Presence.ABSENT, null, null)).isEqualTo(Problem.USER_EXISTS);
    var other = new PasswordHash(new Opaque(new byte[] {1}), 7, new Opaque(new byte[32]));
    assertThat(broker.put("ann", Presence.PRESENT, other, null)).isEqualTo(Problem.NONE);
    assertThat(broker.seen.user("ann").tags()).containsExactly("monitoring");
    assertThat(broker.seen.user("ann").password()).isEqualTo(other);
    assertThat(broker.put("ann", Presence.PRESENT, null, List.of())).isEqualTo(Problem.NONE);
    assertThat(broker.seen.user("ann").password()).isEqualTo(other);
    assertThat(broker.seen.user("ann").tags()).isEmpty();
    assertThat(broker.put("bob", Presence.ANY, null, null)).isEqualTo(Problem.NONE);
    assertThat(broker.seen.user("bob").password()).isEqualTo(PasswordHash.NONE);
    assertThat(broker.put("none", Presence.PRESENT, null, null)).isEqualTo(Problem.UNKNOWN_USER);
    assertThat(broker.removeUser("ann")).isEqualTo(Problem.NONE);
    assertThat(broker.removeUser("ann")).isEqualTo(Problem.UNKNOWN_USER);
    assertThat(broker.seen.users()).extracting("name").containsExactly("bob", "root");
  }

  @Test
  void somebodyCanAlwaysAdministrate() {
    assertThat(broker.removeUser("root")).isEqualTo(Problem.LAST_ADMINISTRATOR);
    assertThat(broker.put("root", Presence.ANY, null, List.of("x")))
        .isEqualTo(Problem.LAST_ADMINISTRATOR);
    assertThat(broker.put("root", Presence.ANY, PasswordHash.NONE, null))
        .isEqualTo(Problem.LAST_ADMINISTRATOR);
    assertThat(broker.put("root", Presence.ANY, SECRET, List.of("x", User.ADMINISTRATOR)))
        .isEqualTo(Problem.NONE);
    broker.put("locked", Presence.ANY, PasswordHash.NONE, List.of(User.ADMINISTRATOR));
    assertThat(broker.removeUser("root")).isEqualTo(Problem.LAST_ADMINISTRATOR);
    broker.user("second", User.ADMINISTRATOR);
    assertThat(broker.removeUser("root")).isEqualTo(Problem.NONE);
    assertThat(broker.removeUser("second")).isEqualTo(Problem.LAST_ADMINISTRATOR);
    assertThat(broker.removeUser("locked")).isEqualTo(Problem.NONE);
  }

  @Test
  void permissionsComeChangeAndGo() {
    long orders = broker.namespace("orders").id();
    broker.user("ann");
    assertThat(broker.permit("ann", "orders", "", "^a", "b|c")).isEqualTo(Problem.NONE);
    assertThat(broker.seen.permission("ann", orders))
        .isEqualTo(new Permission("ann", orders, "", "^a", "b|c"));
    assertThat(broker.permit("ann", "orders", "x", "y", "z")).isEqualTo(Problem.NONE);
    broker.restart();
    assertThat(broker.seen.permission("ann", orders))
        .isEqualTo(new Permission("ann", orders, "x", "y", "z"));
    assertThat(broker.seen.permission("ann", 0)).isNull();
    assertThat(broker.permit("ann", "none", "", "", "")).isEqualTo(Problem.UNKNOWN_NAMESPACE);
    assertThat(broker.permit("none", "/", "", "", "")).isEqualTo(Problem.UNKNOWN_USER);
    assertThat(broker.forbid("ann", "none")).isEqualTo(Problem.UNKNOWN_NAMESPACE);
    assertThat(broker.forbid("none", "/")).isEqualTo(Problem.UNKNOWN_USER);
    assertThat(broker.forbid("ann", "/")).as("where it has none").isEqualTo(Problem.NONE);
    assertThat(broker.forbid("ann", "orders")).isEqualTo(Problem.NONE);
    assertThat(broker.seen.permission("ann", orders)).isNull();
  }

  @Test
  void permissionsGoWithTheirUserAndTheirNamespace() {
    long a = broker.namespace("a").id();
    broker.namespace("b");
    broker.user("ann");
    broker.user("bob");
    for (String namespace : List.of("a", "b")) {
      for (String user : List.of("ann", "bob")) {
        broker.permit(user, namespace, "", "", "");
      }
    }
    broker.removeUser("ann");
    assertThat(broker.seen.permissions()).hasSize(3);
    broker.user("ann");
    assertThat(broker.seen.permission("ann", a)).as("of the one before").isNull();
    broker.remove("a");
    broker.namespace("a");
    assertThat(broker.seen.permissions()).extracting("user").containsExactly("bob", "root");
    assertThat(broker.state.permissions()).isEqualTo(2);
  }

  @Test
  void theVersionGrowsWithWhatChanges() {
    long before = broker.seen.version();
    broker.user("ann");
    long with = broker.seen.version();
    assertThat(with).isGreaterThan(before);
    broker.restateAll();
    broker.put("ann", Presence.ANY, null, null);
    assertThat(broker.seen.version()).as("nothing has changed").isEqualTo(with);
    broker.removeUser("ann");
    assertThat(broker.seen.version()).isGreaterThan(with);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a\nb", "\u0000", "\ud800"})
  void namesAreText(String name) {
    assertThat(broker.put(name, "", Presence.ANY)).isEqualTo(Problem.INVALID_NAME);
    assertThat(broker.put(name, Presence.ANY, null, null)).isEqualTo(Problem.INVALID_NAME);
    assertThat(broker.put("x", Presence.ANY, null, List.of(name)))
        .isEqualTo(Problem.INVALID_SETTING);
  }

  @Test
  void sizesAreBounded() {
    String longest = "ä".repeat(127) + "x";
    String longer = "ä".repeat(128);
    broker.namespace(longest);
    broker.user(longest);
    assertThat(broker.permit(longest, longest, longest, longest, longest)).isEqualTo(Problem.NONE);
    assertThat(broker.put(longer, "", Presence.ANY)).isEqualTo(Problem.INVALID_NAME);
    assertThat(broker.put(longer, Presence.ANY, null, null)).isEqualTo(Problem.INVALID_NAME);
    assertThat(broker.permit(longest, "/", "", longer, "")).isEqualTo(Problem.INVALID_SETTING);
    assertThat(broker.put("a:b", Presence.ANY, null, null)).isEqualTo(Problem.INVALID_NAME);
    assertThat(broker.put("a", "x".repeat(512), Presence.ANY)).isEqualTo(Problem.NONE);
    assertThat(broker.put("a", "x".repeat(513), Presence.ANY)).isEqualTo(Problem.INVALID_SETTING);
    assertThat(broker.put("b", "x".repeat(513), Presence.ANY)).isEqualTo(Problem.INVALID_SETTING);
    List<String> many = Collections.nCopies(17, "t");
    assertThat(broker.put("a", Presence.ANY, null, many)).isEqualTo(Problem.INVALID_SETTING);
    List<String> full = Collections.nCopies(16, "t".repeat(64));
    assertThat(broker.put("a", Presence.ANY, SECRET, full)).isEqualTo(Problem.NONE);
    assertThat(broker.put("a", Presence.ANY, null, List.of("a,b")))
        .isEqualTo(Problem.INVALID_SETTING);
    for (PasswordHash wrong :
        List.of(
            new PasswordHash(new Opaque(new byte[65]), 1, SECRET.hash()),
            new PasswordHash(SECRET.salt(), 0, SECRET.hash()),
            new PasswordHash(SECRET.salt(), 10_000_001, SECRET.hash()),
            new PasswordHash(SECRET.salt(), 1, new Opaque(new byte[31])),
            new PasswordHash(Opaque.EMPTY, 1, SECRET.hash()))) {
      assertThat(broker.put("a", Presence.ANY, wrong, null)).isEqualTo(Problem.INVALID_SETTING);
    }
  }

  @Test
  void theirNumbersAreLimited() {
    var small = new AccessScenario(new AccessSettings(2, 2, 2, 1 << 20, ROOT));
    small.namespace("a");
    assertThat(small.put("b", "", Presence.ANY)).isEqualTo(Problem.LIMIT_REACHED);
    small.user("ann");
    assertThat(small.put("bob", Presence.ANY, null, null)).isEqualTo(Problem.LIMIT_REACHED);
    assertThat(small.permit("ann", "a", "", "", "")).isEqualTo(Problem.NONE);
    assertThat(small.permit("ann", "/", "", "", "")).isEqualTo(Problem.LIMIT_REACHED);
    assertThat(small.permit("ann", "a", "x", "", "")).isEqualTo(Problem.NONE);
    var tiny = new AccessScenario(new AccessSettings(1_000, 1_000, 1_000, 4_000, ROOT));
    int made = 0;
    while (tiny.put("n" + made, "", Presence.ANY) == Problem.NONE) {
      made++;
    }
    assertThat(made).isBetween(5, 100);
    assertThat(tiny.state.bytes()).isLessThanOrEqualTo(4_000);
  }
}
