package io.thalweg.core.group;

import io.thalweg.core.group.LiveGroup.Waiter;
import io.thalweg.core.turn.Client;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is under way in all groups, and which client waits where.
final class LiveGroups {
  private final HashMap<String, LiveGroup> groups = new HashMap<>();
  private final HashMap<Client, LinkedHashMap<Long, String>> waiting = new HashMap<>();
  private long rounds;
  private long bytes;

  int count() {
    return groups.size();
  }

  /// What is under way in the group of that name; made if there is nothing yet.
  LiveGroup at(String name) {
    return groups.computeIfAbsent(name, LiveGroup::new);
  }

  /// Whether anything is under way in the group of that name.
  boolean has(String name) {
    return groups.containsKey(name);
  }

  /// What is under way in the group of that name, or null.
  @Nullable LiveGroup find(String name) {
    return groups.get(name);
  }

  /// Every group in which anything is under way.
  Collection<LiveGroup> all() {
    return groups.values();
  }

  /// Forgets the group if nothing is under way in it.
  void tidy(String name) {
    LiveGroup live = groups.get(name);
    if (live != null && live.isIdle()) {
      groups.remove(name);
    }
  }

  /// A number that no round had.
  long nextRound() {
    return rounds++;
  }

  /// Memory that joiners of all groups take, roughly.
  long bytes() {
    return bytes;
  }

  void grew(long by) {
    bytes += by;
  }

  /// `waiter` waits in `group`.
  void waits(Waiter waiter, String group) {
    waiting
        .computeIfAbsent(waiter.client(), _ -> new LinkedHashMap<>())
        .put(waiter.request(), group);
  }

  /// `waiter` waits no more.
  void answered(Waiter waiter) {
    LinkedHashMap<Long, String> own = waiting.get(waiter.client());
    if (own != null && own.remove(waiter.request()) != null && own.isEmpty()) {
      waiting.remove(waiter.client());
    }
  }

  /// The groups in which `client` waits, in the order of its requests; none from now on.
  List<String> leave(Client client) {
    @Nullable LinkedHashMap<Long, String> own = waiting.remove(client);
    return own == null ? List.of() : own.values().stream().distinct().toList();
  }
}
