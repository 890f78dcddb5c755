package io.thalweg.server.access;

import io.thalweg.core.access.User;
import io.thalweg.core.base.Opaque;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// Who was let in lately, by which password: as hashes under a key that lives as long as this
/// process. Another password of the user makes another hash of what is kept, and so ends it. For
/// any thread.
public final class Recent {
  private static final String ALGORITHM = "HmacSHA256";
  private static final int MOST = 10_000;
  private static final long LASTS_NANOS = 300_000_000_000L;

  private final LongSupplier nanos;
  private final LinkedHashMap<Opaque, Long> until = new LinkedHashMap<>();

  /// @param nanos a clock that never goes back
  public Recent(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /// Made when it is first needed: a start does not wait for chance.
  private static final class Key {
    static final SecretKeySpec OF_PROCESS = make();

    private static SecretKeySpec make() {
      byte[] random = new byte[32];
      new SecureRandom().nextBytes(random);
      return new SecretKeySpec(random, ALGORITHM);
    }
  }

  boolean knows(@Nullable User user, byte[] password) {
    if (user == null) {
      return false;
    }
    Opaque mark = mark(user, password);
    synchronized (until) {
      Long end = until.get(mark);
      return end != null && nanos.getAsLong() - end < 0;
    }
  }

  /// All last equally long: the first is the oldest.
  void add(User user, byte[] password) {
    Opaque mark = mark(user, password);
    synchronized (until) {
      until.remove(mark);
      if (until.size() >= MOST) {
        Map.Entry<Opaque, Long> oldest = until.firstEntry();
        until.remove(oldest.getKey());
      }
      until.put(mark, nanos.getAsLong() + LASTS_NANOS);
    }
  }

  private Opaque mark(User user, byte[] password) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(Key.OF_PROCESS);
      mac.update(user.salt().bytes());
      mac.update(user.hash().bytes());
      byte[] name = user.name().getBytes(StandardCharsets.UTF_8);
      mac.update(name);
      mac.update((byte) 0);
      return new Opaque(mac.doFinal(password));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("expected a JDK with " + ALGORITHM, e);
    }
  }
}
