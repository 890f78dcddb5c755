package io.thalweg.server.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.access.PasswordHash;
import io.thalweg.core.access.User;
import io.thalweg.core.base.Opaque;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PasswordsTest {
  private final AtomicLong nanos = new AtomicLong(-5);
  private final BlockingQueue<Runnable> loop = new LinkedBlockingQueue<>();
  private final Recent recent = new Recent(nanos::get);
  private final Passwords passwords = new Passwords(loop::add, recent);

  private static User user(String name, PasswordHash password) {
    return new User(name, password.salt(), password.iterations(), password.hash(), List.of());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void theGuestsPasswordIsGuest() {
    assertThat(passwords.isRight(Guest.USER, bytes("guest"))).isTrue();
    assertThat(passwords.isRight(Guest.USER, bytes("Guest"))).isFalse();
    assertThat(Guest.USER.administrates()).isTrue();
  }

  @Test
  void aPasswordIsKeptWithASaltOfItsOwn() {
    PasswordHash one = passwords.hash("sécret");
    PasswordHash other = passwords.hash("sécret");
    assertThat(one.hash()).isNotEqualTo(other.hash());
    assertThat(one.salt()).isNotEqualTo(other.salt());
    assertThat(one.salt().length()).isEqualTo(16);
    assertThat(one.hash().length()).isEqualTo(PasswordHash.BYTES);
    assertThat(passwords.isRight(user("ann", one), bytes("sécret"))).isTrue();
    assertThat(passwords.isRight(user("ann", other), bytes("sécret"))).isTrue();
    assertThat(passwords.isRight(user("ann", other), bytes("secret"))).isFalse();
  }

  @Test
  void nobodyIsLetInWithoutOne() {
    assertThat(passwords.isRight(null, bytes("x"))).isFalse();
    User locked = user("ann", PasswordHash.NONE);
    assertThat(passwords.isRight(locked, bytes("x"))).isFalse();
    assertThat(passwords.isRight(locked, bytes(""))).isFalse();
    User empty = user("ann", passwords.hash(""));
    assertThat(passwords.isRight(empty, bytes(""))).as("an empty one is none").isFalse();
    User odd = new User("ann", new Opaque(new byte[16]), 1, Opaque.EMPTY, List.of());
    assertThat(passwords.isRight(odd, bytes("x"))).isFalse();
  }

  @Test
  void whatNoPasswordIsIsWrong() {
    byte[] noText = {'g', 'u', (byte) 0xff};
    assertThat(passwords.isRight(Guest.USER, noText)).isFalse();
    assertThat(passwords.isRight(Guest.USER, new byte[1 << 20])).isFalse();
    String longest = "x".repeat(Passwords.MAX_BYTES);
    User user = user("ann", passwords.hash(longest));
    assertThat(passwords.isRight(user, bytes(longest))).isTrue();
    assertThat(passwords.isRight(user, bytes(longest + "x"))).isFalse();
  }

  @Test
  void theAnswerComesOnTheLoop() throws InterruptedException {
    BlockingQueue<Boolean> answers = new LinkedBlockingQueue<>();
    byte[] lent = bytes("guest");
    passwords.check(Guest.USER, lent, answers::add);
    lent[0] = 'x'; // the session's own again
    Runnable task = loop.poll(60, TimeUnit.SECONDS);
    assertThat(task).isNotNull();
    assertThat(answers).isEmpty();
    task.run();
    assertThat(answers).containsExactly(true);
    passwords.check(null, bytes("guest"), answers::add);
    Runnable other = loop.poll(60, TimeUnit.SECONDS);
    assertThat(other).isNotNull();
    other.run();
    assertThat(answers).containsExactly(true, false);
  }

  @Test
  void whoWasLetInLatelyIsRemembered() {
    User user = user("ann", passwords.hash("secret"));
    assertThat(recent.knows(user, bytes("secret"))).isFalse();
    passwords.isRight(user, bytes("wrong"));
    passwords.isRight(user, bytes("secret"));
    assertThat(recent.knows(user, bytes("secret"))).isTrue();
    assertThat(recent.knows(user, bytes("wrong"))).isFalse();
    assertThat(recent.knows(null, bytes("secret"))).isFalse();
    assertThat(recent.knows(user("bob", user.password()), bytes("secret"))).isFalse();
    User changed = user("ann", passwords.hash("secret"));
    assertThat(recent.knows(changed, bytes("secret"))).as("with another salt").isFalse();
    nanos.addAndGet(299_000_000_000L);
    assertThat(recent.knows(user, bytes("secret"))).isTrue();
    nanos.addAndGet(2_000_000_000L);
    assertThat(recent.knows(user, bytes("secret"))).isFalse();
  }

  @Test
  void howManyAreRememberedIsLimited() {
    for (int i = 0; i <= 10_000; i++) {
      recent.add(Guest.USER, bytes("password" + i));
    }
    assertThat(recent.knows(Guest.USER, bytes("password0"))).isFalse();
    assertThat(recent.knows(Guest.USER, bytes("password1"))).isTrue();
    assertThat(recent.knows(Guest.USER, bytes("password10000"))).isTrue();
  }
}
