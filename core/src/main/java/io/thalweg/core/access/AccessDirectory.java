package io.thalweg.core.access;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/// The namespaces, users and permissions whose records are durable: what sessions decide by without
/// asking the shard. Readable on any thread.
public interface AccessDirectory {
  /// The namespace of that name, or null.
  @Nullable Namespace namespace(String name);

  /// All namespaces, by name.
  Collection<Namespace> namespaces();

  /// The user of that name, or null.
  @Nullable User user(String name);

  /// All users, by name.
  Collection<User> users();

  /// What the user may do in the namespace, or null if it may not even connect to it.
  @Nullable Permission permission(String user, long namespace);

  /// Grows with every change: what was decided by it before may be decided otherwise now.
  long version();
}
