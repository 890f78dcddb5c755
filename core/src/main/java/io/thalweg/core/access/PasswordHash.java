package io.thalweg.core.access;

import io.thalweg.core.base.Opaque;

/// What is kept of a password: enough to check it, and not to know it.
///
/// @param salt at most [#MAX_SALT] bytes; empty: no password is right
/// @param iterations of PBKDF2 with HMAC-SHA-256
/// @param hash [#BYTES] bytes; empty if the salt is
public record PasswordHash(Opaque salt, int iterations, Opaque hash) {
  /// Bytes of a hash.
  public static final int BYTES = 32;

  /// The longest salt in bytes.
  public static final int MAX_SALT = 64;

  /// More iterations would let one password keep a processor busy for seconds.
  public static final int MAX_ITERATIONS = 10_000_000;

  /// That of somebody whom no password lets in.
  public static final PasswordHash NONE = new PasswordHash(Opaque.EMPTY, 0, Opaque.EMPTY);

  boolean isValid() {
    boolean some =
        salt.length() > 0
            && salt.length() <= MAX_SALT
            && iterations > 0
            && iterations <= MAX_ITERATIONS
            && hash.length() == BYTES;
    return some || equals(NONE);
  }
}
