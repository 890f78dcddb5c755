package io.thalweg.core.access;

import io.thalweg.core.base.Check;
import io.thalweg.core.base.LongMap;
import io.thalweg.core.turn.Restatable;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Namespaces, users and permissions, changed by records only. A permission is an aggregate of its
/// own and may be stated before its user is.
public final class AccessState extends Restatable implements AccessView {
  /// Told, in life only, what changes as soon as it is durable.
  public interface Watcher {
    /// `effect` is due once `position` is durable.
    void later(long position, Runnable effect);
  }

  private final DurableAccess directory;
  private final Watcher watcher;
  private final LongMap<NamespaceSeat> namespaces = new LongMap<>();
  private final Map<String, NamespaceSeat> namespacesByName = new HashMap<>();
  private final LongMap<UserSeat> users = new LongMap<>();
  private final Map<String, UserSeat> usersByName = new HashMap<>();
  private final NamespaceSeat home =
      new NamespaceSeat(new Namespace(Namespace.DEFAULT_ID, Namespace.DEFAULT_NAME, ""));
  private int permissions;
  private int administrators;
  private long statedBytes;
  private boolean live;

  /// @param directory shows what is durable
  public AccessState(DurableAccess directory, Watcher watcher) {
    this.directory = directory;
    this.watcher = watcher;
    add(home);
  }

  /// What is durable of it.
  DurableAccess shown() {
    return directory;
  }

  private void add(NamespaceSeat seat) {
    namespaces.put(seat.namespace.id(), seat);
    namespacesByName.put(seat.namespace.name(), seat);
  }

  private void later(long position, Runnable effect) {
    if (live) {
      watcher.later(position, effect);
    }
  }

  void state(long position, Namespace namespace) {
    NamespaceSeat seat = namespaces.get(namespace.id());
    Namespace before = seat == null ? null : seat.namespace;
    if (seat == null) {
      seat = new NamespaceSeat(namespace);
      add(seat);
    }
    statedBytes -= seat.statedAt() < 0 ? 0 : seat.restateBytes();
    seat.namespace = namespace;
    statedBytes += seat.restateBytes();
    order.stated(seat, position);
    if (!namespace.equals(before)) {
      later(position, () -> directory.show(namespace));
    }
  }

  void removeNamespace(long position, long id) {
    Check.that(id != Namespace.DEFAULT_ID, "expected the default namespace to stay");
    for (UserSeat user : users.sorted(UserSeat[]::new)) {
      PermissionSeat permission = user.permissions.get(id);
      if (permission != null) {
        drop(position, user, permission);
      }
    }
    NamespaceSeat seat = namespaces.remove(id);
    if (seat != null) {
      statedBytes -= seat.restateBytes();
      order.forget(seat);
      namespacesByName.remove(seat.namespace.name(), seat);
      later(position, () -> directory.hide(seat.namespace));
    }
  }

  private UserSeat seatOf(long id) {
    UserSeat seat = users.get(id);
    if (seat == null) {
      seat = new UserSeat(id);
      users.put(id, seat);
    }
    return seat;
  }

  void state(long position, long id, User user) {
    UserSeat seat = seatOf(id);
    User before = seat.user;
    forget(seat);
    seat.user = user;
    statedBytes += seat.restateBytes();
    administrators += seat.administrates() ? 1 : 0;
    usersByName.put(user.name(), seat);
    order.stated(seat, position);
    if (!user.equals(before)) {
      later(position, () -> directory.show(user));
    }
  }

  private void forget(UserSeat seat) {
    statedBytes -= seat.restateBytes();
    administrators -= seat.administrates() ? 1 : 0;
    if (seat.user != null) {
      usersByName.remove(seat.user.name(), seat);
    }
  }

  void removeUser(long position, long id) {
    UserSeat seat = users.get(id);
    if (seat == null) {
      return;
    }
    for (PermissionSeat permission : seat.permissions.sorted(PermissionSeat[]::new)) {
      drop(position, seat, permission);
    }
    forget(seat);
    order.forget(seat);
    users.remove(id);
    User user = seat.user;
    if (user != null) {
      later(position, () -> directory.hide(user));
    }
  }

  void state(long position, PermissionSeat seat) {
    UserSeat user = seatOf(seat.user);
    PermissionSeat before = user.permissions.get(seat.namespace);
    if (before != null) {
      order.forget(before);
      statedBytes -= before.restateBytes();
      permissions--;
    }
    user.permissions.put(seat.namespace, seat);
    statedBytes += seat.restateBytes();
    permissions++;
    order.stated(seat, position);
    User who = user.user;
    if (who != null) {
      Permission now = seat.of(who);
      if (before == null || !now.equals(before.of(who))) {
        later(position, () -> directory.show(now));
      }
    }
  }

  void removePermission(long position, long user, long namespace) {
    UserSeat seat = users.get(user);
    PermissionSeat permission = seat == null ? null : seat.permissions.get(namespace);
    if (seat != null && permission != null) {
      drop(position, seat, permission);
    }
  }

  private void drop(long position, UserSeat user, PermissionSeat permission) {
    user.permissions.remove(permission.namespace);
    order.forget(permission);
    statedBytes -= permission.restateBytes();
    permissions--;
    User who = user.user;
    if (who != null) {
      later(position, () -> directory.hide(permission.of(who)));
    }
  }

  @Override
  public @Nullable Namespace namespace(String name) {
    NamespaceSeat seat = namespacesByName.get(name);
    return seat == null ? null : seat.namespace;
  }

  @Override
  public @Nullable User user(String name) {
    UserSeat seat = usersByName.get(name);
    return seat == null ? null : seat.user;
  }

  @Override
  public long userId(String name) {
    return Check.present(usersByName.get(name), "a user").id;
  }

  @Override
  public boolean hasPermission(long user, long namespace) {
    UserSeat seat = users.get(user);
    return seat != null && seat.permissions.has(namespace);
  }

  @Override
  public boolean hasBegun() {
    return home.statedAt() >= 0;
  }

  @Override
  public int namespaces() {
    return namespaces.size();
  }

  @Override
  public int users() {
    return usersByName.size();
  }

  @Override
  public int administrators() {
    return administrators;
  }

  @Override
  public int permissions() {
    return permissions;
  }

  @Override
  public long bytes() {
    return statedBytes;
  }

  /// What was replayed is durable, and shown. Whether there is a namespace of that id.
  public boolean has(long namespace) {
    return namespace == Namespace.DEFAULT_ID || namespaces.has(namespace);
  }

  @Override
  public void replayed() {
    for (NamespaceSeat seat : namespaces.sorted(NamespaceSeat[]::new)) {
      directory.show(seat.namespace);
    }
    for (UserSeat seat : users.sorted(UserSeat[]::new)) {
      show(seat);
    }
    live = true;
  }

  private void show(UserSeat seat) {
    User user = seat.user;
    if (user != null) {
      directory.show(user);
      for (PermissionSeat permission : seat.permissions.sorted(PermissionSeat[]::new)) {
        directory.show(permission.of(user));
      }
    }
  }
}
