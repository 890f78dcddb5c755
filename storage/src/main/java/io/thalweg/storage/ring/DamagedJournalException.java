package io.thalweg.storage.ring;

import io.thalweg.core.base.Damage;
import java.io.IOException;

/// Something acknowledged is missing from the journal: it is not opened.
public final class DamagedJournalException extends IOException {
  private static final long serialVersionUID = 1L;

  private final transient Damage damage;

  public DamagedJournalException(Damage damage) {
    super(damage.toString());
    this.damage = damage;
  }

  /// Where, and what.
  public Damage damage() {
    return damage;
  }
}
