package io.thalweg.core.access;

import java.util.Collection;
import java.util.Comparator;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// The directory of a shard: changed by it when records become durable, before the replies that
/// rest on them leave.
public final class DurableAccess implements AccessDirectory {
  private record Place(String user, long namespace) implements Comparable<Place> {
    private static final Comparator<Place> ORDER =
        Comparator.comparing(Place::user).thenComparingLong(Place::namespace);

    @Override
    public int compareTo(Place other) {
      return ORDER.compare(this, other);
    }
  }

  private final ConcurrentSkipListMap<String, Namespace> namespaces = new ConcurrentSkipListMap<>();
  private final ConcurrentSkipListMap<String, User> users = new ConcurrentSkipListMap<>();
  private final ConcurrentSkipListMap<Place, Permission> permissions =
      new ConcurrentSkipListMap<>();
  private final AtomicLong version = new AtomicLong();

  void show(Namespace namespace) {
    namespaces.put(namespace.name(), namespace);
    version.incrementAndGet();
  }

  void hide(Namespace namespace) {
    namespaces.remove(namespace.name());
    version.incrementAndGet();
  }

  void show(User user) {
    users.put(user.name(), user);
    version.incrementAndGet();
  }

  void hide(User user) {
    users.remove(user.name());
    version.incrementAndGet();
  }

  void show(Permission permission) {
    permissions.put(new Place(permission.user(), permission.namespace()), permission);
    version.incrementAndGet();
  }

  void hide(Permission permission) {
    permissions.remove(new Place(permission.user(), permission.namespace()));
    version.incrementAndGet();
  }

  @Override
  public @Nullable Namespace namespace(String name) {
    return namespaces.get(name);
  }

  @Override
  public Collection<Namespace> namespaces() {
    return namespaces.values();
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
    return permissions.get(new Place(user, namespace));
  }

  /// All permissions, by user and namespace.
  public Collection<Permission> permissions() {
    return permissions.values();
  }

  @Override
  public long version() {
    return version.get();
  }
}
