package io.thalweg.checks.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.checks.crash.Ledger.Stored;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The checker is checked: it finds each kind of wrong that it is there for.
class LedgerTest {
  private final Ledger ledger = new Ledger(1, 1);
  private final List<Stored> stored = new ArrayList<>();

  LedgerTest() {
    for (int i = 0; i < 3; i++) {
      ledger.send(0);
      ledger.acknowledged(0, i, i);
      store(i, Ledger.value(0, i));
    }
    ledger.send(0);
  }

  private void store(long offset, String value) {
    stored.add(new Stored(offset, value));
  }

  private String problems() {
    return String.join("; ", ledger.problems(0, stored));
  }

  @Test
  void whatWasAcknowledgedAndPerhapsMoreIsRight() {
    assertThat(problems()).isEmpty();
    store(3, Ledger.value(0, 3));
    assertThat(problems()).isEmpty();
  }

  @Test
  void somethingLost() {
    stored.removeLast();
    assertThat(problems()).contains("1 acknowledged events of producer 0 are missing");
  }

  @Test
  void somethingStoredTwice() {
    store(3, Ledger.value(0, 2));
    assertThat(problems()).contains("event 2 of producer 0 comes after 2");
  }

  @Test
  void somethingOutOfOrder() {
    stored.set(0, new Stored(0, Ledger.value(0, 1)));
    stored.set(1, new Stored(1, Ledger.value(0, 0)));
    assertThat(problems()).contains("event 0 of producer 0 comes after 1");
  }

  @Test
  void somethingInvented() {
    store(3, Ledger.value(0, 4));
    assertThat(problems()).contains("offset 3 was never sent there");
  }

  @Test
  void somethingChanged() {
    store(3, Ledger.value(0, 3).replaceFirst(".$", "!"));
    assertThat(problems()).contains("offset 3 was never sent there");
  }

  @Test
  void aGap() {
    store(4, Ledger.value(0, 3));
    assertThat(problems()).contains("offset 4 follows 2");
  }
}
