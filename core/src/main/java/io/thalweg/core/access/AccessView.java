package io.thalweg.core.access;

import org.jspecify.annotations.Nullable;

/// What deciders may know of namespaces, users and permissions.
public interface AccessView {
  /// The namespace of that name, or null.
  @Nullable Namespace namespace(String name);

  /// The user of that name, or null.
  @Nullable User user(String name);

  /// The id of a user that is there.
  long userId(String name);

  /// Whether something was said of what the user (an id) may do in the namespace (an id).
  boolean hasPermission(long user, long namespace);

  /// Whether there has been a first start.
  boolean hasBegun();

  /// Namespaces, the default one included.
  int namespaces();

  /// Users.
  int users();

  /// Users who may administrate, and whom a password lets in.
  int administrators();

  /// Permissions of all users.
  int permissions();

  /// An upper bound of the journal bytes that stating everything takes.
  long bytes();
}
