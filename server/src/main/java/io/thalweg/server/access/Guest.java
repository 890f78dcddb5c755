package io.thalweg.server.access;

import io.thalweg.core.access.PasswordHash;
import io.thalweg.core.access.User;
import io.thalweg.core.base.Opaque;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;

/// Who is there at the first start of all, as in other brokers of AMQP: `guest`, whose password
/// everybody knows. So its salt and hash may be written here, and a start computes nothing.
public final class Guest {
  /// Its name and its password.
  public static final String NAME = "guest";

  private static final PasswordHash PASSWORD =
      new PasswordHash(
          new Opaque("thalweg's guest.".getBytes(StandardCharsets.US_ASCII)),
          Passwords.ITERATIONS,
          new Opaque(
              HexFormat.of()
                  .parseHex("4ff452e8ddd8ced9bf1bc05cede2ed20af061c58f5b67da63eb1caea34423044")));

  /// The user.
  public static final User USER =
      new User(
          NAME,
          PASSWORD.salt(),
          PASSWORD.iterations(),
          PASSWORD.hash(),
          List.of(User.ADMINISTRATOR));

  private Guest() {}
}
