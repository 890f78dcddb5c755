package io.thalweg.core.access;

import io.thalweg.core.base.Opaque;
import java.util.List;

/// Who may log in. Immutable.
///
/// @param salt of the password's hash; empty: nobody logs in by a password
/// @param iterations of PBKDF2 with HMAC-SHA-256
/// @param hash of the password, 32 bytes
/// @param tags as operators set them (`administrator`)
public record User(String name, Opaque salt, int iterations, Opaque hash, List<String> tags) {
  /// The tag of those who may change everything.
  public static final String ADMINISTRATOR = "administrator";

  /// What is kept of the password.
  public PasswordHash password() {
    return new PasswordHash(salt, iterations, hash);
  }

  /// Whether it may change everything, and a password lets it in.
  public boolean administrates() {
    return salt.length() > 0 && tags.contains(ADMINISTRATOR);
  }
}
