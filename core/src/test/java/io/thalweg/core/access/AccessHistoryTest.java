package io.thalweg.core.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.access.AccessCommand.Presence;
import io.thalweg.core.base.Chance;
import io.thalweg.core.turn.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Random histories with restarts and restating in between, beside a naive model.
class AccessHistoryTest {
  private static final List<String> NAMESPACES = List.of("a", "b", "c");
  private static final List<String> USERS = List.of("ann", "bob", "eve");

  private final AccessScenario broker = new AccessScenario();
  private final Map<String, String> namespaces = new TreeMap<>();
  private final Map<String, List<String>> users = new TreeMap<>();
  private final Map<String, String> permissions = new TreeMap<>();
  private Chance chance;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void theModelSaysTheSame(long seed) {
    chance = new Chance(seed);
    for (int step = 0; step < 2_000; step++) {
      step();
      checkSeen();
      if (step % 20 == 0) {
        broker.checkReplay();
      }
    }
  }

  private void step() {
    String namespace = pick(NAMESPACES);
    String user = pick(USERS);
    switch (chance.nextInt(10)) {
      case 0 -> putNamespace(namespace);
      case 1 -> removeNamespace(namespace);
      case 2 -> putUser(user);
      case 3 -> removeUser(user);
      case 4 -> clear(user, namespace);
      case 5 -> broker.restateOldest();
      case 6 -> rare();
      default -> permit(user, namespace);
    }
  }

  private void rare() {
    if (chance.nextInt(5) == 0) {
      broker.restart();
    }
  }

  private void putNamespace(String name) {
    String description = "d" + chance.nextInt(3);
    assertThat(broker.put(name, description, Presence.ANY)).isEqualTo(Problem.NONE);
    namespaces.put(name, description);
  }

  private void removeNamespace(String name) {
    boolean there = namespaces.remove(name) != null;
    permissions.keySet().removeIf(key -> key.endsWith("@" + name));
    assertThat(broker.remove(name)).isEqualTo(there ? Problem.NONE : Problem.UNKNOWN_NAMESPACE);
  }

  private void putUser(String name) {
    List<String> tags = List.of("t" + chance.nextInt(3));
    assertThat(broker.put(name, Presence.ANY, null, tags)).isEqualTo(Problem.NONE);
    users.put(name, tags);
  }

  private void removeUser(String name) {
    boolean there = users.remove(name) != null;
    permissions.keySet().removeIf(key -> key.startsWith(name + "@"));
    assertThat(broker.removeUser(name)).isEqualTo(there ? Problem.NONE : Problem.UNKNOWN_USER);
  }

  private Problem missing(String user, String namespace) {
    if (!namespaces.containsKey(namespace)) {
      return Problem.UNKNOWN_NAMESPACE;
    }
    return users.containsKey(user) ? Problem.NONE : Problem.UNKNOWN_USER;
  }

  private void permit(String user, String namespace) {
    String pattern = "p" + chance.nextInt(3);
    Problem expected = missing(user, namespace);
    assertThat(broker.permit(user, namespace, pattern, "", "")).isEqualTo(expected);
    if (expected == Problem.NONE) {
      permissions.put(user + "@" + namespace, pattern);
    }
  }

  private void clear(String user, String namespace) {
    assertThat(broker.forbid(user, namespace)).isEqualTo(missing(user, namespace));
    permissions.remove(user + "@" + namespace);
  }

  private void checkSeen() {
    List<String> all = new ArrayList<>();
    Map<Long, String> names = new TreeMap<>();
    for (Namespace each : broker.seen.namespaces()) {
      names.put(each.id(), each.name());
      all.add(each.name() + " " + each.description());
    }
    broker.seen.users().forEach(each -> all.add(each.name() + " " + each.tags()));
    for (Permission each : broker.seen.permissions()) {
      all.add(each.user() + "@" + names.get(each.namespace()) + " " + each.configure());
    }
    List<String> expected = new ArrayList<>(List.of("/ "));
    namespaces.forEach((name, description) -> expected.add(name + " " + description));
    users.forEach((name, tags) -> expected.add(name + " " + tags));
    expected.add("root [administrator]");
    expected.add("root@/ .*");
    permissions.forEach((place, pattern) -> expected.add(place + " " + pattern));
    assertThat(all).containsExactlyInAnyOrderElementsOf(expected);
  }

  private <T> T pick(List<T> some) {
    return some.get(chance.nextInt(some.size()));
  }
}
