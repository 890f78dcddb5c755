package io.thalweg.server.access;

import io.thalweg.core.access.PasswordHash;
import io.thalweg.core.access.User;
import io.thalweg.core.base.Opaque;
import io.thalweg.protocol.wire.PasswordCheck;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.jspecify.annotations.Nullable;

/// Passwords by PBKDF2 with HMAC-SHA-256 (RFC 8018, section 5.2), on virtual threads, a few at a
/// time: whoever tries many keeps half of the processors at most. How many wait is bounded by the
/// number of connections. For any thread.
public final class Passwords implements PasswordCheck {
  /// Some 30 ms of one processor (`docs/decisions/0018-passwords.md`).
  public static final int ITERATIONS = 100_000;

  /// The longest password in bytes of UTF-8.
  public static final int MAX_BYTES = 256;

  private static final int SALT_BYTES = 16;
  private static final String ALGORITHM = "PBKDF2WithHmacSHA256";

  /// What is computed where there is nothing to compare with.
  private static final Opaque NO_SALT = new Opaque(new byte[SALT_BYTES]);

  private final Executor loop;
  private final Recent recent;
  private final Semaphore turns =
      new Semaphore(Math.max(1, Runtime.getRuntime().availableProcessors() / 2), true);

  /// @param loop where answers are given
  /// @param recent who was let in lately
  public Passwords(Executor loop, Recent recent) {
    this.loop = loop;
    this.recent = recent;
  }

  /// What is to be kept of a new password.
  public PasswordHash hash(String password) {
    byte[] salt = new byte[SALT_BYTES];
    new SecureRandom().nextBytes(salt);
    turns.acquireUninterruptibly();
    try {
      byte[] hash = derive(password.toCharArray(), salt, ITERATIONS);
      return new PasswordHash(new Opaque(salt), ITERATIONS, new Opaque(hash));
    } finally {
      turns.release();
    }
  }

  @Override
  public void check(@Nullable User user, byte[] password, Consumer<Boolean> answer) {
    byte[] own = Arrays.copyOf(password, Math.min(password.length, MAX_BYTES + 1));
    Thread.ofVirtual()
        .name("password")
        .start(
            () -> {
              boolean right = isRight(user, own);
              try {
                loop.execute(() -> answer.accept(right));
              } catch (RejectedExecutionException e) {
                // the broker has ended, and nobody waits any more
              }
            });
  }

  /// Whether that is the user's password; takes its time.
  public boolean isRight(@Nullable User user, byte[] password) {
    if (recent.knows(user, password)) {
      return true;
    }
    turns.acquireUninterruptibly();
    try {
      if (recent.knows(user, password)) {
        return true; // somebody else asked the same meanwhile
      }
      boolean right = isRightAnew(user, password);
      if (right && user != null) {
        recent.add(user, password);
      }
      return right;
    } finally {
      turns.release();
    }
  }

  private static boolean isRightAnew(@Nullable User user, byte[] password) {
    boolean mayBe = user != null && user.salt().length() > 0;
    Opaque salt = user == null || !mayBe ? NO_SALT : user.salt();
    int iterations = user == null || !mayBe ? ITERATIONS : user.iterations();
    Opaque hash = user == null ? Opaque.EMPTY : user.hash();
    char[] text = text(password);
    byte[] derived = derive(text == null ? new char[0] : text, salt.bytes(), iterations);
    boolean equal = MessageDigest.isEqual(hash.bytes(), derived);
    return equal && mayBe && text != null;
  }

  /// Null if no password is like that.
  private static char @Nullable [] text(byte[] utf8) {
    if (utf8.length == 0 || utf8.length > MAX_BYTES) {
      return null;
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(utf8))
          .toString()
          .toCharArray();
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  private static byte[] derive(char[] password, byte[] salt, int iterations) {
    PBEKeySpec spec = new PBEKeySpec(password, salt, iterations, PasswordHash.BYTES * 8);
    try {
      return SecretKeyFactory.getInstance(ALGORITHM).generateSecret(spec).getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("expected a JDK with " + ALGORITHM, e);
    } finally {
      spec.clearPassword();
    }
  }
}
