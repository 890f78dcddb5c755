package io.thalweg.core.access;

import io.thalweg.core.base.Check;
import org.jspecify.annotations.Nullable;

/// Bounds of namespaces, users and permissions, and who is there in the beginning.
///
/// @param maxNamespaces number of namespaces, the default one included
/// @param maxUsers number of users
/// @param maxPermissions number of permissions, of all users together
/// @param maxBytes all of them, as stated in the journal
/// @param firstUser made at the first start of all, with all permissions in the default namespace;
///   null: nobody is
public record AccessSettings(
    int maxNamespaces, int maxUsers, int maxPermissions, long maxBytes, @Nullable User firstUser) {
  /// The longest name of a namespace or user, and the longest pattern, in bytes of UTF-8.
  public static final int MAX_NAME = 255;

  /// The longest description of a namespace, in bytes of UTF-8.
  public static final int MAX_DESCRIPTION = 512;

  /// The longest tag of a user, in bytes of UTF-8.
  public static final int MAX_TAG = 64;

  /// Tags that a user may have.
  public static final int MAX_TAGS = 16;

  /// Nobody is there in the beginning.
  public static final AccessSettings DEFAULT =
      new AccessSettings(1_000, 10_000, 50_000, 16L << 20, null);

  public AccessSettings {
    Check.within(1, maxNamespaces, Integer.MAX_VALUE, "largest number of namespaces");
    Check.within(1, maxUsers, Integer.MAX_VALUE, "largest number of users");
    Check.within(1, maxPermissions, Integer.MAX_VALUE, "largest number of permissions");
  }

  /// The same, with somebody who is there in the beginning.
  public AccessSettings with(User first) {
    return new AccessSettings(maxNamespaces, maxUsers, maxPermissions, maxBytes, first);
  }
}
